"""Facts about a user's case: their vocabulary, their values, and where each value came from.

Unknown is not "no": a fact that is not in the mapping is unknown. Nothing here decides anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from service.domain.faults import Faulty

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
EXAMPLES_MAX = 10**12


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed range of whole numbers, both ends included; `high` None is open."""

    low: int
    high: int | None = None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise Faulty([f"The range {self.low}..{'' if self.high is None else self.high} is empty or negative."])


Value = str | int | float | Interval
"""A known value: a choice or free text (str), a whole number, a number, or an interval of whole numbers."""


class Source(StrEnum):
    """Where a value came from (design: the newest of stated and form beats catalogue, catalogue beats inferred)."""

    STATED = "stated"
    FORM = "form"
    CATALOGUE = "catalogue"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Fact:
    """One known fact. `quote` is set for stated facts and stands verbatim in the message; `basis` names the
    fact an inferred value follows from."""

    value: Value
    source: Source
    quote: str | None = None
    basis: str | None = None


Facts = Mapping[str, Fact]
"""Known facts by name."""

Values = Mapping[str, Value]
"""Bare values by fact name, as the engine reads them."""


class Kind(StrEnum):
    """What values a fact may take."""

    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice fact: its label, how common it is (a weight > 0), and a clause that states it
    ("the task is translation"), in both languages."""

    value: str
    label: Mapping[Language, str]
    weight: float
    clause: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Band:
    """A range of a whole-number fact offered as an option, with its label and how common it is."""

    interval: Interval
    label: Mapping[Language, str]
    weight: float


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact of the vocabulary: label, the question that asks for it, and its values.

    A number has a `unit` ("rows") and a `clause` with the place `{value}` ("there are {value} after cleaning").
    """

    name: str
    kind: Kind
    label: Mapping[Language, str]
    question: Mapping[Language, str]
    choices: tuple[Choice, ...] = ()
    bands: tuple[Band, ...] = ()
    clause: Mapping[Language, str] = field(default_factory=dict)
    unit: Mapping[Language, str] = field(default_factory=dict)


Vocabulary = Mapping[str, FactSpec]
"""Every fact that exists, by name, in the order of the vocabulary file."""


def value_as_json(value: Value) -> Any:
    """The JSON form of a value; an interval is {"low", "high"}, `high` null for open."""
    if isinstance(value, Interval):
        return {"low": value.low, "high": value.high}
    return value


def fact_as_json(fact: Fact) -> dict[str, Any]:
    """The `facts` member of an answer for one fact: value, source, and its quote or what it follows from."""
    out: dict[str, Any] = {"value": value_as_json(fact.value), "source": fact.source.value}
    if fact.quote is not None:
        out["quote"] = fact.quote
    if fact.basis is not None:
        out["from"] = fact.basis
    return out


def parse_value(vocabulary: Vocabulary, name: str, raw: object) -> Value:
    """The value that `raw` (JSON or command-line text, `3000..5000`, `10000..`) gives to fact `name`.

    Raises Faulty with one sentence that says what is allowed.
    """
    spec = vocabulary.get(name)
    if spec is None:
        raise Faulty([f"Unknown fact {name!r}; known facts are {', '.join(vocabulary)}."])
    if spec.kind is Kind.CHOICE:
        allowed = [choice.value for choice in spec.choices]
        if raw in allowed:
            return str(raw)
        raise Faulty([f"{name} cannot be {raw!r}; it is one of {', '.join(allowed)}."])
    if spec.kind is Kind.TEXT:
        if isinstance(raw, str) and raw.strip() and len(raw) <= 200:
            return raw.strip()
        raise Faulty([f"{name} must be a text of 1 to 200 characters."])
    if spec.kind is Kind.INTEGER:
        return _whole_number(name, raw)
    return _positive_number(name, raw)


def _whole_number(name: str, raw: object) -> Value:
    refusal = Faulty([f"{name} must be a whole number from 0 to 10^12, or a range such as 3000..5000 or 10000.. ."])
    if isinstance(raw, Mapping):
        if set(raw) != {"low", "high"}:
            raise refusal
        low, high = raw["low"], raw["high"]
    elif isinstance(raw, str) and ".." in raw:
        start, _, end = raw.partition("..")
        low, high = _digits(start), (_digits(end) if end.strip() else None)
        if low is None or (end.strip() and high is None):
            raise refusal
    else:
        low = high = _digits(raw) if isinstance(raw, str) else raw
    for end_value in (low, high):
        wrong_type = isinstance(end_value, bool) or not isinstance(end_value, int | None)
        if wrong_type or (end_value is not None and not 0 <= end_value <= EXAMPLES_MAX):
            raise refusal
    if low is None:
        raise refusal
    return low if low == high else Interval(low, high)


def _digits(text: str) -> int | None:
    stripped = text.strip().replace(",", "").replace("_", "")
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) <= 15 else None


def _positive_number(name: str, raw: object) -> Value:
    if isinstance(raw, str):
        try:
            raw = float(raw)
        except ValueError:
            raw = None
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 < raw < 1e9:
        raise Faulty([f"{name} must be a number above 0."])
    return int(raw) if float(raw).is_integer() else float(raw)
