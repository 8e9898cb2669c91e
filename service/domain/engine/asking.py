"""Which unknown fact is worth asking first. Knows weighted counts of cases, no wording.

Each unknown fact is taken to have each of its values with the vocabulary's weight, independently, except that an
inferred value follows its basis. All counts are exact whole numbers. An answer settles a case when the verdict then
given is the one that the case gets in the end, with everything known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.engine.axes import NOT_GIVEN
from service.domain.engine.changes import Standpoint
from service.domain.engine.diagram import NOTHING_IMPLIED

_WIDTH = 320
_FIELD = (1 << _WIDTH) - 1

Tally = int
"""Weighted counts of cases, one field of _WIDTH bits for each verdict, so that one product weighs them all."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What asking for a fact is worth: the share (0 to 1) of the remaining cases that its answer settles, and how pure
    the verdicts then are (the expected sum of squared shares)."""

    fact: str
    settles: float
    purity: float


@dataclass(frozen=True, slots=True)
class Prospect:
    """The share of the remaining cases that the present verdict already fits, and every unknown fact's worth."""

    settled_now: float
    worths: tuple[Worth, ...]


def prospect(here: Standpoint) -> Prospect:
    """What each unknown fact would tell, by one pass down (cases above each node) and one up (cases below it)."""
    above = _above(here)
    below = _below(here, above)
    total = sum(_counts(here, below[0]))
    worths = [_worth(here, depth, above, below, total) for depth, place in enumerate(here.places) if place.fills]
    return Prospect(_count(here, below[0], here.end) / total, tuple(worths))


def best_question(found: Prospect, positions: dict[str, int]) -> Worth:
    """The fact worth asking first: the one that settles the most cases, then the one that leaves the purest verdicts,
    then the first in the vocabulary. There must be an unknown fact."""
    return min(found.worths, key=lambda worth: (-worth.settles, -worth.purity, positions[worth.fact]))


def _above(here: Standpoint) -> list[int]:
    """The weighted number of ways down to each node."""
    rows, implied = here.diagram.rows, here.diagram.implied
    above = [0] * here.diagram.size
    above[0] = 1
    for layer, place in zip(here.diagram.layers, here.places, strict=True):
        whole = sum([weight for _, weight in place.odds])
        for node in layer:
            ways, row = above[node], rows[node]
            if not ways:
                continue
            if place.stay == NOT_GIVEN and implied[node] != NOTHING_IMPLIED:
                above[row[NOT_GIVEN]] += ways * whole
                continue
            for edge, weight in place.odds:
                above[row[edge]] += ways * weight
    return above


def _below(here: Standpoint, above: Sequence[int]) -> list[Tally]:
    """The weighted number of ways from each node that a case can reach to each end."""
    rows, implied = here.diagram.rows, here.diagram.implied
    below = [0] * here.diagram.size
    for number in range(len(here.diagram.verdicts)):
        below[len(rows) + number] = 1 << (_WIDTH * number)
    for layer, place in zip(reversed(here.diagram.layers), reversed(here.places), strict=True):
        whole = sum([weight for _, weight in place.odds])
        for node in layer:
            if not above[node]:
                continue
            row = rows[node]
            if place.stay == NOT_GIVEN and implied[node] != NOTHING_IMPLIED:
                below[node] = below[row[NOT_GIVEN]] * whole
                continue
            ways = 0
            for edge, weight in place.odds:
                ways += below[row[edge]] * weight
            below[node] = ways
    return below


def _worth(here: Standpoint, depth: int, above: Sequence[int], below: Sequence[Tally], total: int) -> Worth:
    """Joins the cases above and below the layer of one unknown fact, answer by answer."""
    rows, implied, odds = here.diagram.rows, here.diagram.implied, here.places[depth].odds
    whole = sum([weight for _, weight in odds])
    answers = dict.fromkeys([edge for edge, _ in odds], 0)
    for node in here.diagram.layers[depth]:
        ways, row = above[node], rows[node]
        if not ways:
            continue
        if implied[node] != NOTHING_IMPLIED:
            answers[implied[node]] += ways * whole * below[row[NOT_GIVEN]]
            continue
        for edge, weight in odds:
            answers[edge] += ways * weight * below[row[edge]]
    settled, purity, path = 0, 0.0, rows[here.path[depth]]
    for edge, tally in answers.items():
        counts = _counts(here, tally)
        if cases := sum(counts):
            settled += _count(here, tally, here.ends[path[edge]])
            purity += sum([count * count for count in counts]) / (cases * total)
    return Worth(here.diagram.axes[depth].fact, settled / total, purity)


def _counts(here: Standpoint, tally: Tally) -> list[int]:
    return [tally >> (_WIDTH * number) & _FIELD for number in range(len(here.diagram.verdicts))]


def _count(here: Standpoint, tally: Tally, end: int) -> int:
    return tally >> (_WIDTH * (end - len(here.diagram.rows))) & _FIELD
