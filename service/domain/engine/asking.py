"""Which unknown fact is worth asking first. Knows weighted counts of cases, no wording.

Each unknown fact is taken to have each of its values with the vocabulary's weight, independently, except that an
inferred value follows its basis. All counts are exact whole numbers. An answer settles a case when the verdict then
given is the one that the case gets in the end, with everything known.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.domain.engine.axes import NOT_GIVEN
from service.domain.engine.changes import Standpoint
from service.domain.engine.diagram import MANY, NOTHING_IMPLIED

Tally = int
"""Weighted counts of cases, one field of the diagram's `width` bits for each verdict: one product weighs them all."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """The remaining cases, counted: `above` the weighted ways down to each node, `below` the ways from there to each
    end, `total` their number."""

    here: Standpoint
    above: Sequence[int]
    below: Sequence[Tally]
    total: int

    @property
    def settled_now(self) -> float:
        """The share (0 to 1) of the remaining cases that the present verdict already fits."""
        return self._count(self.below[0], self.here.end) / self.total

    def settles(self, depth: int) -> float:
        """The share of the remaining cases that the answer to this axis' fact settles. Only answers that change the
        verdict shift cases against `settled_now`."""
        here, gain = self.here, 0
        row = here.diagram.rows[here.path[depth]]
        for edge, _ in here.places[depth].odds:
            if (then := here.ends[row[edge]]) != here.end:
                tally = self.answered(depth, edge)
                gain += self._count(tally, then) - self._count(tally, here.end)
        return (self._count(self.below[0], here.end) + gain) / self.total

    def purity(self, depth: int) -> float:
        """How pure the verdicts are once this axis' fact is known: the expected sum of squared shares (0 to 1)."""
        pure = 0.0
        for edge, _ in self.here.places[depth].odds:
            counts = self.counts(self.answered(depth, edge))
            if cases := sum(counts):
                pure += sum([count * count for count in counts]) / (cases * self.total)
        return pure

    def answered(self, depth: int, edge: int) -> Tally:
        """The remaining cases that take this edge of the axis of an unknown fact."""
        here, above, below = self.here, self.above, self.below
        rows, implied, place = here.diagram.rows, here.diagram.implied, here.places[depth]
        weight = dict(place.odds)[edge]
        tally = 0
        for node in here.diagram.layers[depth]:
            if not above[node]:
                continue
            if implied[node] == NOTHING_IMPLIED:
                tally += above[node] * weight * below[rows[node][edge]]
            elif implied[node] == edge:
                tally += above[node] * place.whole * below[rows[node][NOT_GIVEN]]
        return tally

    def counts(self, tally: Tally) -> list[int]:
        """The cases of a tally by verdict, in the order of the diagram's ends."""
        return [self._field(tally, number) for number in range(len(self.here.diagram.ends))]

    def _count(self, tally: Tally, end: int) -> int:
        return self._field(tally, end - len(self.here.diagram.rows))

    def _field(self, tally: Tally, number: int) -> int:
        width = self.here.diagram.width
        return tally >> (width * number) & ((1 << width) - 1)


def prospect(here: Standpoint) -> Prospect:
    """The remaining cases of a case, counted by one pass down and one up."""
    above = _above(here)
    below = _below(here, above)
    total = 1
    for place in here.places:
        total *= place.whole
    return Prospect(here, above, below, total)


@dataclass(frozen=True, slots=True)
class Worth:
    """A fact worth asking, the share of the remaining cases that its answer settles, and that settled without it."""

    fact: str
    settles: float
    settled_now: float


def best_question(here: Standpoint, changing: Collection[str]) -> Worth:
    """The fact worth asking first: the one that settles the most cases; between equals, and where no answer settles
    more than is settled already, the one that leaves the purest verdicts; then the first in the vocabulary.

    `changing` are the facts of the smallest sets that would change the verdict, at least one: no answer about another
    fact settles more, nor changes anything sooner.
    """
    found, axes = prospect(here), here.diagram.axes
    settles = {depth: found.settles(depth) for depth, axis in enumerate(axes) if axis.fact in changing}
    most = max(settles.values())
    best = [depth for depth, share in settles.items() if share == most or most <= found.settled_now]
    if len(best) > 1:
        best.sort(key=lambda depth: (-found.purity(depth), axes[depth].position))
    return Worth(axes[best[0]].fact, settles[best[0]], found.settled_now)


def _above(here: Standpoint) -> list[int]:
    rows, only, implied = here.diagram.rows, here.diagram.only, here.diagram.implied
    above = [0] * here.diagram.size
    above[0] = 1
    for layer, place in zip(here.diagram.layers, here.places, strict=True):
        for node in layer:
            ways = above[node]
            if not ways:
                continue
            if only[node] != MANY:
                above[only[node]] += ways * place.whole
            elif implied[node] != NOTHING_IMPLIED and place.stay == NOT_GIVEN:
                above[rows[node][NOT_GIVEN]] += ways * place.whole
            else:
                row = rows[node]
                for edge, weight in place.odds:
                    above[row[edge]] += ways * weight
    return above


def _below(here: Standpoint, above: Sequence[int]) -> list[Tally]:
    rows, only, implied = here.diagram.rows, here.diagram.only, here.diagram.implied
    below = [0] * here.diagram.size
    for number in range(len(here.diagram.ends)):
        below[len(rows) + number] = 1 << (here.diagram.width * number)
    for layer, place in zip(reversed(here.diagram.layers), reversed(here.places), strict=True):
        for node in layer:
            if not above[node]:
                continue
            if only[node] != MANY:
                below[node] = below[only[node]] * place.whole
            elif implied[node] != NOTHING_IMPLIED and place.stay == NOT_GIVEN:
                below[node] = below[rows[node][NOT_GIVEN]] * place.whole
            else:
                row, ways = rows[node], 0
                for edge, weight in place.odds:
                    ways += below[row[edge]] * weight
                below[node] = ways
    return below
