"""The index: which of thousands of phrases stand in a text, without trying most of them.

One pass finds every literal of every phrase (`literals`). Phrases that are but strings of Chinese or one Latin word are
found by that alone. Each other one is looked at only in a clause where its rarest need stands, tried only if all its
needs do, and there only where a literal stands with which it can begin. What the words mean is not known here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
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

_NOTHING = ""
"""What stands everywhere."""

Need = str | int
"""A literal that must stand there, or the number of a group of which one must."""


class Tried(NamedTuple):
    """A phrase that must be tried: what it needs besides the two needs by which it is looked up, and with which
    literals it begins."""

    label: str
    pattern: str
    needs: Needs
    first: Beginnings


class Across(NamedTuple):
    """A phrase that may reach over the end of a clause: what must stand anywhere in the text for it to be tried, and
    with which literals it begins."""

    label: str
    pattern: str
    needs: Needs
    first: Beginnings


class Pairs(NamedTuple):
    """Numbers of phrases by what each needs besides: nothing, a literal, or one of a group; `groups` has the bits of the
    latter, so that one look tells whether any of them is met."""

    alone: tuple[int, ...]
    with_literal: tuple[tuple[str, int], ...]
    with_group: tuple[tuple[int, int], ...]
    groups: int


class Meaning(NamedTuple):
    """What a literal tells where it stands: the labels of the phrases that it states, a bit for each group that it is
    one of, and the phrases whose rarest need it meets. Literals that mean the same share one, so that few are looked
    at."""

    labels: tuple[str, ...]
    groups: int
    pairs: Pairs | None


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases arranged for looking up; those that reach `across` clauses by the literals of their rarest need."""

    literals: Literals
    meanings: Mapping[str, Meaning]
    tried: tuple[Tried, ...]
    across: Mapping[str, tuple[Across, ...]]
    regexes: list[re.Pattern[str] | None] = field(repr=False, compare=False)
    """Those of `tried`, each compiled when it is first tried."""

    def find(self, text: str) -> Found:
        """Every phrase that stands in a folded text."""
        found: Found = set()
        everywhere: Places = {}
        for match in _CLAUSE.finditer(text):
            start, end = match.span()
            places = self.literals.places(text, start, end)
            for literal, starts in places.items():
                if literal in everywhere:
                    everywhere[literal] += starts
                else:
                    everywhere[literal] = [*starts]
            self._find_in_clause(text, start, end, places, found)
        self._find_across(text, everywhere, found)
        return found

    def _find_across(self, text: str, places: Places, found: Found) -> None:
        """Tries phrases that may reach over the end of a clause, given what stands in all of them."""
        present = frozenset([_NOTHING, *places])
        for literal in self.across.keys() & present:
            for label, pattern, needs, first in self.across[literal]:
                if any(map(present.isdisjoint, needs)):
                    continue
                if first:
                    _try(_regex(pattern), text, len(text), _in_order(first & present, places), label, found)
                else:
                    _add(_regex(pattern).finditer(text), label, found)

    def _find_in_clause(self, text: str, start: int, end: int, places: Places, found: Found) -> None:
        met = 0
        looked_up: list[Pairs] = []
        for literal, starts in places.items():
            labels, groups, pairs = self.meanings[literal]
            met |= groups
            if pairs:
                looked_up.append(pairs)
            if labels:
                _state(labels, text, literal, starts, found)
        self._try_all(_candidates(looked_up, places, met), text, (start, end), places, found)

    def _try_all(self, numbers: Iterable[int], text: str, span: tuple[int, int], places: Places, found: Found) -> None:
        """Tries phrases in a clause, unless something that they need is not met."""
        present = frozenset(places)
        for number in numbers:
            label, pattern, needs, first = self.tried[number]
            if needs and any(map(present.isdisjoint, needs)):
                continue
            regex = self.regexes[number]
            if regex is None:
                regex = self.regexes[number] = re.compile(pattern)
            if first:
                here = first & present
                starts = places[next(iter(here))] if len(here) == 1 else _in_order(here, places)
                _try(regex, text, span[1], starts, label, found)
            else:
                _add(regex.finditer(text, *span), label, found)


def _candidates(looked_up: Iterable[Pairs], places: Places, met: int) -> set[int]:
    """The phrases of which two needs are met in a clause, given its literals and the bits of its groups."""
    found: set[int] = set()
    for alone, with_literal, with_group, groups in looked_up:
        if alone:
            found.update(alone)
        for literal, number in with_literal:
            if literal in places:
                found.add(number)
        if groups & met:
            for group, number in with_group:
                if met >> group & 1:
                    found.add(number)
    return found


def _state(labels: tuple[str, ...], text: str, literal: str, starts: list[int], found: Found) -> None:
    """Takes down what a literal states by itself; a Latin word with its plural s."""
    latin = literal[0] == " "
    size = len(literal) - 2 * latin
    for start in starts:
        end = start + size
        end += latin and text.startswith("s", end)
        for label in labels:
            found.add((start, -end, label))


