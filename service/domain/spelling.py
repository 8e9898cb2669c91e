"""How checkpoints are spelt: folding of case and width, written sizes, and patterns for names.

Knows letters and digits only; what a name stands for is the catalogue's business.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Variant = Literal["base", "chat"]


@dataclass(frozen=True, slots=True)
class Brand:
    """The words for a brand; `alone` name it with neither version nor size behind them; `others` make the name
    another model that is not listed here ("vl"); `marks`, `also` and `sizes` are those of all its spellings."""

    words: tuple[str, ...]
    alone: frozenset[str]
    others: frozenset[str]
    marks: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spelling:
    """The ways to write one pair.

    `names` come first ("qwen2.5"), `own` are those that no other family shares; `marks` single it out ("coder",
    "0414"); `sizes` as written, the first in billions or millions ("30b", "30b-a3b"); `ids` are the hub ids with
    their variant; `bare` is the variant that a name without a suffix is; `also` are words that change nothing.
    """

    title: str
    brand: str
    names: tuple[str, ...]
    own: frozenset[str]
    marks: frozenset[str]
    sizes: tuple[str, ...]
    ids: tuple[tuple[str, Variant], ...]
    bare: Variant | None
    also: frozenset[str]


_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)} | {code: code + 32 for code in range(65, 91)}
_FOLD |= {0x3000: 32, 0xA0: 32} | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), 45)
_UNDERSCORE = re.compile(r"(?<=\d)_(?=\d)")
_SEPARATORS = re.compile(r"[\s\-_]+")
_WRITTEN_SIZE = re.compile(r"(?:(\d+)x)?e?(\d+(?:\.\d+)?)\s?([bm]|亿)(?:-.*)?")
_IN_BILLIONS = {"b": 1.0, "m": 0.001, "亿": 0.1}


def folded(text: str) -> str:
    """`text` in lower case and half-width letters, `1_8` as `1.8`; every character keeps its place."""
    return _UNDERSCORE.sub(".", text.translate(_FOLD))


def squeezed(text: str) -> str:
    """A name without spaces, hyphens and case: the form in which names are compared."""
    return _SEPARATORS.sub("", folded(text))


def billions(size: str) -> float | None:
    """A written size ("7b", "270m", "8x7b", "70亿") in billions of parameters; None when it is none."""
    found = _WRITTEN_SIZE.fullmatch(folded(size))
    if found is None:
        return None
    times, number, unit = found.groups()
    return int(times or 1) * float(number) * _IN_BILLIONS[unit]


def alike(one: str, other: str) -> int:
    """How many letters two names have in common at their beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def trigger(names: Iterable[str]) -> re.Pattern[str]:
    """A fast pattern for the beginnings of `names`: where it does not match, no name starts."""
    heads = {_head(folded(name)) for name in names}
    return re.compile("|".join(map(re.escape, sorted(heads, key=len, reverse=True))))


def alternation(names: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all `names`, the longest first, with or without separators in them."""
    longest_first = sorted({squeezed(name): folded(name) for name in names}.items(), key=lambda n: -len(n[0]))
    return re.compile("|".join(_flexible(name) for _, name in longest_first))


def _head(name: str) -> str:
    found = re.match(r"[a-z]{2,}|[a-z]\d*|[^a-z0-9\s\-]+", name)
    return found.group() if found else name


def _flexible(name: str) -> str:
    """A pattern for one name; it may not begin inside a word nor end inside a number, a size or a word."""
    parts = re.findall(r"[a-z]+|\d+(?:\.\d+)?|[^\sa-z0-9\-_.]+", name)
    start = r"(?<![a-z0-9])" if name[0].isascii() else ""
    end = r"(?!\d|\.\d|\s?[bm](?![a-z0-9]))" if name[-1].isdigit() else r"(?![a-z])" if name[-1].isascii() else ""
    return start + r"[\s\-_]*".join(map(re.escape, parts)) + end
