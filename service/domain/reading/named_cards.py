"""Where a folded text names GPUs. What else is said of them is read in `cards`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.gpus import Gpu, Gpus


@dataclass(frozen=True, slots=True)
class Card:
    """A card named at `[start, end)`."""

    start: int
    end: int
    gpu: Gpu


def cards_in(text: str, gpus: Gpus) -> Iterator[Card]:
    """Every card named in the text, longest name first."""
    words = sorted([word for word in gpus if word in text], key=lambda word: (-len(word), word))
    if not words:
        return
    names = "|".join(re.escape(word) for word in words)
    for match in re.finditer(rf"(?:(?<![a-z0-9.])|(?<=\d[x*×]))(?:{names})(?![0-9])(?!(?!s\b)[a-z])", text):
        yield Card(match.start(), match.end(), gpus[match.group()])
