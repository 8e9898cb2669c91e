"""What a model is shown of the cited entries for one span: of each entry that the span's own sentences cite, the
sentences closest to what is said with it. Pure; knows no prompts."""

import re
from collections.abc import Sequence

from service.domain.brief import Brief, Free
from service.domain.compose.overlap import share
from service.domain.sentences import sentences

OF_ONE = 2
"""Sentences of an entry for one span."""
CLOSE = 0.1
"""Share of the claim's terms that a further sentence must have."""
_MARKER = re.compile(r"\[(\d{1,3})\]")


def numbers_of(brief: Brief, span: Free) -> tuple[int, ...]:
    """The markers that a model may use in the span: those that the composer's sentences for it use."""
    used = {int(number) for sentence in span.sentences for number in _MARKER.findall(sentence)}
    return tuple(marker for marker, _ in brief.passages if marker in used and marker in span.may_cite)


def backing_of(brief: Brief, span: Free, before: Sequence[Free] = ()) -> tuple[tuple[int, str], ...]:
    """Marker and text of what backs the span, without what was shown for the spans before."""
    told = {item for earlier in before for item in _picked(brief, earlier)}
    found: dict[int, list[str]] = {}
    for marker, sentence in _picked(brief, span):
        if (marker, sentence) not in told:
            found.setdefault(marker, []).append(sentence)
    glue = "" if brief.language == "zh" else " "
    return tuple((marker, glue.join(picked)) for marker, picked in found.items())


def _picked(brief: Brief, span: Free) -> list[tuple[int, str]]:
    """Marker and sentence, in the order of the entries' own texts."""
    texts = dict(brief.passages)
    return [
        (marker, sentence) for marker in numbers_of(brief, span) for sentence in _closest(texts[marker], span, marker)
    ]


def _closest(text: str, span: Free, marker: int) -> list[str]:
    """The sentences of an entry that are closest to what the span says with its marker; one at least."""
    claim = " ".join(_MARKER.sub("", sentence) for sentence in span.sentences if f"[{marker}]" in sentence)
    own = sentences(text)
    ranked = sorted(own, key=lambda sentence: -share(claim, sentence))
    kept = {*ranked[:1], *(sentence for sentence in ranked[1:OF_ONE] if share(claim, sentence) >= CLOSE)}
    return [sentence for sentence in own if sentence in kept]
