"""Parts of the case space as conditions: where several rule lists come to a given outcome, in few and wide terms.

Works on facts as they hold, inferred ones included; what no case can be (an implied fact unknown) lies outside.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from service.domain.condition_parser import Names
from service.domain.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    OneOf,
    Unknown,
    atoms,
)
from service.domain.engine.axes import axes_of
from service.domain.engine.diagram import Diagram, diagram_of
from service.domain.engine.matcher import matcher_of
from service.domain.engine.naming import on_axis, values_listed
from service.domain.facts import Vocabulary
from service.domain.inference import Inference

IMPOSSIBLE = -1
Outcome = tuple[int, ...]
"""The winning rule of each list by its number there, or IMPOSSIBLE alone."""

Box = tuple[frozenset[int], ...]
"""For each axis the edges allowed."""


@dataclass(frozen=True, slots=True)
class Region:
    """A condition that holds in a part of the space, and how large that part is (share of all cases, 0 to 1)."""

    when: Condition
    share: float


@dataclass(frozen=True, slots=True)
class Atlas:
    """The case space of several rule lists, with the atoms on numbers that describe it."""

    diagram: Diagram[Outcome]
    compares: tuple[Compare, ...]

    def share(self, targets: Collection[Outcome]) -> float:
        """The share of all cases that come to one of these outcomes; every value counts once, unknown included."""
        everywhere = tuple(frozenset(range(len(axis.masks))) for axis in self.diagram.axes)
        possible = [outcome for outcome in self.diagram.ends if outcome != (IMPOSSIBLE,)]
        return self._cases(everywhere, targets) / self._cases(everywhere, possible)

    def regions(self, targets: Collection[Outcome]) -> list[Region]:
        """Conditions that together hold exactly where an outcome in `targets` comes out, the widest first."""
        wanted = frozenset(targets)
        possible = [outcome for outcome in self.diagram.ends if outcome != (IMPOSSIBLE,)]
        everything = self._cases(tuple(frozenset(range(len(axis.masks))) for axis in self.diagram.axes), possible)
        left = sorted(self._boxes(0, wanted), key=self._volume, reverse=True)
        found = []
        while left:
            box = self._widened(left[0], wanted)
            left = [other for other in left if not all(part <= whole for part, whole in zip(other, box, strict=True))]
            found.append(Region(self._condition(box), self._cases(box, wanted) / everything))
        return sorted(found, key=lambda region: -region.share)

    def _boxes(self, node: int, wanted: frozenset[Outcome]) -> Iterator[Box]:
        """Disjoint boxes that make up the region, edges with the same child taken together."""
        rows = self.diagram.rows
        if node >= len(rows):
            if self.diagram.ends[node - len(rows)] in wanted:
                yield ()
            return
        for child in dict.fromkeys(rows[node]):
            edges = frozenset(edge for edge, other in enumerate(rows[node]) if other == child)
            for rest in self._boxes(child, wanted):
                yield (edges, *rest)

    def _volume(self, box: Box) -> int:
        return prod(sum(axis.sizes[edge] for edge in edges) for axis, edges in zip(self.diagram.axes, box, strict=True))

    def _widened(self, box: Box, wanted: frozenset[Outcome]) -> Box:
        """The box with axes dropped, then opened edge by edge, as long as it stays inside the region."""
        inside = wanted | {(IMPOSSIBLE,)}
        nodes = frozenset({0})
        for depth, axis in enumerate(self.diagram.axes):
            whole = frozenset(range(len(axis.masks)))
            if self._ends(self._step(nodes, whole), depth + 1, box) <= inside:
                box = (*box[:depth], whole, *box[depth + 1 :])
            nodes = self._step(nodes, box[depth])
        nodes = frozenset({0})
        for depth, axis in enumerate(self.diagram.axes):
            ends = [self._ends(self._step(nodes, [edge]), depth + 1, box) for edge in range(len(axis.masks))]
            fits = box[depth] | {edge for edge, found in enumerate(ends) if found <= inside and found & wanted}
            roomy = fits | {edge for edge, found in enumerate(ends) if found <= inside}
            box = (
                *box[:depth],
                fits if values_listed(axis, fits) <= values_listed(axis, roomy) else roomy,
                *box[depth + 1 :],
            )
            nodes = self._step(nodes, box[depth])
        return box

    def _step(self, nodes: frozenset[int], edges: Collection[int]) -> frozenset[int]:
        rows = self.diagram.rows
        return frozenset([rows[node][edge] for node in nodes for edge in edges])

    def _ends(self, nodes: frozenset[int], depth: int, box: Box) -> frozenset[Outcome]:
        """The outcomes of the cases inside the box that pass these nodes."""
        for edges in box[depth:]:
            nodes = self._step(nodes, edges)
        return frozenset(self.diagram.ends[node - len(self.diagram.rows)] for node in nodes)

    def _cases(self, box: Box, targets: Collection[Outcome]) -> int:
        """The number of cases inside the box that come to one of the targets."""
        cases = {0: 1}
        for axis, edges in zip(self.diagram.axes, box, strict=True):
            below: dict[int, int] = {}
            for node, count in cases.items():
                for edge in edges:
                    child = self.diagram.rows[node][edge]
                    below[child] = below.get(child, 0) + count * axis.sizes[edge]
            cases = below
        first = len(self.diagram.rows)
        return sum(count for end, count in cases.items() if self.diagram.ends[end - first] in targets)

    def _condition(self, box: Box) -> Condition:
        parts = [
            part
            for axis, edges in zip(self.diagram.axes, box, strict=True)
            for part in on_axis(axis, edges, [atom for atom in self.compares if atom.fact == axis.fact])
        ]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def atlas_of(
    lists: Sequence[Sequence[Condition]], vocabulary: Vocabulary, names: Names, inferences: Sequence[Inference]
) -> Atlas:
    """The space that these rule lists cut; the last rule of each always holds. Raises Faulty if it is too large."""
    read = {atom.fact for rules in lists for when in rules for atom in atoms(when)}
    impossible: Condition = AnyOf(
        tuple(
            AllOf((OneOf(inference.basis, (inference.given,)), Unknown(inference.fact)))
            for inference in inferences
            if inference.fact in read
        )
    )
    conditions = [impossible, *(when for rules in lists for when in rules)]
    matcher = matcher_of(conditions, names)
    starts = [1]
    for rules in lists:
        starts.append(starts[-1] + len(rules))
    spans = [_bits(matcher.owner, start, end) for start, end in pairwise(starts)]
    never = _bits(matcher.owner, 0, 1)

    def outcome(left: int) -> Outcome:
        if left & never:
            return (IMPOSSIBLE,)
        return tuple(matcher.lowest(left & span) - start for span, start in zip(spans, starts, strict=False))

    diagram = diagram_of(matcher, axes_of(matcher, vocabulary), spans, outcome)
    compares = dict.fromkeys(atom for when in conditions for atom in atoms(when) if isinstance(atom, Compare))
    return Atlas(diagram, tuple(compares))


def _bits(owner: Sequence[int], start: int, end: int) -> int:
    return sum(1 << number for number, rank in enumerate(owner) if start <= rank < end)
