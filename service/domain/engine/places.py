"""Where a case stands on each axis: the edge it takes and the moves that it has. Knows no other axis."""

from collections.abc import Iterable

from service.domain.engine.axes import Axis, Move, Place, place_at
from service.domain.engine.ruler import Ruler
from service.domain.facts import Interval, Value, Values


def places(axes: Iterable[Axis], given: Values) -> list[Place]:
    """Where the case with exactly these given values stands (without inferred ones: they are drawn here)."""
    return [_place_on(axis, given) for axis in axes]


def _place_on(axis: Axis, given: Values) -> Place:
    value = given.get(axis.fact)
    if value is None:
        implied = axis.default.gives.get(given.get(axis.default.basis)) if axis.default else None
        return axis.unknown if implied is None else axis.inferred[implied]
    return axis.at[value] if axis.ruler is None else _number_place(axis, axis.ruler, value)


def _number_place(axis: Axis, ruler: Ruler, value: Value) -> Place:
    """An interval across several regions could be narrowed to the part of it in any of them, or changed to any region
    that does not lie inside it."""
    low, high = ruler.span(value)
    stay = axis.edge_of_mask[ruler.low[low] & ruler.high[high]]
    if low == high or not isinstance(value, Interval):
        return place_at(stay, (), axis.moves[:low] + axis.moves[high + 1 :])
    outside = tuple(
        move
        for move, region in zip(axis.moves, ruler.regions, strict=True)
        if not (low <= ruler.span(region)[0] <= high) or _common(value, region) != region
    )
    narrowed = tuple(
        Move(move.edge, _common(value, region), move.weight, move.rank)
        for move, region in zip(axis.moves[low : high + 1], ruler.regions[low : high + 1], strict=True)
    )
    return place_at(stay, narrowed, outside)


def _common(left: Interval, right: Interval) -> Interval:
    ends = [end for end in (left.high, right.high) if end is not None]
    return Interval(max(left.low, right.low), min(ends) if ends else None)
