"""A hit: where a phrase of the lexicon stands in a folded text."""

from collections.abc import Iterable
from typing import NamedTuple


class Hit(NamedTuple):
    """A phrase found at `[start, end)` of the folded text."""

    start: int
    end: int
    label: str


Found = set[tuple[int, int, str]]
"""Start, end and label of each phrase found; ends are negative, so that the longer of two comes first."""


def place(hit: Hit) -> tuple[int, int, str]:
    """By what hits are ordered: by start, longest first, then label."""
    return hit.start, -hit.end, hit.label


def in_order(found: Iterable[tuple[int, int, str]]) -> list[Hit]:
    """The hits by start, longest first, then label. Made as plain tuples are: a message has hundreds of them."""
    new = tuple.__new__
    return [new(Hit, (start, -end, label)) for start, end, label in sorted(found)]
