"""Frames: facts that several words state together, in any order (`no base was ever released`, `release: chat only`).

A frame names the slots that must be filled near each other; the last one is its predicate. What fills a slot is data
(`slot.*`, `variant.*`), and so are the frames. Knows nothing of what the words mean.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Any

from service.domain.faults import Faulty
from service.domain.reading.hits import Hit
from service.domain.reading.literals import grouped

_PART = re.compile(r"(?P<sign>--|-)?(?P<slots>[a-z_.]+(?:\|[a-z_.]+)*)(?P<mark>[!?])?")
_TWO = 2
_MARGIN = 24
_WIDE, _WIDER, _ORDERED, _OVER = ">", ">>", "=", "&"


@dataclass(frozen=True, slots=True)
class Part:
    """Labels of which one must be found. `denied`: only where it is denied. `either`: denied or not. With one of
    these a denial of the other parts turns nothing round."""

    labels: tuple[str, ...]
    denied: bool = False
    either: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """`parts` found near each other state that `name` is `value`, unless a label of `without` stands among or beside
    them, or one of `nowhere` in the message. `wide`: 1: the parts may stand in different clauses of one sentence, 2: in
    two sentences. `ordered`: only in the order of the parts. `over`: a `but` may stand between them."""

    name: str
    value: str
    parts: tuple[Part, ...]
    without: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    wide: int = 0
    ordered: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Frames:
    """Every frame, and the numbers of those whose predicate a label may be."""

    every: tuple[Frame, ...] = ()
    by_predicate: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A frame whose parts were found: one hit for each."""

    frame: Frame
    hits: tuple[Hit, ...]

    @property
    def start(self) -> int:
        """Where its first words begin."""
        return min(hit.start for hit in self.hits)

    @property
    def end(self) -> int:
        """Where its last words end."""
        return max(hit.end for hit in self.hits)


def frames(tables: Mapping[str, Any], labels: Iterable[str]) -> Frames:
    """The frames of the tables `frames.NAME`, each a list of frames for a value. Raises Faulty with every fault.

    `a b!` needs a and a denied b, `a b?` a b that is denied or not; `a|b c` one of a and b, and c; `-d` no d among or beside them; `--e` no e in the message;
    `> a b` spans the clauses of a sentence, `>> a b` two sentences; `= a b` needs a before b; `& a b` reaches over a `but`.
    """
    known = frozenset(labels)
    faults: list[str] = []
    out = [
        _frame(name, value, text, known, faults)
        for name, values in tables.items()
        for value, texts in values.items()
        for text in texts
    ]
    if faults:
        raise Faulty(faults)
    predicates = [(label, number) for number, frame in enumerate(out) for label in frame.parts[-1].labels]
    return Frames(tuple(out), grouped(predicates))


def _frame(name: str, value: str, text: str, known: frozenset[str], faults: list[str]) -> Frame:
    signed: dict[str, list[Part]] = {"": [], "-": [], "--": []}
    words = text.split()
    for word in [one for one in words if one not in {_WIDE, _WIDER, _ORDERED, _OVER}]:
        match = _PART.fullmatch(word)
        labels = tuple(_label(slot) for slot in match["slots"].split("|")) if match else (word,)
        faults += [
            f"frames.{name}.{value}, {text!r}: nothing is listed under {one!r}." for one in labels if one not in known
        ]
        if match:
            signed[match["sign"] or ""].append(Part(labels, match["mark"] == "!", match["mark"] == "?"))
    without, nowhere = (tuple(label for part in signed[sign] for label in part.labels) for sign in ("-", "--"))
    wide = (_WIDE in words) + 2 * (_WIDER in words)
    return Frame(name, value, tuple(signed[""]), without, nowhere, wide, _ORDERED in words, _OVER in words)


def _label(slot: str) -> str:
    return slot if "." in slot else f"slot.{slot}"


def possible(frames: Frames, labels: Collection[str]) -> list[Frame]:
    """The frames for each part of which a message with hits of these labels holds something: hardly any."""
    known = frozenset(labels)
    told = {number for label in frames.by_predicate.keys() & known for number in frames.by_predicate[label]}
    return [
        frame
        for frame in map(frames.every.__getitem__, sorted(told))
        if not any(known.isdisjoint(part.labels) for part in frame.parts) and known.isdisjoint(frame.nowhere)
    ]


def filled(frame: Frame, hits: Mapping[str, Sequence[Hit]], spans: Sequence[tuple[int, int]]) -> Iterator[Filled]:
    """Every way in which a stretch of `spans` fills the frame: for each hit of the predicate the nearest of the rest."""
    found = [[hit for label in part.labels for hit in hits.get(label, ())] for part in frame.parts]
    for predicate in _outermost(found[-1]):
        number = bisect_right(spans, predicate.start, key=itemgetter(0)) - 1
        start, end = spans[max(0, number - 1) if frame.wide == _TWO else number][0], spans[number][1]
        inside = _inside(found[:-1], start, end) if predicate.end <= end else None
        chosen = None if inside is None else _nearest(predicate, inside)
        if chosen is None or _any_in(frame.without, hits, *_around((*chosen, predicate), start, end)):
            continue
        if not (frame.ordered and _disordered((*chosen, predicate))):
            yield Filled(frame, (*chosen, predicate))


def _inside(found: Sequence[Sequence[Hit]], start: int, end: int) -> list[list[Hit]] | None:
    """The hits of each part within `[start, end)`; None where a part has none."""
    inside = []
    for part in found:
        here = [hit for hit in part if start <= hit.start and hit.end <= end]
        if not here:
            return None
        inside.append(_outermost(here))
    return inside


def _around(hits: Sequence[Hit], start: int, end: int) -> tuple[int, int]:
    """The stretch of the hits and some characters to each side of it, within `[start, end)`."""
    low, high = min(hit.start for hit in hits), max(hit.end for hit in hits)
    return max(start, low - _MARGIN), min(end, high + _MARGIN)


def _disordered(hits: Sequence[Hit]) -> bool:
    return any(after.start < before.end for before, after in pairwise(hits))


def _any_in(labels: Iterable[str], hits: Mapping[str, Sequence[Hit]], start: int, end: int) -> bool:
    return any(start <= hit.start < end for label in labels for hit in hits.get(label, ()))


def _outermost(hits: list[Hit]) -> list[Hit]:
    if len(hits) < 2:
        return hits
    return [
        hit
        for hit in hits
        if not any(
            other.start <= hit.start and hit.end <= other.end and (other.start, other.end) != (hit.start, hit.end)
            for other in hits
        )
    ]


def _nearest(predicate: Hit, others: Sequence[Sequence[Hit]], taken: tuple[Hit, ...] = ()) -> tuple[Hit, ...] | None:
    """One hit for each part, none over another, the nearest to the predicate that go together."""
    if not others:
        return taken
    for hit in sorted(others[0], key=lambda hit: (_gap(hit, predicate), hit.start - hit.end, hit.start)):
        if all(_apart(hit, other) for other in (predicate, *taken)):
            chosen = _nearest(predicate, others[1:], (*taken, hit))
            if chosen is not None:
                return chosen
    return None


def _apart(one: Hit, other: Hit) -> bool:
    return one.end <= other.start or other.end <= one.start


def _gap(one: Hit, other: Hit) -> int:
    return other.start - one.end if one.end <= other.start else one.start - other.end
