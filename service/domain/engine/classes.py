"""Every class of cases that a list of conditions can tell apart, one after the other: the whole case space, exhausted.

A class is a set of conjuncts that hold together, with the number of cases in it and one of them. Cases count every
value of every fact, unknown included, and an interval by the regions of its ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from service.domain.engine.axes import NOT_GIVEN, Axis
from service.domain.engine.diagram import Implied
from service.domain.facts import Value
from service.domain.faults import Faulty

CLASSES_MAX = 2_000_000


@dataclass(frozen=True, slots=True)
class CaseClass:
    """The conjuncts that hold, the number of cases, and the given values of one of them."""

    left: int
    cases: int
    sample: dict[str, Value]


def case_classes(everything: int, axes: Sequence[Axis]) -> Iterator[CaseClass]:
    """All classes. Raises Faulty if there could be more than CLASSES_MAX."""
    if prod(len(axis.masks) for axis in axes) > CLASSES_MAX * 64:
        raise Faulty([f"There are more than {CLASSES_MAX} classes of cases, too many to go through one by one."])
    found: dict[tuple[int, Implied], tuple[int, tuple[int, ...]]] = {(everything, ()): (1, ())}
    for axis in axes:
        deeper: dict[tuple[int, Implied], tuple[int, tuple[int, ...]]] = {}
        for (left, implied), (cases, edges) in found.items():
            for edge, mask, passed in _steps(axis, implied):
                key = (left & mask, passed)
                before, sample = deeper.get(key, (0, (*edges, edge)))
                deeper[key] = (before + cases * axis.sizes[edge], sample)
        if len(deeper) > CLASSES_MAX:
            raise Faulty([f"There are more than {CLASSES_MAX} classes of cases, too many to go through one by one."])
        found = deeper
    for (left, _), (cases, edges) in found.items():
        values = {axis.fact: axis.samples[edge] for axis, edge in zip(axes, edges, strict=True)}
        yield CaseClass(left, cases, {fact: value for fact, value in values.items() if value is not None})


def _steps(axis: Axis, implied: Implied) -> Iterator[tuple[int, int, Implied]]:
    """Each edge with the conjuncts that it leaves and what is implied from there on."""
    own = next((value for fact, value in implied if fact == axis.fact), None)
    passed = tuple(pair for pair in implied if pair[0] != axis.fact)
    for edge, mask in enumerate(axis.masks):
        inferred = edge == NOT_GIVEN and own is not None
        yield edge, axis.masks[axis.at[own].stay] if inferred and own is not None else mask, passed + axis.implies[edge]