def _in_order(literals: frozenset[str], places: Places) -> list[int]:
    """Where any of these literals stands, in order."""
    return sorted([at for literal in literals for at in places[literal]])


def _try(regex: re.Pattern[str], text: str, end: int, starts: list[int], label: str, found: Found) -> None:
    """Tries a phrase at places of a clause, from left to right; what it finds there does not overlap."""
    reached = 0
    for start in starts:
        match = regex.match(text, start, end) if start >= reached else None
        if match and match.end() > start:
            reached = match.end()
            found.add((start, -reached, label))


def _add(matches: Iterable[re.Match[str]], label: str, found: Found) -> None:
    found.update((match.start(), -match.end(), label) for match in matches if match.group())


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def index(phrases: Sequence[tuple[str, Compiled]]) -> Index:
    """The index of phrases with their labels."""
    states: list[tuple[str, str]] = []
    tried: list[Tried] = []
    seconds: list[Need] = []
    across: list[tuple[str, Across]] = []
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
            one = Across(label, phrase.pattern, _noted(phrase.needs), phrase.first)
            across += ((literal, one) for literal in (min(one.needs, key=common) if one.needs else (_NOTHING,)))
        elif not said:
            rare, *others = sorted(phrase.needs, key=common)
            rarest += ((literal, len(tried)) for literal in rare)
            second, rest = (_need(others[0], groups), others[1:]) if others else (_NOTHING, [])
            seconds.append(second)
            tried.append(Tried(label, phrase.pattern, tuple(rest), phrase.first))
    known.update(string for string, _ in states)
    meanings = _meanings(known, grouped(states), grouped(_members(groups)), grouped(rarest), seconds)
    return Index(literals(meanings.keys()), meanings, tuple(tried), grouped(across), [None] * len(tried))


def _meanings(
    known: Iterable[str],
    labels: Mapping[str, tuple[str, ...]],
    groups: Mapping[str, tuple[int, ...]],
    rarest: Mapping[str, tuple[int, ...]],
    seconds: Sequence[Need],
) -> dict[str, Meaning]:
    """What each literal tells; those that tell the same share one. `seconds` is another need of each phrase."""
    shared: dict[tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]], Meaning] = {}
    meanings: dict[str, Meaning] = {}
    for literal in known:
        key = labels.get(literal, ()), groups.get(literal, ()), rarest.get(literal, ())
        if key not in shared:
            shared[key] = Meaning(key[0], _bits(key[1]), _pairs(key[2], seconds) if key[2] else None)
        meanings[literal] = shared[key]
    return meanings


def _pairs(numbers: Iterable[int], seconds: Sequence[Need]) -> Pairs:
    """Phrases by what else each needs."""
    alone = tuple(number for number in numbers if seconds[number] == _NOTHING)
    needs = [(seconds[number], number) for number in numbers]
    with_literal = tuple((need, number) for need, number in needs if isinstance(need, str) and need)
    with_group = tuple((need, number) for need, number in needs if isinstance(need, int))
    return Pairs(alone, with_literal, with_group, _bits(group for group, _ in with_group))


def _bits(numbers: Iterable[int]) -> int:
    """A whole number with these bits set."""
    return reduce(or_, (1 << number for number in numbers), 0)


def _noted(needs: Needs) -> Needs:
    """The needs without those that may be met between clauses, where nothing is noted."""
    return tuple(need for need in needs if not any(literal[0] in CLAUSE_END for literal in need))


def _members(groups: Mapping[frozenset[str], int]) -> Iterator[tuple[str, int]]:
    for group, number in groups.items():
        for literal in group:
            yield literal, number


def _said(source: str) -> tuple[str, ...]:
    """The literals of which each states the phrase, if it says no more than these."""
    return (f" {source} ",) if _WORD.fullmatch(source) else strings(source)


def _commonness(phrases: Iterable[tuple[str, Compiled]]) -> Callable[[frozenset[str]], int]:
    """How often one of several literals is likely met: short ones are common, and those that many phrases ask for. A
    character of Chinese tells as much as three letters, each of which halves the odds."""
    asked = Counter(literal for _, phrase in phrases for need in phrase.needs for literal in need)
    sizes = {literal: len(literal) * (1 if literal.isascii() else 3) for literal in asked}
    common = {literal: times << max(0, _LONG - sizes[literal]) for literal, times in asked.items()}
    return lambda need: sum(map(common.__getitem__, need))


def _need(need: frozenset[str], groups: dict[frozenset[str], int]) -> Need:
    """The need; one of several literals by its number in `groups`, which grows."""
    return min(need) if len(need) == 1 else groups.setdefault(need, len(groups))


def _ends(text: str) -> bool:
    return any(char in CLAUSE_END for char in text)
