"""Mends slips of the keyboard in words that matter to the reader; quotes still show what was typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import add
from typing import Any

from service.domain.reading.normal import Normal

_LATIN = re.compile(r"(?<![a-z0-9_\-./@])[a-z]{4,20}(?![a-z0-9_@])")
_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Typos:
    """Words that are mended to, by every way of leaving out letters; words that are let be; Chinese slips, and their
    first two characters."""

    words: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    shortened: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chinese: Mapping[str, str] = field(default_factory=dict)
    heads: frozenset[str] = frozenset()


def typos(table: Mapping[str, Any], known: frozenset[str]) -> Typos:
    """The table `typos` of the word files; `known` are words that are never touched."""
    words = frozenset(str(table.get("words", "")).split())
    shortened: dict[str, list[str]] = {}
    for word in sorted(words):
        for short in _shortened(word, _slips(word)):
            shortened.setdefault(short, []).append(word)
    chinese = {slip: word for word, slips in table.get("chinese", {}).items() for slip in str(slips).split()}
    chinese |= {right: right for right in str(table.get("right", "")).split()}
    others = frozenset(str(table.get("others", "")).split()) | known
    heads = frozenset(slip[:2] for slip in chinese if slip[0] >= "\u3400")
    return Typos(words, others, {short: tuple(found) for short, found in shortened.items()}, chinese, heads)


def mended(normal: Normal, table: Typos) -> Normal:
    """The folded text with slips mended."""
    edits = sorted([*_latin(normal.text, table), *_chinese(normal.text, table)])
    return normal.replaced(edits) if edits else normal


def _chinese(text: str, table: Typos) -> Iterator[tuple[int, int, str]]:
    if text.isascii():
        return
    last, heads = 0, table.heads
    for start in [at for at, pair in enumerate(map(add, text, text[1:])) if pair in heads]:
        if start < last:
            continue
        for size in (3, 2):
            slip = text[start : start + size]
            word = table.chinese.get(slip) if len(slip) == size else None
            if word:
                last = start + size
                if word != slip:
                    yield start, last, word
                break


def _latin(text: str, table: Typos) -> Iterator[tuple[int, int, str]]:
    for match in _LATIN.finditer(text):
        typed = match.group()
        if typed in table.words or typed in table.others or _plural(typed, table):
            continue
        word = _meant(typed, table)
        if word:
            yield match.start(), match.end(), word


def _plural(typed: str, table: Typos) -> bool:
    return typed.endswith("s") and (typed[:-1] in table.words or typed[:-1] in table.others)


def _meant(typed: str, table: Typos) -> str | None:
    """The nearest word that a slip or two lead to; none when two words are equally near."""
    found: dict[str, int] = {}
    for short in _shortened(typed, 2 if len(typed) >= _TWO_SLIPS - 1 else 1):
        for word in table.shortened.get(short, ()):
            distance = _distance(typed, word)
            if distance <= _slips(word) and (len(word) > 4 or sorted(word) == sorted(typed)):
                found[word] = distance
    if not found:
        return None
    least = min(found.values())
    nearest = sorted(word for word, distance in found.items() if distance == least)
    return nearest[0] if len(nearest) == 1 or len({word.rstrip("s") for word in nearest}) == 1 else None


def _slips(word: str) -> int:
    return 2 if len(word) >= _TWO_SLIPS else 1


def _shortened(word: str, slips: int) -> set[str]:
    """The word with up to so many letters left out."""
    every = layer = {word}
    for _ in range(slips):
        layer = {short[:at] + short[at + 1 :] for short in layer for at in range(len(short))}
        every = every | layer
    return every


def _distance(one: str, other: str) -> int:
    """Letters put in, left out, exchanged or swapped with a neighbour (Damerau, adjacent swaps once)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            line.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, above = above, line
    return above[-1]
