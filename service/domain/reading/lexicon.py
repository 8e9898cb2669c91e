"""The lexicon: everything the reader knows of words, as one value built from the parsed files of `knowledge/words`.

A file holds nested tables. A table with `zh` or `en` lists phrases, and its dotted path is their label
(`fact.task.summarization`); tables under `classes` are word classes instead, and tables without lists are settings.
All faults are reported at once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from service.domain.faults import Faulty
from service.domain.gpus import Gpus
from service.domain.reading.beginnings import RUN
from service.domain.reading.expand import strings
from service.domain.reading.frames import Frame, frames
from service.domain.reading.hits import Hit
from service.domain.reading.phrases import CLAUSE_END, Compiled, compiled, word_class
from service.domain.reading.task_model import TaskModel
from service.domain.reading.typos import Typos, typos

Labelled = tuple[str, tuple[str, ...]]
_T = TypeVar("_T", str, int)
SHORT = 120
"""Characters up to which a message may be a mere reply or greeting."""
_IN_SHORT_ONES = ("reply.", "rows.approx", "intent.greeting")
_PHRASES = frozenset(
    ["classes", "fact", "weak", "scope", "mask", "intent", "variant", "reply", "rows", "family", "slot", "topic"]
)
_ODD = 2
_SEGMENT = re.compile(r"(?:[^,.。!?;:\n()\x00]|(?<=\d),(?=\d)|\.(?=[a-z0-9]))+")
_WORD = re.compile(r"[a-z0-9]+")
_WORD_START = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases by the literals of their rarest need. `grams` are found as runs of characters; `words`
    as beginnings of Latin words; the rest is looked for as it is, and stands in `odd` by its first two characters. `across` may reach over the end of a clause. Phrases
    from `replies` on matter in short messages only. `others` are the further needs of each phrase. Long runs of Chinese
    are looked up by their beginning. `plain` are phrases that are but strings of Chinese, by string; `lengths` those
    strings' lengths by their first two characters. `known` are all literals that are looked up."""

    grams: Mapping[str, tuple[int, ...]]
    words: Mapping[str, tuple[int, ...]]
    rest: Mapping[str, tuple[int, ...]]
    odd: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    across: tuple[int, ...]
    replies: int
    plain: Mapping[str, tuple[int, ...]]
    lengths: Mapping[str, tuple[int, ...]]
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
    frames: tuple[Frame, ...] = ()

    def hits(self, text: str) -> list[Hit]:
        """Every phrase found in the folded text, by start, longest first, then label."""
        found: set[tuple[int, int, str]] = set()
        last = len(self.phrases) if len(text) <= SHORT else self.index.replies
        odd = self._odd(text)
        seen: set[str] = set()
        for segment in _SEGMENT.finditer(text):
            span, clause = segment.span(), segment.group()
            places = self._places(text, span)
            present = frozenset([*places, *(literal for literal in odd if literal in clause)])
            seen.update(present)
            self._plain(text, span, last, found)
            others = self.index.others
            for number in _candidates(present, self.index):
                if number < last and _met(others[number], present):
                    self._run(number, places, text, span, found)
        for number in self.index.across:
            label, phrase = self.phrases[number]
            if _met(self.index.others[number], seen):
                found.update((m.start(), -m.end(), label) for m in _regex(phrase.pattern).finditer(text) if m.group())
        return [Hit(start, -end, label) for start, end, label in sorted(found)]

    def _odd(self, text: str) -> list[str]:
        """The literals of the text that are neither Chinese nor begin a Latin word."""
        pairs = {text[at : at + 2] for at in range(len(text))}.union(text)
        begun = (literal for pair in pairs & self.index.odd.keys() for literal in self.index.odd[pair])
        return [literal for literal in begun if literal in text]

    def _places(self, text: str, span: tuple[int, int]) -> dict[str, list[int]]:
        """Where in a clause each literal that matters stands: runs of Chinese, and beginnings of Latin words."""
        known, stop = self.index.known, span[1]
        places: dict[str, list[int]] = {}
        for start in range(*span):
            if text[start] > "\u2e7f":
                for end in range(start + 1, min(start + RUN, stop) + 1):
                    run = text[start:end]
                    if run in known:
                        places.setdefault(run, []).append(start)
        for match in _WORD.finditer(text, *span):
            word, start = match.group(), match.start()
            for end in range(1, len(word) + 1):
                if word[:end] in known:
                    places.setdefault(word[:end], []).append(start)
        return places

    def _plain(self, text: str, span: tuple[int, int], last: int, found: set[tuple[int, int, str]]) -> None:
        lengths, plain, stop = self.index.lengths, self.index.plain, span[1]
        for start in range(*span):
            if text[start] <= "\u2e7f":
                continue
            for size in (1, *lengths.get(text[start : start + 2], ())):
                end = start + size
                for number in plain.get(text[start:end], ()) if end <= stop else ():
                    if number < last:
                        found.add((start, -end, self.phrases[number][0]))

    def _run(
        self,
        number: int,
        places: Mapping[str, Sequence[int]],
        text: str,
        span: tuple[int, int],
        found: set[tuple[int, int, str]],
    ) -> None:
        label, phrase = self.phrases[number]
        regex = _regex(phrase.pattern)
        if not phrase.first:
            found.update((m.start(), -m.end(), label) for m in regex.finditer(text, *span) if m.group())
            return
        reached = 0
        for start in sorted({start for literal in phrase.first.intersection(places) for start in places[literal]}):
            match = regex.match(text, start, span[1]) if start >= reached else None
            if match and match.end() > start:
                reached = match.end()
                found.add((start, -reached, label))


