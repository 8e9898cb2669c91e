"""From text to a condition. Knows the grammar, refuses unknown names and values with the place of the fault.

condition = both {"or" both}            both = one {"and" one}          one = "not" one | "(" condition ")" | atom
atom      = "always" | FACT "=" VALUE | FACT "in" "{" VALUE {"," VALUE} "}" | FACT ("<"|"<="|"="|">="|">") NUMBER
          | FACT "is" ("known" | "unknown")
"""

import re
from collections.abc import Mapping

from service.domain.conditions import (
    ALWAYS,
    OPERATORS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Known,
    Not,
    OneOf,
    Operator,
    Unknown,
)
from service.domain.facts import FactSpec, Kind, Vocabulary
from service.domain.faults import Faulty

Names = Mapping[str, tuple[str, ...] | Kind]
"""What a condition may mention: a name to the words it can equal, or to the kind of value it holds."""

_TOKEN = re.compile(r"\s*(?:(<=|>=|[<>=(){},])|([^\s<>=(){},]+))")
_WORDS = ("and", "or", "not", "in", "is", "always")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")


def names_of(vocabulary: Vocabulary) -> dict[str, tuple[str, ...] | Kind]:
    """The names that a condition over this vocabulary may mention."""
    return {name: _allowed(spec) for name, spec in vocabulary.items()}


def _allowed(spec: FactSpec) -> tuple[str, ...] | Kind:
    return tuple(choice.value for choice in spec.choices) if spec.kind is Kind.CHOICE else spec.kind


def parse_condition(text: str, names: Names) -> Condition:
    """The condition that `text` says. Raises Faulty with one sentence if it is misspelt or names what is not there."""
    return _Parser(text, names).whole()


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names, self._at = text, names, 0
        self._tokens = [symbol or word for symbol, word in _TOKEN.findall(text)]

    def whole(self) -> Condition:
        condition = self._any()
        if self._peek():
            raise self._fault(f"{self._peek()!r} is not expected here")
        return condition

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self) -> Condition:
        if self._take("not"):
            return Not(self._one())
        if self._take("always"):
            return ALWAYS
        if self._take("("):
            inner = self._any()
            self._expect(")")
            return inner
        return self._atom()

    def _atom(self) -> Condition:
        fact = self._word("the name of a fact")
        if fact not in self._names:
            raise self._fault(f"{fact!r} is not a known fact")
        if self._take("is"):
            word = self._word("'known' or 'unknown'")
            if word not in ("known", "unknown"):
                raise self._fault(f"after 'is' comes 'known' or 'unknown', not {word!r}")
            return Known(fact) if word == "known" else Unknown(fact)
        if self._take("in"):
            return OneOf(fact, self._set(fact))
        for operator in OPERATORS:
            if self._take(operator):
                return self._comparison(fact, operator)
        raise self._fault(f"after {fact!r} comes one of = in < <= >= > is, not {self._peek() or 'the end'!r}")

    def _set(self, fact: str) -> tuple[str, ...]:
        self._expect("{")
        values = [self._value(fact)]
        while self._take(","):
            values.append(self._value(fact))
        self._expect("}")
        if len(set(values)) < len(values):
            raise self._fault(f"a value of {fact} stands twice")
        return tuple(values)

    def _comparison(self, fact: str, operator: Operator) -> Condition:
        if self._names[fact] in (Kind.INTEGER, Kind.NUMBER):
            return Compare(fact, operator, self._number(fact))
        if operator != "=":
            raise self._fault(f"{fact} is no number and cannot be compared by {operator}")
        return OneOf(fact, (self._value(fact),))

    def _number(self, fact: str) -> int | float:
        word = self._word("a number").replace("_", "")
        if not _NUMBER.match(word):
            raise self._fault(f"{fact} is compared with {word!r}, which is no number")
        if self._names[fact] is Kind.INTEGER and "." in word:
            raise self._fault(f"{fact} is a whole number and cannot be compared with {word}")
        return float(word) if "." in word else int(word)

    def _value(self, fact: str) -> str:
        value, allowed = self._word("a value"), self._names[fact]
        if isinstance(allowed, Kind):
            if allowed is not Kind.TEXT:
                raise self._fault(f"{fact} is a number and has no list of values")
        elif value not in allowed:
            raise self._fault(f"{fact} cannot be {value!r}; it is one of {', '.join(allowed)}")
        return value

    def _word(self, wanted: str) -> str:
        token = self._peek()
        if not token or token in _WORDS or not (token[0].isalnum() or token[0] in "_-"):
            raise self._fault(f"{wanted} is expected, not {token or 'the end'!r}")
        self._at += 1
        return token

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._at += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise self._fault(f"{token!r} is expected, not {self._peek() or 'the end'!r}")

    def _fault(self, reason: str) -> Faulty:
        return Faulty([f"The condition “{self._text}” is wrong: {reason}."])
