"""Citation markers: that they exist, and that the cited passage is about the matter of what it is cited for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from service.domain.verify.atoms import NAME
from service.domain.verify.likeness import Matter, strays
from service.domain.verify.piece import Token

_MARKER = re.compile(r"[\[【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】]|\[\^(\d{1,3})\]")
VARIANTS = "variants"
"""What a passage is about that names a variant."""
ANYTHING = "anything"
"""What every other passage is about, so that none is about nothing."""
_HOW_TO = frozenset({"lora", "template", "forgetting", "testing", "memory", "safety", "graft"})


class Place(NamedTuple):
    """One place in a sentence that cites: its markers, and where the words begin and end that they stand for."""

    markers: tuple[int, ...]
    start: int
    end: int


def places(sentence: str) -> list[Place]:
    """The places that cite, in order. Markers side by side are one place; each has the words behind the one before."""
    out: list[Place] = []
    start = 0
    for found in _MARKER.finditer(sentence):
        numbers = tuple(int(n) for n in re.findall(r"\d+", found.group()))
        if out and not any(char.isalnum() for char in sentence[start : found.start()]):
            last = out.pop()
            out.append(Place(last.markers + numbers, last.start, last.end))
        else:
            out.append(Place(numbers, start, found.start()))
        start = found.end()
    return out


def without_markers(sentence: str) -> str:
    """The sentence with blanks where markers stood."""
    return _MARKER.sub(lambda found: " " * len(found.group()), sentence)


def topics_of(tokens: Iterable[Token]) -> set[str]:
    """The topics that the words belong to; the name of a variant (对话版) is none."""
    return {
        role[6:]
        for token in tokens
        if not token.variant or token.kind == NAME
        for role in token.roles
        if role.startswith("topic:")
    }


def off_topic(
    cited: Sequence[tuple[Sequence[int], Matter]], passages: Mapping[int, Matter], firm: bool = False
) -> int | None:
    """The first marker that does not exist, or whose passage is about another matter than the words that cite it; else
    None. `cited` are the places that cite, each with its markers and the matter of its words.

    Where words that cite are `firm` about a variant and the sentence is no advice on how to train it, some cited
    passage has to name a variant or a checkpoint.
    """
    topics: set[str] = set()
    named = False
    for markers, piece in cited:
        topics |= piece.topics
        if missing := [marker for marker in markers if marker not in passages]:
            return missing[0]
        named = named or any(VARIANTS in passages[marker].topics for marker in markers)
        others = [passage for other, passage in passages.items() if other not in markers]
        if (at := strays(piece, [passages[marker] for marker in markers], others)) is not None:
            return markers[at]
    if firm and cited and not named and not topics & _HOW_TO:
        return cited[0][0][0]
    return None
