"""The index: which of thousands of phrases stand in a text, without trying most of them.

One pass finds every literal of every phrase (`literals`). Phrases that are but strings of Chinese or one Latin word are
found by that alone. Each other one is looked at only in a clause where its rarest need stands, tried only if all its
needs do, and there only where a literal stands with which it can begin. What the words mean is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from service.domain.reading.beginnings import Beginnings
from service.domain.reading.expand import strings
from service.domain.reading.literals import Literals, Places, grouped, literals
from service.domain.reading.phrases import CLAUSE_END, Compiled

_CLAUSE = re.compile(r"(?:[^,.。!?;:\n()\x00]|(?<=\d),(?=\d)|\.(?=[a-z0-9]))+")
_WORD = re.compile(r"[a-z0-9]+[a-z]")
"""A phrase of one Latin word, which may have a plural s."""
_LONG = 48
"""Letters from which on a literal grows no rarer."""

Need = str | int
"""A literal that must stand there, or the number of a group of which one must."""
Found = set[tuple[int, int, str]]
"""Start, end and label of each phrase found; ends are negative, so that the longer of two comes first."""


class Tried(NamedTuple):
    """A phrase that must be tried: what it needs besides that by which it is looked up, and with which literals it
    begins."""

    label: str
    pattern: str
    needs: frozenset[Need]
    first: Beginnings


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases arranged for looking up. `plain` are labels by a literal that states them, `groups` the groups of which a
    literal is one, `rarest` places in `tried` by each literal of the rarest need; the phrases of `across` may reach over
    the end of a clause."""

    literals: Literals
    plain: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[int, ...]]
    tried: tuple[Tried, ...]
    rarest: Mapping[str, tuple[int, ...]]
    across: tuple[Tried, ...]

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
        met = self._met(frozenset(between).union(*clauses))
        for phrase in self.across:
            if phrase.needs <= met:
                _add(_regex(phrase.pattern).finditer(text), phrase.label, found)
        return found

    def _find_in_clause(self, text: str, span: tuple[int, int], places: Places, found: Found) -> None:
        present = frozenset(places)
        for string in present & self.plain.keys():
            for at in places[string]:
                end = _end(text, at, string)
                for label in self.plain[string]:
                    found.add((at, -end, label))
        met = self._met(present)
        for number in set[int]().union(*[self.rarest[literal] for literal in present & self.rarest.keys()]):
            phrase = self.tried[number]
            if phrase.needs <= met:
                _try(phrase, text, span, _starts(phrase.first, places, present), found)

    def _met(self, present: frozenset[str]) -> frozenset[Need]:
        """The needs that the literals meet."""
        groups = self.groups
        return frozenset[Need](present).union(*[groups[literal] for literal in present & groups.keys()])


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
    plain: list[tuple[str, str]] = []
    tried: list[Tried] = []
    across: list[Tried] = []
    rarest: list[tuple[str, int]] = []
    groups: dict[frozenset[str], int] = {}
    known: set[str] = set()
    asked = Counter(literal for _, phrase in phrases for need in phrase.needs for literal in need)
    for label, phrase in phrases:
        said = _said(phrase.source)
        plain += ((string, label) for string in said if not _ends(string))
        known.update(phrase.first, *phrase.needs)
        if "," in phrase.source or any(_ends(literal) for need in phrase.needs for literal in need):
            across.append(Tried(label, phrase.pattern, _needs(phrase.needs, groups), phrase.first))
        elif not said:
            rare = min(phrase.needs, key=lambda need: _commonness(need, asked))
            rarest += ((literal, len(tried)) for literal in rare)
            others = _needs((need for need in phrase.needs if need is not rare), groups)
            tried.append(Tried(label, phrase.pattern, others, phrase.first))
    meets = grouped((literal, number) for need, number in groups.items() for literal in need)
    known.update(string for string, _ in plain)
    return Index(literals(known), grouped(plain), meets, tuple(tried), grouped(rarest), tuple(across))


def _said(source: str) -> tuple[str, ...]:
    """The literals of which each states the phrase, if it says no more than these."""
    return (f" {source} ",) if _WORD.fullmatch(source) else strings(source)


def _commonness(need: frozenset[str], asked: Mapping[str, int]) -> int:
    """How often a need is likely met: short literals are common, and those that many phrases ask for. A character of
    Chinese tells as much as three letters, each of which halves the odds."""
    sizes = ((literal, len(literal.strip()) * (1 if literal.isascii() else 3)) for literal in need)
    return sum(asked[literal] << max(0, _LONG - size) for literal, size in sizes)


def _needs(needs: Iterable[frozenset[str]], groups: dict[frozenset[str], int]) -> frozenset[Need]:
    """The needs, those of several literals by their numbers in `groups`, which grows."""
    return frozenset(min(need) if len(need) == 1 else groups.setdefault(need, len(groups)) for need in needs)


def _ends(text: str) -> bool:
    return any(char in CLAUSE_END for char in text)
