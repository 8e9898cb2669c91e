"""One axis of the case space for each fact that bears on a verdict, its values grouped by what the rules see of them.

Values that no rule tells apart share an edge. Knows where a case stands on each axis and where it could move to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.engine.matcher import Default, Masks, Matcher
from service.domain.engine.ruler import Ruler
from service.domain.facts import FactSpec, Interval, Value, Vocabulary

NOT_GIVEN = 0
"""The edge of an axis on which nothing is given; on an axis with a default the inferred value then holds."""

ONE_FACT = 10**9
KNOWN_FACT = 10**6
"""Prices of a change: one more fact outweighs any number of known facts among them, and that outweighs any rank."""

_SHARES = 1_000


@dataclass(frozen=True, slots=True)
class Move:
    """A value that the fact could take: its edge, its weight among people who ask (whole, about 1 000 over all
    values), and its rank among equally near moves (lower first: early in the vocabulary and common)."""

    edge: int
    value: Value
    weight: int
    rank: int


Moves = tuple[Move, ...]
Step = tuple[int, int, Move | None]
"""An edge, its price, and the move that takes it (None: the case stays as it is)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands on one axis.

    `stay` is the edge it takes; `fills` is what an unknown fact (or an interval) could become, `changes` what a known
    one could be changed to; `steps` is the cheapest way to each edge; `odds` is the weight of each edge in the
    remaining cases and `whole` the sum of these weights.
    """

    stay: int
    fills: Moves
    changes: Moves
    steps: tuple[Step, ...]
    odds: tuple[tuple[int, int], ...]
    whole: int


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact, at its position in the vocabulary, and its edges: the values that no rule tells apart.

    By edge: `masks`, the conjuncts that it leaves; `implies`, what its values imply for later axes; `samples`, a value
    on it (None: unknown); `sizes`, how many values share it (unknown is one; intervals count by the regions of their
    ends). `moves` has every value, a number's by region; `unknown` is the place of a case that lacks the fact, `at`
    that of each choice given, `inferred` that of each choice implied.
    """

    fact: str
    position: int
    masks: tuple[int, ...]
    implies: tuple[tuple[tuple[str, str], ...], ...]
    samples: tuple[Value | None, ...]
    sizes: tuple[int, ...]
    moves: Moves
    unknown: Place
    at: Mapping[Value, Place]
    inferred: Mapping[Value, Place]
    default: Default | None
    ruler: Ruler | None
    edge_of_mask: Mapping[int, int]


def axes_of(matcher: Matcher, vocabulary: Vocabulary) -> tuple[Axis, ...]:
    """The axes in the order of the diagram: what infers, what is inferred, then the rest by the vocabulary's order."""
    masks: dict[str, Masks] = dict(matcher.choices)
    masks.update((name, table) for name, _, table in matcher.defaults)
    defaults = {name: default for name, default, _ in matcher.defaults}
    rulers = dict(matcher.rulers)
    bases = {default.basis for default in defaults.values()}
    position = {name: number for number, name in enumerate(vocabulary)}
    out = []
    for name in sorted(matcher.reads, key=lambda name: (name not in bases, name not in defaults, position[name])):
        if name in rulers:
            out.append(_number_axis(vocabulary[name], rulers[name], position[name]))
            continue
        table = masks.get(name) or dict.fromkeys((None, *_values(vocabulary[name])), matcher.everything)
        gives = {fact: default for fact, default in defaults.items() if default.basis == name}
        out.append(_choice_axis(vocabulary[name], table, position[name], defaults.get(name), gives))
    return tuple(out)


def _values(spec: FactSpec) -> tuple[str, ...]:
    return tuple(choice.value for choice in spec.choices)


