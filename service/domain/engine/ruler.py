"""The line of a number fact, cut into regions by the thresholds that a policy's rules name.

Every literal on a number looks at one end of an interval only, so two tables of masks (by the region of the low end,
by the region of the high end) answer for every interval. Knows no verdict.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, inf, nextafter

from service.domain.conditions import Compare
from service.domain.engine.normal_form import Literal
from service.domain.facts import Interval, Kind, Value
from service.domain.faults import Faulty

Number = int | float


@dataclass(frozen=True, slots=True)
class Ruler:
    """Region r runs from cuts[r - 1], included, to cuts[r], excluded. A mask has one bit for each conjunct."""

    cuts: tuple[Number, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    unknown: int
    regions: tuple[Interval, ...]

    def mask(self, value: Value | None) -> int:
        """The conjuncts whose literals on this fact all hold; None is unknown."""
        if value is None:
            return self.unknown
        low, high = self.span(value)
        return self.low[low] & self.high[high]

    def span(self, value: Value) -> tuple[int, int]:
        """The regions of the value's two ends."""
        if isinstance(value, Interval):
            high = len(self.cuts) if value.high is None else bisect_right(self.cuts, value.high)
            return bisect_right(self.cuts, value.low), high
        if isinstance(value, str):
            raise TypeError(f"{value!r} is no number")
        region = bisect_right(self.cuts, value)
        return region, region


def ruler_for(fact: str, kind: Kind, literals: Mapping[Literal, int], everything: int) -> Ruler:
    """The ruler of one number fact; each literal comes with the conjuncts that it stands in.

    Raises Faulty where two thresholds leave no whole number between them.
    """
    cuts = tuple(sorted({cut for literal in literals for cut in _cut(kind, literal) if cut > 0}))
    starts = (0 if kind is Kind.INTEGER else 1, *(ceil(cut) for cut in cuts))
    ends = (*(ceil(cut) - 1 for cut in cuts), None)
    if any(end is not None and end < start for start, end in zip(starts, ends, strict=True)):
        raise Faulty([f"Two thresholds of {fact} leave no whole number between them."])
    inside: list[Number] = [cuts[0] / 2 if cuts and kind is Kind.NUMBER else 0, *cuts]
    upper = {literal: within for literal, within in literals.items() if _looks_up(literal)}
    lower = {literal: within for literal, within in literals.items() if literal not in upper}
    return Ruler(
        cuts=cuts,
        low=tuple(everything & ~failing(lower, point) for point in inside),
        high=tuple(everything & ~failing(upper, point) for point in inside),
        unknown=everything & ~failing(literals, None),
        regions=tuple(Interval(start, end) for start, end in zip(starts, ends, strict=True)),
    )


def failing(literals: Mapping[Literal, int], value: Value | None) -> int:
    """The conjuncts that a value of the fact rules out."""
    found = 0
    for literal, within in literals.items():
        if not literal.holds(value):
            found |= within
    return found


def _cut(kind: Kind, literal: Literal) -> Iterable[Number]:
    atom = literal.atom
    if not isinstance(atom, Compare):
        return ()
    if atom.operator in ("<", ">="):
        return (atom.number,)
    return (atom.number + 1,) if kind is Kind.INTEGER else (nextafter(atom.number, inf),)


def _looks_up(literal: Literal) -> bool:
    """Whether the literal depends on the high end of an interval."""
    return isinstance(literal.atom, Compare) and literal.atom.operator in ("<", "<=")
