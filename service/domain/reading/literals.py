"""Where each of many literals stands in a text, found in one pass however many there are.

A literal is written as it stands in a folded text and found anywhere in it. With a blank before it, it is found where a
Latin word begins so (" condens"), and with one after it too only where it is that word or its plural (" base ").
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from operator import add
from typing import TypeVar

_T = TypeVar("_T", str, int)
_WORD = re.compile(r"[a-z0-9]+")
_ONE_LETTER = (2,)
"""The length of the beginning of a word that is but a letter, with its blank."""

Places = dict[str, list[int]]
"""By literal, where it begins, in order."""


@dataclass(frozen=True, slots=True)
class Literals:
    """`known` are all of them, `short` those of one character. `sizes` are the lengths of the longer ones by their first
    two characters, `begun` those of beginnings of Latin words, with the blank, by the word's first two letters: few
    literals share their first two characters, and fewer their length besides, so nearly every place of a text is passed
    by after one look-up in a small table."""

    known: Set[str]
    short: frozenset[str]
    sizes: Mapping[str, tuple[int, ...]]
    begun: Mapping[str, tuple[int, ...]]

    def note(self, text: str, notes: Sequence[Places]) -> None:
        """Writes down what begins at each place of a folded text: in `notes[at]` what begins at `at`."""
        known, short, sizes = self.known, self.short, self.sizes
        for at, char in enumerate(text):
            if char in short:
                notes[at].setdefault(char, []).append(at)
        for at, pair in enumerate(map(add, text, text[1:])):
            if pair in sizes:
                for size in sizes[pair]:
                    literal = text[at : at + size]
                    if literal in known and len(literal) == size:
                        notes[at].setdefault(literal, []).append(at)
        for match in _WORD.finditer(text):
            at = match.start()
            for literal in self._of_word(f" {match.group()} "):
                notes[at].setdefault(literal, []).append(at)

    def _of_word(self, word: str) -> list[str]:
        """The literals that begin a Latin word, given between blanks, or are it."""
        known, longest = self.known, len(word) - 1
        out = [
            word[:size] for size in self.begun.get(word[1:3], _ONE_LETTER) if size <= longest and word[:size] in known
        ]
        if word in known:
            out.append(word)
        if word[-2] == "s" and (single := f"{word[:-2]} ") in known:
            out.append(single)
        return out


def literals(known: Set[str]) -> Literals:
    """The literals `known`, arranged for looking up."""
    longer = [literal for literal in known if literal[0] != " " and len(literal) > 1]
    begun = [literal for literal in known if literal[0] == " " and literal[-1] != " " and len(literal) > 2]
    heads = {literal[1:3] for literal in begun}
    return Literals(
        known,
        frozenset(literal for literal in known if len(literal) == 1),
        grouped((literal[:2], len(literal)) for literal in longer),
        grouped([*((literal[1:3], len(literal)) for literal in begun), *product(heads, _ONE_LETTER)]),
    )


def grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    """The different second values of each first, in order."""
    out: dict[str, set[_T]] = {}
    for first, second in pairs:
        out.setdefault(first, set()).add(second)
    return {first: tuple(sorted(found)) if len(found) > 1 else tuple(found) for first, found in out.items()}
