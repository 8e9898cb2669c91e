"""A hit: where a phrase of the lexicon stands in a folded text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at `[start, end)` of the folded text."""

    start: int
    end: int
    label: str
