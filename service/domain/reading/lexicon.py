"""The lexicon: everything the reader knows of words, as one value built from the parsed files of `knowledge/words`.

A file holds nested tables. A table with `zh` or `en` lists phrases, and its dotted path is their label
(`fact.task.summarization`); tables under `classes` are word classes instead. All faults are reported at once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from service.domain.faults import Faulty
from service.domain.gpus import Gpus
from service.domain.reading.phrases import Compiled, compiled, word_class
from service.domain.reading.typos import Typos, typos

Labelled = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at `[start, end)` of the folded text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by what they need, tables of characters, and plain settings; see `lexicon`."""

    simplified: Mapping[str, str]
    phrases: tuple[tuple[str, Compiled], ...]
    needed: Mapping[str, tuple[int, ...]]
    denied: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    gpus: Gpus = field(default_factory=dict)
    typos: Typos = field(default_factory=Typos)

    def hits(self, text: str) -> list[Hit]:
        """Every phrase found in the folded text, by start, longest first, then label."""
        wanted: set[int] = set()
        for literal, numbers in self.needed.items():
            if literal in text:
                wanted.update(numbers)
        found: set[tuple[int, int, str]] = set()
        for number in wanted:
            label, phrase = self.phrases[number]
            for match in _regex(phrase.pattern).finditer(text):
                if match.end() > match.start():
                    found.add((match.start(), -match.end(), label))
        return [Hit(start, -end, label) for start, end, label in sorted(found)]


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def lexicon(files: Mapping[str, Mapping[str, Any]], gpus: Gpus) -> Lexicon:
    """The lexicon of the parsed files, by file name. Raises Faulty with every fault, each naming its file."""
    faults: list[str] = []
    classes = _classes(files, faults)
    phrases: list[tuple[str, Compiled]] = []
    for name, table in sorted(files.items()):
        for label, words in _leaves(table, faults, name):
            if label.startswith("classes."):
                continue
            for source in words:
                try:
                    phrases.append((label, compiled(source, classes)))
                except Faulty as faulty:
                    faults += [f"{name}, {label}: {fault}" for fault in faulty.faults]
    merged = _settings(files)
    characters = merged.pop("characters", {})
    simplified = _pairs(characters, faults)
    if faults:
        raise Faulty(faults)
    needed: dict[str, list[int]] = {}
    for number, (_, phrase) in enumerate(phrases):
        for literal in phrase.needs or ():
            needed.setdefault(literal, []).append(number)
    return Lexicon(
        simplified,
        tuple(phrases),
        {literal: tuple(numbers) for literal, numbers in needed.items()},
        merged.pop("denied", {}),
        merged,
        gpus,
        typos(merged.get("typos", {}), _latin_words(phrases)),
    )


def _latin_words(phrases: Sequence[tuple[str, Compiled]]) -> frozenset[str]:
    """The whole Latin words that stand in any phrase."""
    return frozenset(word for _, phrase in phrases for word in re.findall(r"[a-z]+(?!\*)", phrase.source))


def _classes(files: Mapping[str, Mapping[str, Any]], faults: list[str]) -> dict[str, Compiled]:
    words: dict[str, tuple[str, ...]] = {}
    for name, table in sorted(files.items()):
        for label, found in _leaves({"classes": table.get("classes", {})}, faults, name):
            key = label.removeprefix("classes.")
            words[key] = words.get(key, ()) + found
    out: dict[str, Compiled] = {}
    for key, members in words.items():
        try:
            out[key] = word_class(members, {})
        except Faulty as faulty:
            faults += [f"class {key}: {fault}" for fault in faulty.faults]
    return out


def _leaves(table: Mapping[str, Any], faults: list[str], name: str, path: str = "") -> Iterator[Labelled]:
    for key, value in table.items():
        if not isinstance(value, Mapping):
            continue
        here = f"{path}.{key}" if path else key
        if "zh" in value or "en" in value:
            yield here, _words(value, faults, f"{name}, {here}")
        else:
            yield from _leaves(value, faults, name, here)


def _words(leaf: Mapping[str, Any], faults: list[str], place: str) -> tuple[str, ...]:
    out: list[str] = []
    for language in ("zh", "en"):
        listed: Sequence[object] = leaf.get(language, [])
        if not isinstance(listed, list) or not all(isinstance(word, str) and word for word in listed):
            faults.append(f"{place}: {language} must be a list of phrases.")
            continue
        out += [str(word) for word in listed]
    return tuple(out)


def _settings(files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Top-level tables of all files that hold no phrases."""
    merged: dict[str, Any] = {}
    for _, table in sorted(files.items()):
        for key, value in table.items():
            if key not in {
                "classes",
                "fact",
                "weak",
                "scope",
                "mask",
                "intent",
                "variant",
                "reply",
                "rows",
                "gpu",
                "family",
            }:
                merged[key] = value
    return merged


def _pairs(characters: Mapping[str, Any], faults: list[str]) -> dict[str, str]:
    traditional = str(characters.get("traditional", "")).replace("\n", "")
    simplified = str(characters.get("simplified", "")).replace("\n", "")
    if len(traditional) != len(simplified):
        faults.append("characters: traditional and simplified must be equally long.")
    return dict(zip(traditional, simplified, strict=False))
