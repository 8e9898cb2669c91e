"""Finds where a text names a model and which pairs it may mean, in the ways that people write them.

Knows spellings only, nothing about the models themselves; a word that may mean something else is marked unsure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from service.domain.name_tail import Tail, read_tail, size_before
from service.domain.spelling import Brand, Spelling, Variant, alike, alternation, billions, folded, squeezed, trigger

_OWNER = re.compile(r"[a-z0-9][a-z0-9\-_.]*/$")
_WORD_BEFORE = re.compile(r"([a-z]+)[\s\-]$")
_VERSION_APART = re.compile(r"\s?([1-9]\d*\.\d+)(?!\s?[bm](?![a-z0-9]))")
_ANOTHER_LINE = 0.9  # a model of another line weighs as much as a size 2.5 times off


@dataclass(frozen=True, slots=True)
class Naming:
    """One place that names a model: `text[start:end]`.

    `pairs` are the candidates by their place in the catalogue; `decided` says that the words leave just one. With no
    pairs the model is not in the catalogue, and `nearest` are the closest. `sure` is False where the words may mean
    something else (a bare "llama").
    """

    start: int
    end: int
    pairs: tuple[int, ...]
    decided: bool
    variant: Variant | None
    nearest: tuple[int, ...]
    sure: bool


class Names:
    """The names of all pairs. Built once; reading a text changes nothing."""

    def __init__(self, brands: Mapping[str, Brand], spellings: Sequence[Spelling]) -> None:
        self._spellings = spellings
        self._sizes = [billions(spelling.sizes[0]) for spelling in spellings]
        self._by_name: dict[str, list[int]] = {}
        self._by_brand: dict[str, list[int]] = {brand: [] for brand in brands}
        for index, spelling in enumerate(spellings):
            self._by_brand[spelling.brand].append(index)
            for name in spelling.names:
                self._by_name.setdefault(squeezed(name), []).append(index)
        self._brands = {
            name: replace(
                brand,
                marks=frozenset(mark for i in self._by_brand[name] for mark in spellings[i].marks),
                also=frozenset(word for i in self._by_brand[name] for word in spellings[i].also),
                sizes=frozenset(size for i in self._by_brand[name] for size in spellings[i].sizes),
            )
            for name, brand in brands.items()
        }
        self._ids = _ids(spellings)
        self._brand_words = {squeezed(word): name for name, brand in brands.items() for word in brand.words}
        written = [
            *(word for brand in brands.values() for word in brand.words),
            *(n for s in spellings for n in s.names),
        ]
        self._trigger, self._pattern = trigger(written), alternation(written)

    def exact(self, text: str) -> tuple[int, Variant | None] | None:
        """The pair whose hub id, or the last part of it, is `text`; a last part without a suffix says no variant."""
        return self._ids.get(squeezed(text.strip()))

    def find(self, text: str) -> Iterator[Naming]:
        """The places in `text` that name a model, in order, none overlapping."""
        plain = folded(text)
        position = floor = 0
        while hit := self._trigger.search(plain, position):
            position = hit.start() + 1
            if (found := self._pattern.match(plain, hit.start())) and (naming := self._read(plain, found, floor)):
                yield naming
                floor = naming.end
            position = max(position, floor, found.end() if found else 0)

    def nearest(self, indices: Iterable[int], size: float | None, said: str = "", limit: int = 3) -> tuple[int, ...]:
        """The pairs among `indices` closest in size, then in name to `said`, plain lines and later ones first."""
        key = squeezed(said)
        line = set(self._by_name.get(key, ()))

        def distance(index: int) -> tuple[float, int, int, int]:
            spelling, other = self._spellings[index], self._sizes[index]
            apart = abs(log(other / size)) if size and other else 0.0
            if line and index not in line:
                apart += _ANOTHER_LINE
            shared = max(alike(key, squeezed(name)) for name in (*spelling.names, spelling.title))
            return round(apart, 6), -shared, len(spelling.marks), -index

        return tuple(sorted(indices, key=distance)[:limit])

    def _read(self, plain: str, found: re.Match[str], floor: int) -> Naming | None:
        key = squeezed(found.group())
        rows = self._by_name.get(key)
        brand = self._brands[self._spellings[rows[0]].brand if rows else self._brand_words[key]]
        tail = read_tail(plain, found.end(), brand)
        if plain.startswith("/", tail.end) and self._pattern.match(plain, tail.end + 1):
            return None  # the owner in "Qwen/Qwen3-8B", read with the name itself
        start = _with_owner(plain, found.start(), floor)
        for first in (start, found.start()):
            if known := self._ids.get(squeezed(plain[first : tail.joined_end])):
                variant = known[1] or tail.variant
                return Naming(start, tail.end, (known[0],), decided=True, variant=variant, nearest=(), sure=True)
        if rows is None:
            if _after_another_word(plain, found.start(), brand):
                return None
            _read_version_apart(plain, tail)
        size = tail.size or size_before(plain[max(floor, found.start() - 16) : found.start()])
        pairs, decided = self._choose(key, rows, tail, size)
        near = () if pairs else self._closest(key, rows, tail, size)
        return Naming(start, tail.end, pairs, decided, tail.variant, near, _sure(key, tail, size, brand))

    def _choose(self, key: str, rows: list[int] | None, tail: Tail, size: str | None) -> tuple[tuple[int, ...], bool]:
        """The pairs that agree with all that was said, and whether the words leave just one."""
        if tail.foreign:
            return (), False
        everything = self._by_brand[self._brand_words[key]] if rows is None else rows
        fit = [i for i in everything if tail.marks <= self._spellings[i].marks and self._has_size(i, size)]
        unsaid = {i: self._unsaid(i, key, tail) for i in fit}
        plain = [i for i in fit if not unsaid[i]]
        if rows is None:
            return tuple(plain or fit), False
        if plain and (size or tail.marks or len(plain) > 1 or len(plain) == len(fit)):
            return tuple(plain), len(plain) == 1
        if size and fit and all(any(map(str.isalpha, "".join(unsaid[i]))) for i in fit):
            brand = self._by_brand[self._spellings[fit[0]].brand]
            fit += [i for i in brand if self._has_size(i, size) and not self._spellings[i].marks]
            return tuple(fit), False
        return tuple(fit), bool(size and len(fit) == 1)

    def _unsaid(self, index: int, key: str, tail: Tail) -> frozenset[str]:
        spelling = self._spellings[index]
        return frozenset() if key in spelling.own else spelling.marks - tail.marks

    def _has_size(self, index: int, size: str | None) -> bool:
        if size is None or size in self._spellings[index].sizes:
            return True
        return size.endswith("亿") and billions(size) == self._sizes[index]

    def _closest(self, key: str, rows: list[int] | None, tail: Tail, size: str | None) -> tuple[int, ...]:
        brand = self._spellings[rows[0]].brand if rows else self._brand_words[key]
        said = key if rows else key + tail.foreign
        return self.nearest(self._by_brand[brand], billions(size) if size else None, said)


def _after_another_word(plain: str, start: int, brand: Brand) -> bool:
    """Whether the word before makes it another model ("Code Llama")."""
    before = _WORD_BEFORE.search(plain, max(0, start - 12), start)
    return before is not None and before.group(1) in brand.others


def _read_version_apart(plain: str, tail: Tail) -> None:
    """Takes an unknown version that stands apart ("GLM 4.6") into a tail that has read nothing yet."""
    version = _VERSION_APART.match(plain, tail.end)
    if version and not tail.size:
        tail.foreign, tail.end = version.group(1), version.end()


def _sure(key: str, tail: Tail, size: str | None, brand: Brand) -> bool:
    if size or any(map(str.isdigit, key + tail.foreign)):
        return True
    return not tail.foreign and (bool(tail.marks) or tail.joined_variant or key in brand.alone)


def _with_owner(plain: str, start: int, floor: int) -> int:
    """Where a hub id starts, when the name is its part after the slash."""
    owner = _OWNER.search(plain[floor:start]) if start and plain[start - 1] == "/" else None
    return floor + owner.start() if owner else start


def _ids(spellings: Sequence[Spelling]) -> dict[str, tuple[int, Variant | None]]:
    """Every hub id and its last part, squeezed; an id that two pairs hold goes to the one that is named like it."""
    ids: dict[str, tuple[int, Variant | None]] = {}
    rows = [(s, i, hub_id, variant) for i, s in enumerate(spellings) for hub_id, variant in s.ids]
    for spelling, index, hub_id, variant in sorted(rows, key=lambda row: not _named_like(row[0], row[2])):
        ids.setdefault(squeezed(hub_id), (index, variant))
        ids.setdefault(squeezed(hub_id.rpartition("/")[2]), (index, None if variant == spelling.bare else variant))
    for index, spelling in enumerate(spellings):
        ids.setdefault(squeezed(spelling.title), (index, None))
    return ids


def _named_like(spelling: Spelling, hub_id: str) -> bool:
    tail = squeezed(hub_id.rpartition("/")[2])
    return any(tail.startswith(squeezed(name)) for name in spelling.names)
