"""The condition that a fact takes certain edges of its axis, in few words. Knows one axis at a time."""

from collections.abc import Iterator, Sequence

from service.domain.conditions import AllOf, AnyOf, Atom, Compare, Condition, Known, Not, OneOf, Unknown, atom_holds
from service.domain.engine.axes import NOT_GIVEN, Axis


def on_axis(axis: Axis, edges: frozenset[int], compares: Sequence[Compare]) -> Iterator[Condition]:
    """The condition, if any, that the fact takes exactly one of these edges."""
    if len(edges) == len(axis.masks):
        return
    if axis.ruler is not None:
        yield _on_number(axis, edges, compares)
        return
    inside = tuple(str(move.value) for move in axis.moves if move.edge in edges)
    outside = tuple(str(move.value) for move in axis.moves if move.edge not in edges)
    if NOT_GIVEN in edges:
        yield Not(OneOf(axis.fact, outside)) if inside else Unknown(axis.fact)
    elif len(outside) + 1 < len(inside):
        yield Known(axis.fact)
        yield Not(OneOf(axis.fact, outside))
    else:
        yield OneOf(axis.fact, inside)


def values_listed(axis: Axis, edges: frozenset[int]) -> int:
    """How many values the condition of these edges lists; a number's conditions are all alike."""
    if axis.ruler is not None or len(edges) == len(axis.masks):
        return 0
    inside = sum(move.edge in edges for move in axis.moves)
    outside = len(axis.moves) - inside
    return min(outside, inside or 1) if NOT_GIVEN in edges else min(inside, outside + 1)


def _on_number(axis: Axis, edges: frozenset[int], compares: Sequence[Compare]) -> Condition:
    """The shortest of: one comparison, its denial, two of these together, or a list of such pairs."""
    literals: list[Condition] = [each for atom in compares for each in (atom, Not(atom))]
    literals += [Unknown(axis.fact), Not(Unknown(axis.fact))]
    taken = {_edges_of(axis, literal): literal for literal in reversed(literals)}
    if edges in taken:
        return taken[edges]
    pairs = {left & right: AllOf((taken[left], taken[right])) for left in taken for right in taken}
    if edges in pairs:
        return pairs[edges]
    return AnyOf(tuple(_on_number(axis, frozenset({edge}), compares) for edge in sorted(edges)))


def _edges_of(axis: Axis, literal: Condition) -> frozenset[int]:
    positive = not isinstance(literal, Not)
    atom: Atom = literal.part if isinstance(literal, Not) else literal  # type: ignore[assignment]
    return frozenset(edge for edge, value in enumerate(axis.samples) if atom_holds(atom, value) is positive)
