"""Where each of many literals stands in a text, found in one pass however many there are.

A literal is written as it stands in a folded text and found anywhere in it. With a blank before it, it is found where a
Latin word begins so (" condens"), and with one after it too only where it is that word or its plural (" base ").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import product
from operator import add
from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")
_WORD = re.compile(r"[a-z0-9]+")
_KEPT = 1 << 13
"""Latin words of which it is remembered what begins them."""
_HEAD = 3
"""Characters by which the lengths of longer literals are looked up."""
_ONE_LETTER = (2,)
"""The length of the beginning of a word that is but a letter, with its blank."""

Places = dict[str, list[int]]
"""By literal, where it begins, in order."""


@dataclass(frozen=True, slots=True)
class Literals:
    """`known` are all of them, `short` those of one character, `heads` the first two characters of the longer ones.
    `sizes` are the lengths of those of three and more by their first three characters, `begun` those of beginnings of
    Latin words, with the blank, by the word's first two letters: few places of a text begin as a literal does, so most
    are passed by after one look-up in a small table. `words` remembers what begins the words that were met."""

    known: Set[str]
    short: frozenset[str]
    heads: frozenset[str]
    sizes: Mapping[str, tuple[int, ...]]
    begun: Mapping[str, tuple[int, ...]]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def places(self, text: str, start: int, end: int) -> Places:
        """What begins where in `[start, end)` of a folded text. A Latin word is not cut there."""
        known, short, heads, sizes = self.known, self.short, self.heads, self.sizes
        out: Places = {}
        pairs = map(add, text[start:end], text[start + 1 : end + 1] + " ")
        for at, (char, pair) in enumerate(zip(text[start:end], pairs, strict=True), start):
            if char in short:
                if char in out:
                    out[char].append(at)
                else:
                    out[char] = [at]
            if pair in heads:
                if pair in known:
                    out.setdefault(pair, []).append(at)
                for size in sizes.get(text[at : at + _HEAD], ()):
                    literal = text[at : at + size]
                    if literal in known and len(literal) == size:
                        out.setdefault(literal, []).append(at)
        for match in _WORD.finditer(text, start, end):
            for literal in self._of_word(match.group()):
                out.setdefault(literal, []).append(match.start())
        return out

    def _of_word(self, word: str) -> tuple[str, ...]:
        """The literals that begin a Latin word or are it."""
        found = self.words.get(word)
        if found is None:
            found = tuple(self._looked_up(f" {word} "))
            if len(self.words) < _KEPT:
                self.words[word] = found
        return found

    def _looked_up(self, word: str) -> Iterator[str]:
        """The literals that begin a Latin word, given between blanks, or are it."""
        for size in self.begun.get(word[1:3], _ONE_LETTER):
            if size < len(word) and word[:size] in self.known:
                yield word[:size]
        if word in self.known:
            yield word
        if word[-2] == "s" and (single := f"{word[:-2]} ") in self.known:
            yield single


def literals(known: Set[str]) -> Literals:
    """The literals `known`, arranged for looking up."""
    longer = [literal for literal in known if literal[0] != " " and len(literal) > 1]
    begun = [literal for literal in known if literal[0] == " " and literal[-1] != " " and len(literal) > 2]
    heads = {literal[1:3] for literal in begun}
    return Literals(
        known,
        frozenset(literal for literal in known if len(literal) == 1),
        frozenset(literal[:2] for literal in longer),
        grouped((literal[:_HEAD], len(literal)) for literal in longer if len(literal) >= _HEAD),
        grouped([*((literal[1:3], len(literal)) for literal in begun), *product(heads, _ONE_LETTER)]),
    )


def grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, tuple[_V, ...]]:
    """The different second values of each first, in the order in which they come."""
    out: dict[_K, dict[_V, None]] = {}
    for first, second in pairs:
        out.setdefault(first, {})[second] = None
    return {first: tuple(found) for first, found in out.items()}
