"""Conditions as an "or" of conjuncts, each conjunct a set of literals on single facts. Knows logic, no policy.

Every literal is true or false of one fact's state (unknown included), so the laws of two-valued logic apply.
A number's `=` is split into `<=` and `>=`: then each literal looks at one end of an interval only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.conditions import AllOf, AnyOf, Atom, Compare, Condition, Not, atom_holds
from service.domain.facts import Value
from service.domain.faults import Faulty

CONJUNCTS_MAX = 4096


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom, or its denial."""

    atom: Atom
    positive: bool

    def holds(self, value: Value | None) -> bool:
        """Whether it holds when the fact has `value`, None for unknown."""
        return atom_holds(self.atom, value) is self.positive


Conjunct = tuple[Literal, ...]


def conjuncts(condition: Condition) -> tuple[Conjunct, ...]:
    """The disjunctive normal form. Raises Faulty if it has more than CONJUNCTS_MAX conjuncts."""
    return _spread(condition, positive=True)


def _spread(condition: Condition, *, positive: bool) -> tuple[Conjunct, ...]:
    match condition:
        case Not(part):
            return _spread(part, positive=not positive)
        case Compare(fact, "=", number):
            ends = (Compare(fact, "<=", number), Compare(fact, ">=", number))
            return _spread(AllOf(ends), positive=positive)
        case AllOf(parts) | AnyOf(parts):
            spread = [_spread(part, positive=positive) for part in parts]
            return _product(spread) if isinstance(condition, AllOf) is positive else _sum(spread)
        case _:
            return ((Literal(condition, positive),),)


def _sum(parts: Sequence[tuple[Conjunct, ...]]) -> tuple[Conjunct, ...]:
    return _checked(tuple(conjunct for part in parts for conjunct in part))


def _product(parts: Sequence[tuple[Conjunct, ...]]) -> tuple[Conjunct, ...]:
    out: tuple[Conjunct, ...] = ((),)
    for part in parts:
        out = _checked(tuple(left + right for left in out for right in part))
    return out


def _checked(found: tuple[Conjunct, ...]) -> tuple[Conjunct, ...]:
    if len(found) > CONJUNCTS_MAX:
        raise Faulty([f"The condition spreads into more than {CONJUNCTS_MAX} alternatives."])
    return found
