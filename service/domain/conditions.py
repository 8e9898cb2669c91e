"""The condition language of policies and advice: atoms on single facts joined by not, and, or.

Knows how a condition prints and whether it holds for given values; parsing is in condition_parser.
An atom on an unknown fact does not hold, on an interval it holds if it holds on the whole interval, and
`not X` holds exactly when X does not hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.domain.facts import Interval, Value, Values

Operator = Literal["<", "<=", "=", ">=", ">"]
OPERATORS: tuple[Operator, ...] = ("<=", ">=", "<", ">", "=")


@dataclass(frozen=True, slots=True)
class OneOf:
    """`fact = value` or `fact in {a, b}`: the fact is known and is one of `values`."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """`fact < n` and its kin, on a number."""

    fact: str
    operator: Operator
    number: int | float


@dataclass(frozen=True, slots=True)
class Known:
    """`fact is known`."""

    fact: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """`fact is unknown`."""

    fact: str


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when `part` does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds; with no part it always holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when some part holds."""

    parts: "tuple[Condition, ...]"


Atom = OneOf | Compare | Known | Unknown
Condition = Atom | Not | AllOf | AnyOf
ALWAYS = AllOf(())


def holds(condition: Condition, values: Values) -> bool:
    """Whether the condition holds when exactly the facts in `values` are known."""
    match condition:
        case Not(part):
            return not holds(part, values)
        case AllOf(parts):
            return all(holds(part, values) for part in parts)
        case AnyOf(parts):
            return any(holds(part, values) for part in parts)
        case _:
            return atom_holds(condition, values.get(condition.fact))


def atom_holds(atom: Atom, value: Value | None) -> bool:
    """Whether the atom holds when its fact has `value`, None for unknown."""
    match atom:
        case Unknown():
            return value is None
        case Known():
            return value is not None
        case OneOf(_, values):
            return value in values
        case Compare(_, operator, number):
            return value is not None and _compares(operator, value, number)


def _compares(operator: Operator, value: Value, number: int | float) -> bool:
    if isinstance(value, str):
        return False
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    match operator:
        case "<":
            return high is not None and high < number
        case "<=":
            return high is not None and high <= number
        case ">":
            return low > number
        case ">=":
            return low >= number
        case "=":
            return low == number == high


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every atom of the condition, from left to right."""
    match condition:
        case Not(part):
            yield from atoms(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield condition


def facts_read(condition: Condition) -> tuple[str, ...]:
    """The facts that the condition mentions, in order of mention."""
    return tuple(dict.fromkeys(atom.fact for atom in atoms(condition)))


def show(condition: Condition) -> str:
    """The condition as text that parses back to an equal condition."""
    match condition:
        case AllOf(()):
            return "always"
        case Not(part):
            return f"not {_inner(part)}"
        case AllOf(parts):
            return " and ".join(_inner(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_inner(part) for part in parts)
        case OneOf(fact, (value,)):
            return f"{fact} = {value}"
        case OneOf(fact, values):
            return f"{fact} in {{{', '.join(values)}}}"
        case Compare(fact, operator, number):
            return f"{fact} {operator} {number}"
        case Known(fact):
            return f"{fact} is known"
        case Unknown(fact):
            return f"{fact} is unknown"


def _inner(part: Condition) -> str:
    compound = isinstance(part, AllOf | AnyOf) and part != ALWAYS
    return f"({show(part)})" if compound else show(part)
