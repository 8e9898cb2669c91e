"""What would change a verdict: single changes, smallest sets of unknown facts, and the nearest way to another verdict.

Everything is read off the diagram by one pass from the root; nothing is tried out, nothing remembered between cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain.decision import Change, Verdict, WouldChange
from service.domain.engine.axes import Move, Place
from service.domain.engine.diagram import MANY, Diagram
from service.domain.facts import Value

_FAR = 10**15

Origin = tuple[int, Move | None]
"""The node that a path comes from, and the move made there (None: the case stays as it is)."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A case on the diagram: its place on each axis, its path, and the end that each node leads to if the case stays
    as it is below that node."""

    diagram: Diagram[Verdict]
    places: Sequence[Place]
    path: Sequence[int]
    ends: Sequence[int]

    @property
    def end(self) -> int:
        """The end that the case as it is reaches."""
        return self.ends[0]

    def verdict_at(self, end: int) -> Verdict:
        """The verdict of an end."""
        return self.diagram.ends[end - len(self.diagram.rows)]


def standpoint(diagram: Diagram[Verdict], places: Sequence[Place]) -> Standpoint:
    """Where the case with these places stands."""
    rows = diagram.rows
    path, node = [], 0
    for place in places:
        path.append(node)
        node = rows[node][place.stay]
    ends = list(range(diagram.size))
    for layer, place in zip(reversed(diagram.layers), reversed(places), strict=True):
        stay = place.stay
        for number in layer:
            ends[number] = ends[rows[number][stay]]
    return Standpoint(diagram, places, path, ends)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether anything unknown matters, and what would change the verdict: sets of unknown facts (all the smallest
    ones), then single changes of known facts."""

    settled: bool
    fills: tuple[WouldChange, ...]
    changes: tuple[WouldChange, ...]


def outlook(here: Standpoint) -> Outlook:
    """What would change the verdict of the case, in the order of the axes and their values."""
    fills: list[WouldChange] = []
    changes: list[WouldChange] = []
    rows, ends, end = here.diagram.rows, here.ends, here.end
    for axis, place, node in zip(here.diagram.axes, here.places, here.path, strict=True):
        row = rows[node]
        for moves, found in ((place.fills, fills), (place.changes, changes)):
            for move in moves:
                reached = ends[row[move.edge]]
                if reached != end:
                    found.append(WouldChange({axis.fact: move.value}, here.verdict_at(reached)))
    if fills:
        return Outlook(settled=False, fills=tuple(fills), changes=tuple(changes))
    larger = tuple(_smallest_fills(here))
    return Outlook(settled=not larger, fills=larger, changes=tuple(changes))


def _smallest_fills(here: Standpoint) -> Iterator[WouldChange]:
    """Every smallest set of unknown facts, with values, that leads to another end; none if the case is settled."""
    diagram = here.diagram
    cost = [_FAR] * diagram.size
    cost[0] = 0
    before: list[list[Origin]] = [[] for _ in range(diagram.size)]
    for layer, place in zip(diagram.layers, here.places, strict=True):
        steps: list[tuple[int, int, Move | None]] = [(place.stay, 0, None)]
        steps += [(move.edge, 1, move) for move in place.fills]
        for node in layer:
            if cost[node] == _FAR:
                continue
            row = diagram.rows[node]
            for edge, price, move in steps:
                child, total = row[edge], cost[node] + price
                if total < cost[child]:
                    cost[child], before[child] = total, [(node, move)]
                elif total == cost[child]:
                    before[child].append((node, move))
    ends = [end for end in range(len(diagram.rows), diagram.size) if end != here.end and cost[end] < _FAR]
    least = min((cost[end] for end in ends), default=_FAR)
    fact_of = {node: axis.fact for axis, layer in zip(diagram.axes, diagram.layers, strict=True) for node in layer}
    for end in ends:
        if cost[end] == least:
            for change in _paths(end, before, fact_of):
                yield WouldChange(change, here.verdict_at(end))


def _paths(node: int, before: Sequence[Sequence[Origin]], fact_of: dict[int, str]) -> Iterator[dict[str, Value]]:
    if node == 0:
        yield {}
        return
    for parent, move in before[node]:
        for change in _paths(parent, before, fact_of):
            yield change if move is None else {**change, fact_of[parent]: move.value}


def nearest(here: Standpoint) -> dict[Verdict, Change]:
    """For each other verdict that can be reached, nearest first, the nearest facts that give it: the fewest, of these
    the ones that change the fewest known facts, of these the ones early in the vocabulary and common."""
    diagram = here.diagram
    only = diagram.only
    cost = [_FAR] * diagram.size
    cost[0] = 0
    before: list[Origin] = [(0, None)] * diagram.size
    for layer, place in zip(diagram.layers, here.places, strict=True):
        for node in layer:
            so_far = cost[node]
            if so_far == _FAR:
                continue
            if only[node] != MANY:
                if so_far < cost[only[node]]:
                    cost[only[node]], before[only[node]] = so_far, (node, None)
                continue
            row = diagram.rows[node]
            for edge, price, move in place.steps:
                if so_far + price < cost[row[edge]]:
                    cost[row[edge]], before[row[edge]] = so_far + price, (node, move)
    ends = [end for end in range(len(diagram.rows), diagram.size) if end != here.end and cost[end] < _FAR]
    ends.sort(key=lambda end: cost[end])
    return {here.verdict_at(end): _way_to(end, here, before) for end in ends}


def _way_to(end: int, here: Standpoint, before: Sequence[Origin]) -> Change:
    change: dict[str, Value] = {}
    node, depth = end, len(here.diagram.axes)
    while depth:
        depth -= 1
        node, move = before[node]
        if move is not None:
            change[here.diagram.axes[depth].fact] = move.value
    return dict(reversed(change.items()))
