"""Facts in words: labels, clauses that state a fact, figures, lists. All words come from the vocabulary and the
phrases; free text that a user gave is never said."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from service.domain.compose.material import Shelf
from service.domain.compose.phrases import Phrases
from service.domain.facts import Fact, Interval, Kind, Language, Source, Value


def figure(phrases: Phrases, language: Language, value: Value) -> str:
    """A number or range in words, without its unit: `3,000`, `3,000 to 5,000`, `at least 10,000`."""
    if not isinstance(value, Interval):
        return grouped(value)
    if value.high is None:
        return phrases.say(language, "wording.at_least", low=grouped(value.low))
    if value.low == 0:
        return phrases.say(language, "wording.fewer_than", high=grouped(value.high + 1))
    return phrases.say(language, "wording.range", low=grouped(value.low), high=grouped(value.high))


def grouped(value: str | int | float) -> str:
    """A number with thousands parted by commas."""
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def label(shelf: Shelf, language: Language, name: str, value: Value) -> str:
    """What the value is called, as short as on a button."""
    spec = shelf.vocabulary[name]
    for choice in spec.choices:
        if choice.value == value:
            return choice.label[language]
    if spec.kind is Kind.TEXT:
        return shelf.phrases.say(language, "wording.named_model")
    text = figure(shelf.phrases, language, value)
    return with_unit(text, spec.unit.get(language, ""))


def with_unit(text: str, unit: str) -> str:
    """A figure and its unit, one space between them."""
    return f"{text} {unit}".strip()


def clause(shelf: Shelf, language: Language, name: str, value: Value) -> str:
    """A clause that states the fact, to stand after "if" or "since"."""
    spec = shelf.vocabulary[name]
    for choice in spec.choices:
        if choice.value == value:
            return choice.clause[language]
    words = label(shelf, language, name, value)
    if language in spec.clause and spec.kind is not Kind.TEXT:
        return spaced(spec.clause[language].replace("{value}", words), language)
    return shelf.phrases.say(language, "wording.fact_is", label=spec.label[language], value=words)


def spaced(text: str, language: Language) -> str:
    """In Chinese, one space between a figure and the character before it."""
    if language != "zh":
        return text
    out = text[:1]
    for before, after in pairwise(text):
        wide_then_digit = "\u4e00" <= before <= "\u9fff" and after.isascii() and after.isalnum()
        out += f" {after}" if wide_then_digit else after
    return out


def conditions(shelf: Shelf, language: Language, facts: Mapping[str, Value]) -> str:
    """Clauses for several facts that hold together: "a and b"."""
    ordered = [name for name in shelf.vocabulary if name in facts]
    return conjunction(shelf.phrases, language, [clause(shelf, language, name, facts[name]) for name in ordered])


def conjunction(phrases: Phrases, language: Language, parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return _listed(language, list(parts), phrases.say(language, "wording.and"))


def alternatives(phrases: Phrases, language: Language, parts: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return _listed(language, list(parts), phrases.say(language, "wording.or"))


def _listed(language: Language, parts: list[str], word: str) -> str:
    joiner, last = ("，", word) if language == "zh" else (", ", f" {word} ")
    if len(parts) < 2:
        return "".join(parts)
    return joiner.join(parts[:-1]) + last + parts[-1]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def said_by_user(facts: Mapping[str, Fact]) -> dict[str, Value]:
    """The values that the user gave, in words or in a form."""
    return {name: fact.value for name, fact in facts.items() if fact.source in (Source.STATED, Source.FORM)}
