"""A hit: where a phrase of the lexicon stands in a folded text."""

from typing import NamedTuple


class Hit(NamedTuple):
    """A phrase found at `[start, end)` of the folded text. A message has hundreds."""

    start: int
    end: int
    label: str