def _choice_axis(
    spec: FactSpec, table: Masks, position: int, default: Default | None, gives: Mapping[str, Default]
) -> Axis:
    """Two values share an edge if they rule out the same conjuncts and imply the same facts."""
    edges: dict[object, int] = {}
    edge_of: dict[Value | None, int] = {}
    rows: list[tuple[int, tuple[tuple[str, str], ...]]] = []
    for value in (None, *_values(spec)):
        implies = tuple((fact, other.gives[value]) for fact, other in gives.items() if value in other.gives)
        row = (table[value], implies)
        edge_of[value] = edges.setdefault(None if value is None and default else row, len(edges))
        if edge_of[value] == len(rows):
            rows.append(row)
    masks, implied = zip(*rows, strict=True)
    sharing = [[value for value in edge_of if edge_of[value] == edge] for edge in range(len(rows))]
    samples, sizes = tuple(values[0] for values in sharing), tuple(len(values) for values in sharing)
    moves = _moves([(edge_of[choice.value], choice.value, choice.weight) for choice in spec.choices], position)
    others: dict[Value, Moves] = {move.value: tuple(other for other in moves if other is not move) for move in moves}
    at = {value: place_at(edge_of[value], (), left) for value, left in others.items()}
    inferred = {value: place_at(NOT_GIVEN, (), left) for value, left in others.items() if default}
    return Axis(
        fact=spec.name,
        position=position,
        masks=masks,
        implies=implied,
        samples=samples,
        sizes=sizes,
        moves=moves,
        unknown=place_at(NOT_GIVEN, moves, ()),
        at=at,
        inferred=inferred,
        default=default,
        ruler=None,
        edge_of_mask={},
    )


def _number_axis(spec: FactSpec, ruler: Ruler, position: int) -> Axis:
    """Every pair of regions is the place of some interval; the edges are the distinct masks among them."""
    count = len(ruler.regions)
    spans = [(low, high) for low in range(count) for high in range(low, count)]
    sharing: dict[int, list[Value | None]] = {ruler.unknown: [None]}
    for low, high in spans:
        value = Interval(ruler.regions[low].low, ruler.regions[high].high)
        sharing.setdefault(ruler.low[low] & ruler.high[high], []).append(value)
    masks = tuple(sharing)
    edges = {mask: edge for edge, mask in enumerate(masks)}
    samples, sizes = tuple(values[0] for values in sharing.values()), tuple(len(values) for values in sharing.values())
    weights = _region_weights(spec, ruler)
    regions = [
        (edges[ruler.mask(region)], region, weight) for region, weight in zip(ruler.regions, weights, strict=True)
    ]
    moves = _moves(regions, position)
    return Axis(
        fact=spec.name,
        position=position,
        masks=masks,
        implies=((),) * len(masks),
        samples=samples,
        sizes=sizes,
        moves=moves,
        unknown=place_at(NOT_GIVEN, moves, ()),
        at={},
        inferred={},
        default=None,
        ruler=ruler,
        edge_of_mask=edges,
    )


def _region_weights(spec: FactSpec, ruler: Ruler) -> list[float]:
    """A band's weight is spread evenly over the regions that it touches."""
    weights = [0.0] * len(ruler.regions)
    for band in spec.bands:
        low, high = ruler.span(band.interval)
        for region in range(low, high + 1):
            weights[region] += band.weight / (high - low + 1)
    return weights


def _moves(rows: Sequence[tuple[int, Value, float]], position: int) -> Moves:
    """A move of no weight still counts for a little, so that no case is taken to be impossible."""
    total = sum(weight for _, _, weight in rows)
    shares = [max(1, round(_SHARES * weight / total)) for _, _, weight in rows]
    return tuple(
        Move(edge, value, share, 10 * position + 10 * _SHARES // share)
        for (edge, value, _), share in zip(rows, shares, strict=True)
    )


def place_at(stay: int, fills: Moves, changes: Moves) -> Place:
    """The place with the cheapest steps and the odds worked out."""
    steps: dict[int, Step] = {stay: (stay, 0, None)}
    for moves, price in ((fills, ONE_FACT), (changes, ONE_FACT + KNOWN_FACT)):
        for move in moves:
            if move.edge not in steps or price + move.rank < steps[move.edge][1]:
                steps[move.edge] = (move.edge, price + move.rank, move)
    odds: dict[int, int] = {} if fills else {stay: 1}
    for move in fills:
        odds[move.edge] = odds.get(move.edge, 0) + move.weight
    return Place(stay, fills, changes, tuple(steps.values()), tuple(odds.items()), sum(odds.values()))