def _met(needs: Iterable[frozenset[str]], present: Set[str]) -> bool:
    for need in needs:  # noqa: SIM110  (any() costs more than what it would say)
        if present.isdisjoint(need):
            return False
    return True


def _candidates(present: frozenset[str], index: _Index) -> set[int]:
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
    try:
        framed = frames(settings.pop("frames", {}), {label for label, _ in phrases})
    except Faulty as faulty:
        faults += faulty.faults
    if faults:
        raise Faulty(faults)
    slips = typos(settings.pop("typos", {}), _latin_words(phrases))
    return Lexicon(
        simplified, tuple(phrases), _index(phrases), settings.pop("denied", {}), settings, gpus, slips, frames=framed
    )


def _index(phrases: Sequence[tuple[str, Compiled]]) -> _Index:
    tables: tuple[dict[str, list[int]], ...] = ({}, {}, {})
    across: list[int] = []
    others: list[tuple[frozenset[str], ...]] = []
    plain: dict[str, list[int]] = {}
    spanning: set[str] = set()
    for number, (_, phrase) in enumerate(phrases):
        for string in strings(phrase.source):
            plain.setdefault(string, []).append(number)
        needs = tuple(frozenset(_key(literal) for literal in need) for need in phrase.needs)
        others.append((*needs[1:], phrase.first) if phrase.first else needs[1:])
        ends = any(char in CLAUSE_END for need in phrase.needs for literal in need for char in literal)
        if ends or "," in phrase.source:
            across.append(number)
            others[-1] = tuple(need for need in needs if all(_kind(one, phrase.pattern) < _ODD for one in need))
            spanning.update(*others[-1])
            continue
        if strings(phrase.source):
            continue
        for place, need in enumerate(needs):
            for literal in need:
                row = tables[_kind(literal, phrase.pattern)].setdefault(literal, [])
                if not place:
                    row.append(number)
    replies = sum(not label.startswith(_IN_SHORT_ONES) for label, _ in phrases)
    grams, words, rest = ({literal: tuple(found) for literal, found in table.items()} for table in tables)
    known = (
        frozenset(grams)
        | frozenset(words)
        | spanning
        | frozenset[str]().union(*(phrase.first for _, phrase in phrases))
    )
    lengths = _grouped((string[:2], len(string)) for string in plain if len(string) > 1)
    return _Index(
        grams,
        words,
        rest,
        _grouped((literal[:2], literal) for literal in rest),
        known,
        tuple(across),
        replies,
        {string: tuple(found) for string, found in plain.items()},
        lengths,
        tuple(others),
    )


def _grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    """The different second values of each first, in order."""
    out: dict[str, set[_T]] = {}
    for first, second in pairs:
        out.setdefault(first, set()).add(second)
    return {first: tuple(sorted(found)) for first, found in out.items()}


def _key(literal: str) -> str:
    """What a literal is looked up by."""
    return literal if literal[0] <= "\u2e7f" else literal[:RUN]


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
    return _nested(words, faults)


def _nested(words: Mapping[str, tuple[str, ...]], faults: list[str]) -> dict[str, Compiled]:
    """The classes, those that others refer to first."""
    out: dict[str, Compiled] = {}
    left = dict(words)
    while left:
        ready = [key for key, members in left.items() if not _referred(members) & left.keys()] or list(left)
        for key in ready:
            try:
                out[key] = word_class(left.pop(key), out)
            except Faulty as faulty:
                faults += [f"class {key}: {fault}" for fault in faulty.faults]
    return out


def _referred(members: Iterable[str]) -> set[str]:
    return {name for member in members for name in re.findall(r"<([a-z_]+)>", member)}


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
