"""Facts in words: labels, clauses that state a fact, lists. All words come from the vocabulary and the phrases; free
text that a user gave is never said."""

import re
from collections.abc import Iterable, Mapping

from service.domain.compose.material import Shelf
from service.domain.compose.phrases import Phrases
from service.domain.explain import clause as bare_clause
from service.domain.explain import label_of
from service.domain.facts import Fact, Interval, Kind, Language, Source, Value

_AFTER_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])")
_BEFORE_CHINESE = re.compile(r"(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def label(shelf: Shelf, language: Language, name: str, value: Value) -> str:
    """What the value is called, as short as on a button."""
    spec = shelf.vocabulary[name]
    if spec.kind is Kind.TEXT:
        return shelf.phrases.say(language, "wording.named_model")
    return label_of(spec, value, language)


def clause(shelf: Shelf, language: Language, name: str, value: Value) -> str:
    """A clause that states the fact, to stand after "if" or "since"."""
    spec = shelf.vocabulary[name]
    if spec.kind is Kind.TEXT:
        return shelf.phrases.say(language, "wording.model_is_named")
    if name == "examples" and value in (0, Interval(0, 0)):
        return shelf.phrases.say(language, "wording.no_rows")
    return bare_clause(spec, value, language)


def spaced(text: str, language: Language) -> str:
    """In Chinese, one space between a Chinese character and a letter or digit, none between two Chinese ones."""
    if language != "zh":
        return text
    text = _BETWEEN_CHINESE.sub("", text)
    return _AFTER_CHINESE.sub(" ", _BEFORE_CHINESE.sub(" ", text))


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


def row(language: Language, names: Iterable[str]) -> str:
    """Names in a row: `a, b, c`."""
    return ("、" if language == "zh" else ", ").join(names)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def said_by_user(facts: Mapping[str, Fact]) -> dict[str, Value]:
    """The values that the user gave, in words or in a form."""
    return {name: fact.value for name, fact in facts.items() if fact.source in (Source.STATED, Source.FORM)}
