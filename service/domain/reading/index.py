"""The index: which of thousands of phrases stand in a text, without trying most of them.

One pass finds every literal of every phrase (`literals`). Phrases that are but strings of Chinese or one Latin word are
found by that alone. Each other one is looked at only in a clause where its rarest need stands, tried only if all its
needs do, and there only where a literal stands with which it can begin. What the words mean is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from service.domain.reading.beginnings import Beginnings
from service.domain.reading.expand import strings
from service.domain.reading.hits import Found
from service.domain.reading.literals import Literals, Places, grouped, literals
from service.domain.reading.phrases import CLAUSE_END, Compiled, Needs

_CLAUSE = re.compile(r"(?:[^,.。!?;:\n()\x00]|(?<=\d),(?=\d)|\.(?=[a-z0-9]))+")
_WORD = re.compile(r"[a-z0-9]+[a-z]")
"""A phrase of one Latin word, which may have a plural s."""
_LONG = 48
"""Letters from which on a literal grows no rarer."""

Need = str | int
"""A literal that must stand there, or the number of a group of which one must."""


class Tried(NamedTuple):
    """A phrase that must be tried: what it needs besides that by which it is looked up, and with which literals it
    begins."""

    label: str
    pattern: str
    needs: frozenset[Need]
    first: Beginnings


class Across(NamedTuple):
    """A phrase that may reach over the end of a clause: what must stand anywhere in the text for it to be tried."""

    label: str
    pattern: str
    needs: Needs


class Meaning(NamedTuple):
    """What a literal tells where it stands: the labels of the phrases that it states, the groups that it is one of, and
    by their numbers the phrases whose rarest need it meets."""

    labels: tuple[str, ...]
    groups: tuple[int, ...]
    phrases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases arranged for looking up."""

    literals: Literals
    meanings: Mapping[str, Meaning]
    tried: tuple[Tried, ...]
    across: tuple[Across, ...]

    def find(self, text: str) -> Found:
        """Every phrase that stands in a folded text."""
        spans = [match.span() for match in _CLAUSE.finditer(text)]
        between: Places = {}
        clauses: list[Places] = [{} for _ in spans]
        notes = [between] * len(text)
        for places, (start, end) in zip(clauses, spans, strict=True):
            notes[start:end] = [places] * (end - start)
        self.literals.note(text, notes)
        found: Found = set()
        for places, span in zip(clauses, spans, strict=True):
            self._find_in_clause(text, span, places, found)
        present = set(between).union(*clauses)
        for phrase in self.across:
            if not any(present.isdisjoint(need) for need in phrase.needs):
                _add(_regex(phrase.pattern).finditer(text), phrase.label, found)
        return found

    def _find_in_clause(self, text: str, span: tuple[int, int], places: Places, found: Found) -> None:
        present = frozenset(places)
        met: set[Need] = set(places)
        numbers: set[int] = set()
        for literal in places:
            labels, groups, phrases = self.meanings[literal]
            if groups:
                met.update(groups)
            if phrases:
                numbers.update(phrases)
            if labels:
                for at in places[literal]:
                    end = _end(text, at, literal)
                    found.update([(at, -end, label) for label in labels])
        for number in numbers:
            phrase = self.tried[number]
            if phrase.needs <= met:
                _try(phrase, text, span, _starts(phrase.first, places, present), found)


def _end(text: str, at: int, literal: str) -> int:
    """Where a literal ends that begins at `at`; a Latin word with its plural s."""
    if literal[0] != " ":
        return at + len(literal)
    end = at + len(literal) - 2
    return end + text.startswith("s", end)


def _try(phrase: Tried, text: str, span: tuple[int, int], starts: list[int], found: Found) -> None:
    """Tries a phrase in a clause, from left to right; what it finds there does not overlap."""
    regex, end = _regex(phrase.pattern), span[1]
    if not phrase.first:
        _add(regex.finditer(text, *span), phrase.label, found)
        return
    reached = 0
    for start in starts:
        match = regex.match(text, start, end) if start >= reached else None
        if match and match.end() > start:
            reached = match.end()
            found.add((start, -reached, phrase.label))


def _starts(first: Beginnings, places: Places, present: frozenset[str]) -> list[int]:
    """Where a phrase may begin that begins with one of these literals, in order."""
    here = first & present
    if len(here) == 1:
        return places[next(iter(here))]
    return sorted([at for literal in here for at in places[literal]])


def _add(matches: Iterable[re.Match[str]], label: str, found: Found) -> None:
    found.update((match.start(), -match.end(), label) for match in matches if match.group())


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def index(phrases: Sequence[tuple[str, Compiled]]) -> Index:
    """The index of phrases with their labels."""
    states: list[tuple[str, str]] = []
    tried: list[Tried] = []
    across: list[Across] = []
    rarest: list[tuple[str, int]] = []
    groups: dict[frozenset[str], int] = {}
    known: set[str] = set()
    common = _commonness(phrases)
    for label, phrase in phrases:
        said = _said(phrase.source)
        states += ((string, label) for string in said if not _ends(string))
        ends = "," in phrase.source or any(_ends(literal) for need in phrase.needs for literal in need)
        if ends or not said:
            known.update(phrase.first, *phrase.needs)
        if ends:
            across.append(Across(label, phrase.pattern, phrase.needs))
        elif not said:
            rare = min(phrase.needs, key=lambda need: sum(map(common.__getitem__, need)))
            rarest += ((literal, len(tried)) for literal in rare)
            others = _needs((need for need in phrase.needs if need is not rare), groups)
            tried.append(Tried(label, phrase.pattern, others, phrase.first))
    known.update(string for string, _ in states)
    labels, met, looked_up = grouped(states), grouped(_members(groups)), grouped(rarest)
    meanings = {
        literal: Meaning(labels.get(literal, ()), met.get(literal, ()), looked_up.get(literal, ())) for literal in known
    }
    return Index(literals(meanings.keys()), meanings, tuple(tried), tuple(across))


def _members(groups: Mapping[frozenset[str], int]) -> Iterator[tuple[str, int]]:
    for group, number in groups.items():
        for literal in group:
            yield literal, number


def _said(source: str) -> tuple[str, ...]:
    """The literals of which each states the phrase, if it says no more than these."""
    return (f" {source} ",) if _WORD.fullmatch(source) else strings(source)


def _commonness(phrases: Iterable[tuple[str, Compiled]]) -> dict[str, int]:
    """How often each literal is likely met: short ones are common, and those that many phrases ask for. A character of
    Chinese tells as much as three letters, each of which halves the odds."""
    asked = Counter(literal for _, phrase in phrases for need in phrase.needs for literal in need)
    sizes = {literal: len(literal) * (1 if literal.isascii() else 3) for literal in asked}
    return {literal: times << max(0, _LONG - sizes[literal]) for literal, times in asked.items()}


def _needs(needs: Iterable[frozenset[str]], groups: dict[frozenset[str], int]) -> frozenset[Need]:
    """The needs, those of several literals by their numbers in `groups`, which grows."""
    return frozenset(min(need) if len(need) == 1 else groups.setdefault(need, len(groups)) for need in needs)


def _ends(text: str) -> bool:
    return any(char in CLAUSE_END for char in text)
