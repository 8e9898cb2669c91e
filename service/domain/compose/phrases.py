"""The composer's phrases: short texts in both languages, kept as data under knowledge/phrases and looked up by
name. Knows nothing of when a phrase is said."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.facts import LANGUAGES, Language
from service.domain.faults import Faulty


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every phrase by name (`file.table.key`), zh and en of each."""

    texts: Mapping[str, Mapping[Language, str]]

    def has(self, name: str) -> bool:
        """Whether there is a phrase of that name."""
        return name in self.texts

    def first(self, *names: str) -> str | None:
        """The first of `names` that is a phrase."""
        return next((name for name in names if name in self.texts), None)

    def say(self, language: Language, name: str, /, **slots: str) -> str:
        """The phrase with its slots filled. Raises KeyError where the phrase or a slot is missing."""
        return self.texts[name][language].format_map(slots)

    def slots(self, name: str) -> frozenset[str]:
        """The names of the slots that the phrase has."""
        return _slots(self.texts[name]["en"])


def phrases_from(tables: Mapping[str, Any]) -> Phrases:
    """The phrases of parsed files, `tables` being file name (without ending) to content.

    Raises Faulty where a phrase lacks a language, has other slots in zh than in en, or is not text.
    """
    texts: dict[str, Mapping[Language, str]] = {}
    faults: list[str] = []
    for name, leaf in _leaves(tables, ""):
        fault = _fault(leaf)
        if fault:
            faults.append(f"phrase {name}: {fault}")
        else:
            texts[name] = {language: leaf[language].strip() for language in LANGUAGES}
    if faults:
        raise Faulty(faults)
    return Phrases(texts)


def _leaves(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    for key, value in tables.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and not set(value) & set(LANGUAGES):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, value if isinstance(value, Mapping) else {}


def _fault(leaf: Mapping[Any, Any]) -> str | None:
    if set(leaf) != set(LANGUAGES):
        return f"it needs {' and '.join(LANGUAGES)}, and nothing else."
    if not all(isinstance(leaf[language], str) and leaf[language].strip() for language in LANGUAGES):
        return "both languages must be texts."
    try:
        slots = {language: _slots(leaf[language]) for language in LANGUAGES}
    except ValueError as error:
        return f"its braces do not match: {error}."
    if slots["zh"] != slots["en"]:
        return f"zh has the slots {sorted(slots['zh'])}, en has {sorted(slots['en'])}."
    return None


def _slots(text: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)
