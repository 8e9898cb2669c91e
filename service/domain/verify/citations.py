"""Citation markers: that they exist, and that the cited passage is about the matter of the sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence

from service.domain.verify.piece import Token

_MARKER = re.compile(r"[\[【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】]|\[\^(\d{1,3})\]")


def markers(sentence: str) -> list[int]:
    """The numbers cited, in order."""
    return [int(n) for found in _MARKER.finditer(sentence) for n in re.findall(r"\d+", found.group())]


def without_markers(sentence: str) -> str:
    """The sentence with blanks where markers stood."""
    return _MARKER.sub(lambda found: " " * len(found.group()), sentence)


def topics_of(tokens: Iterable[Token]) -> set[str]:
    """The topics that the words belong to."""
    return {role[6:] for token in tokens for role in token.roles if role.startswith("topic:")}


VARIANTS = "variants"
"""What a passage is about that names a variant."""
ANYTHING = "anything"
"""What every other passage is about, so that none is about nothing."""


def off_topic(
    cited: Sequence[int], topics: set[str], of_passages: Mapping[int, set[str]], firm: bool = False
) -> int | None:
    """The first cited marker that does not exist, or whose passage shares no topic with the sentence; else None.

    Where the sentence is `firm` about a variant, some cited passage has to name a variant.
    """
    for marker in cited:
        if marker not in of_passages:
            return marker
        if topics and not topics & of_passages[marker]:
            return marker
    if firm and cited and not any(VARIANTS in of_passages[marker] for marker in cited):
        return cited[0]
    return None
