"""A small linear model of what a clause states besides the task: for each value of each fact whether it is said there.

Whole-number weights, kept as data, one row for each piece of text with a column for each value, so that a clause is
summed up once. Trained by `adapters.statement_training`; reads nothing but the clause.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import isqrt
from typing import Any

from service.domain.columns import packed, places, unpacked
from service.domain.faults import Faulty

ROOTS = 1000
"""Roots are taken in thousandths, in whole numbers."""

Said = tuple[str, str]
"""A fact and a value of it."""


@dataclass(frozen=True, slots=True)
class StatementModel:
    """Weights by piece: the places in `values` and what the piece adds there; `bias` is added to all."""

    values: tuple[Said, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[tuple[int, int], ...]]
    rows: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """The weights, packed."""
    top: int = field(init=False, repr=False, compare=False)
    """The greatest of `bias`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {piece: packed(row) for piece, row in self.weights.items()})
        object.__setattr__(self, "top", max(self.bias, default=0))

    def scores(self, found: Collection[str], least: int | None = None) -> list[int]:
        """For each of `values` the log odds, in thousandths, that a clause of these pieces states it; none at all
        where it is plain from the sums that none reaches `least`.

        What the pieces add is divided by the square root of their number, so that long clauses speak no louder than
        short ones.
        """
        total = sum(filter(None, map(self.rows.get, found)))
        root = isqrt(max(1, len(found)) * ROOTS**2)
        sums = unpacked(total, len(self.values))
        if least is not None and self.top + max(sums) * ROOTS // root < least:
            return []
        return [start + added * ROOTS // root for start, added in zip(self.bias, sums, strict=True)]


def statement_model_from(data: Mapping[str, Any]) -> StatementModel:
    """The model of a parsed weights file. Raises Faulty."""
    try:
        values = tuple(_said(text) for text in data["values"])
        bias = tuple(int(weight) for weight in data["bias"])
        weights = {str(piece): places(row, len(values)) for piece, row in data["weights"].items()}
        if len(bias) != len(values):
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(["The weights of the statements are damaged; run `sft-advisor knowledge train`."]) from None
    return StatementModel(values, bias, weights)


def _said(text: str) -> Said:
    """`public_facing=no`, apart. Raises ValueError."""
    name, value = text.split("=")
    return name, value
