"""How a sentence of an entry hangs together with the ones before it, and whose word it reports. Reads words alone."""

import re

_LEANS = re.compile(
    r"\b(thus|therefore|hence|otherwise|instead|likewise|also|however|yet|too|then|nevertheless|accordingly|conversely"
    r"|in contrast|the gap|the price|the exception|the same|the reason|the latter|the former|either way|another|other"
    r"|besides|on top|as well)\b|^(the (figures?|rows?|result|line|asker|authors?|two|three|four|five) |but |and |it |"
    r"this |these |those |they |such |work in )"
    r"|因此|所以|因而|从而|否则|反之|同样|另外|此外|不过|然而|于是|也就|差距来自|代价是|例外|这一|这种|这样|该结果|另一|后者|前者"
    r"|^(但|而|也|又|则|它|其|这|那|故)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^.{0,60}?(?=, |; |: |[，；：]|$)|^.{60}")
"""The part of a sentence in which such a word ties it to what came before; behind a comma it ties the sentence's own
halves."""
_GUIDE = re.compile(r"指南|\bguide(?:'s)?\b", re.IGNORECASE)


def leans(sentence: str) -> bool:
    """Whether the sentence takes up what another said, so that it cannot stand first."""
    opening = _OPENING.match(sentence)
    return opening is not None and _LEANS.search(opening[0]) is not None


def reports_the_guide(sentence: str) -> bool:
    """Whether the sentence speaks of the guide."""
    return _GUIDE.search(sentence) is not None
