"""The facts' labels, values and options as the API lists them, in both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.words import Language, say

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a fact may take, ready to be sent, with its label."""

    value: Any
    label: str


@dataclass(frozen=True)
class Vocabulary:
    """Every fact by name. Empty when the API could not be asked: names then stand for labels."""

    facts: Mapping[str, Json]

    @classmethod
    def of(cls, body: Json) -> "Vocabulary":
        """The vocabulary in the body of /v1/facts."""
        return cls({str(fact["name"]): fact for fact in body.get("facts", ())})

    def label(self, name: str, language: Language) -> str:
        """What a fact is called."""
        return _in(self.facts.get(name, {}).get("label"), language) or name.replace("_", " ")

    def value(self, name: str, value: Any, language: Language) -> str:
        """What a value of a fact is called; an interval as its ends, a number with its unit."""
        for option in self.options(name, language):
            if option.value == value:
                return option.label
        unit = _in(self.facts.get(name, {}).get("unit"), language)
        if isinstance(value, Mapping):
            low, high = value.get("low"), value.get("high")
            name = "values.open" if high is None else "values.range"
            text = say(language, name, low=_number(low), high=_number(high))
        else:
            text = _number(value)
        return f"{text} {unit}".strip() if unit else text

    def options(self, name: str, language: Language) -> Sequence[Option]:
        """The values to choose from: choices, or the ranges offered for a number."""
        fact = self.facts.get(name, {})
        offered = [*fact.get("values", ()), *fact.get("bands", ())]
        return [Option(_sent(each["value"]), _in(each["label"], language)) for each in offered]


def _in(label: Any, language: Language) -> str:
    if isinstance(label, Mapping):
        return str(label.get(language, ""))
    return str(label or "")


def _sent(value: Any) -> Any:
    """An interval of one number is sent as that number."""
    one = isinstance(value, Mapping) and value["low"] == value["high"]
    return value["low"] if one else value


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
