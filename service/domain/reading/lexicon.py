"""The lexicon: everything the reader knows of words, as one value built from the parsed files of `knowledge/words`.

A file holds nested tables. A table with `zh` or `en` lists phrases, and its dotted path is their label
(`fact.task.summarization`); tables under `classes` are word classes instead, and tables without lists are settings.
All faults are reported at once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from service.domain.faults import Faulty
from service.domain.gpus import Gpus
from service.domain.reading.phrases import CLAUSE_END, Compiled, compiled, word_class
from service.domain.reading.task_model import TaskModel
from service.domain.reading.typos import Typos, typos

Labelled = tuple[str, tuple[str, ...]]
SHORT = 120
"""Characters up to which a message may be a mere reply or greeting."""
_IN_SHORT_ONES = ("reply.", "rows.approx", "intent.greeting")
_RUN = 4
"""Characters of a run of Chinese by which it is looked up."""
_PHRASES = frozenset(["classes", "fact", "weak", "scope", "mask", "intent", "variant", "reply", "rows", "family"])
_SEGMENT = re.compile(r"(?:[^,.。!?;:\n()\x00]|(?<=\d),(?=\d)|\.(?=[a-z0-9]))+")
_WORD = re.compile(r"[a-z0-9]+")
_WORD_START = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at `[start, end)` of the folded text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases by the literals of their rarest need. `grams` are found as runs of characters, up to `longest`; `words`
    as beginnings of Latin words; the rest is looked for as it is. `across` may reach over the end of a clause. Phrases
    from `replies` on matter in short messages only. `others` are the further needs of each phrase. Long runs of Chinese
    are looked up by their beginning."""

    grams: Mapping[str, tuple[int, ...]]
    words: Mapping[str, tuple[int, ...]]
    rest: Mapping[str, tuple[int, ...]]
    longest: int
    across: tuple[int, ...]
    replies: int
    others: tuple[tuple[frozenset[str], ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases with an index over what they need, tables of characters and slips, cards, plain settings, and what was
    learnt of tasks."""

    simplified: Mapping[str, str]
    phrases: tuple[tuple[str, Compiled], ...]
    index: _Index
    denied: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, Any]
    gpus: Gpus
    typos: Typos = field(default_factory=Typos)
    tasks: TaskModel | None = None

    def hits(self, text: str) -> list[Hit]:
        """Every phrase found in the folded text, by start, longest first, then label."""
        found: set[tuple[int, int, str]] = set()
        last = len(self.phrases) if len(text) <= SHORT else self.index.replies
        rest = [literal for literal in self.index.rest if literal in text]
        for segment in _SEGMENT.finditer(text):
            present = _present(segment.group(), rest, self.index.longest)
            for number in _candidates(present, self.index):
                if number < last:
                    self._run(number, present, text, segment.span(), found)
        for number in self.index.across:
            label, phrase = self.phrases[number]
            if all(any(literal in text for literal in need) for need in phrase.needs):
                found.update((m.start(), -m.end(), label) for m in _regex(phrase.pattern).finditer(text) if m.group())
        return [Hit(start, -end, label) for start, end, label in sorted(found)]

    def _run(
        self, number: int, present: set[str], text: str, span: tuple[int, int], found: set[tuple[int, int, str]]
    ) -> None:
        for need in self.index.others[number]:
            if need.isdisjoint(present):
                return
        label, phrase = self.phrases[number]
        for match in _regex(phrase.pattern).finditer(text, *span):
            start, end = match.span()
            if end > start:
                found.add((start, -end, label))


def _present(segment: str, rest: Sequence[str], longest: int) -> set[str]:
    """Every run of Chinese up to `longest` and every beginning of a Latin word in a clause, and what of `rest` is there."""
    size = len(segment)
    present: set[str] = set()
    for start in range(size):
        if segment[start] > "\u2e7f":
            present.update(segment[start:end] for end in range(start + 1, min(start + longest, size) + 1))
    for match in _WORD.finditer(segment):
        word = match.group()
        present.update(word[:end] for end in range(1, len(word) + 1))
    present.update(literal for literal in rest if literal in segment)
    return present


def _candidates(present: set[str], index: _Index) -> set[int]:
    numbers: set[int] = set()
    for literals in (index.grams, index.words, index.rest):
        for literal in present & literals.keys():
            numbers.update(literals[literal])
    return numbers


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
            for source in dict.fromkeys(words):
                try:
                    phrases.append((label, compiled(source, classes)))
                except Faulty as faulty:
                    faults += [f"{name}, {label}: {fault}" for fault in faulty.faults]
    phrases.sort(key=lambda phrase: phrase[0].startswith(_IN_SHORT_ONES))
    settings = {key: value for _, table in sorted(files.items()) for key, value in table.items() if key not in _PHRASES}
    simplified = _pairs(settings.pop("characters", {}), faults)
    if faults:
        raise Faulty(faults)
    slips = typos(settings.pop("typos", {}), _latin_words(phrases))
    return Lexicon(simplified, tuple(phrases), _index(phrases), settings.pop("denied", {}), settings, gpus, slips)


def _index(phrases: Sequence[tuple[str, Compiled]]) -> _Index:
    tables: tuple[dict[str, list[int]], ...] = ({}, {}, {})
    across: list[int] = []
    others: list[tuple[frozenset[str], ...]] = []
    for number, (_, phrase) in enumerate(phrases):
        needs = tuple(frozenset(_key(literal) for literal in need) for need in phrase.needs)
        others.append(needs[1:])
        ends = any(char in CLAUSE_END for need in phrase.needs for literal in need for char in literal)
        if ends or "," in phrase.source:
            across.append(number)
            continue
        for place, need in enumerate(needs):
            for literal in need:
                row = tables[_kind(literal, phrase.pattern)].setdefault(literal, [])
                if not place:
                    row.append(number)
    replies = sum(not label.startswith(_IN_SHORT_ONES) for label, _ in phrases)
    grams, words, rest = ({literal: tuple(found) for literal, found in table.items()} for table in tables)
    longest = max((len(literal) for literal in grams), default=1)
    return _Index(grams, words, rest, longest, tuple(across), replies, tuple(others))


def _key(literal: str) -> str:
    """What a literal is looked up by."""
    return literal if literal[0] <= "\u2e7f" else literal[:_RUN]


def _kind(literal: str, pattern: str) -> int:
    """0: Chinese; 1: Latin at the beginning of a word; 2: anything else, such as the end of a word."""
    if literal[0] > "\u2e7f":
        return 0
    return 1 if _WORD_START.fullmatch(literal) and f"(?<![a-z0-9]){literal}" in pattern else 2


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


def _pairs(characters: Mapping[str, Any], faults: list[str]) -> dict[str, str]:
    traditional = str(characters.get("traditional", "")).replace("\n", "")
    simplified = str(characters.get("simplified", "")).replace("\n", "")
    if len(traditional) != len(simplified):
        faults.append("characters: traditional and simplified must be equally long.")
    return dict(zip(traditional, simplified, strict=False))
