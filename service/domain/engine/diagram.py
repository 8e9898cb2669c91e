"""Lists of rules as a layered decision diagram: one layer for each axis, one end for each outcome.

Two cases that no further fact can tell apart meet in the same node, so the whole case space is a few hundred nodes, and
questions about all completions of a case are answered by walking them. A node on a layer whose fact can be inferred
also remembers what an earlier layer implied for it. Knows no texts.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from service.domain.decision import Verdict
from service.domain.engine.axes import NOT_GIVEN, Axis, axes_of
from service.domain.engine.matcher import Matcher
from service.domain.facts import Vocabulary
from service.domain.faults import Faulty

NOTHING_IMPLIED = -1
MANY = -1
NODES_MAX = 100_000

E = TypeVar("E", bound=Hashable)
Implied = tuple[tuple[str, str], ...]
"""Facts implied by an earlier layer, with their values, for later layers."""

Spot = tuple[int, int]
"""A node while building: its layer and its number there."""


@dataclass(frozen=True, slots=True)
class Diagram(Generic[E]):
    """Nodes are numbers, layer after layer, the root first, then one end for each of `ends`.

    rows[node][edge] is the node reached by that edge; only[node] is that node where every edge leads to the same, else
    MANY; implied[node] is the edge that the inferred value of this layer's fact would take, or NOTHING_IMPLIED.
    `width` is the number of bits that a weighted count of cases needs.
    """

    axes: tuple[Axis, ...]
    layers: tuple[range, ...]
    rows: tuple[tuple[int, ...], ...]
    only: tuple[int, ...]
    implied: tuple[int, ...]
    ends: tuple[E, ...]
    width: int

    @property
    def size(self) -> int:
        """The number of nodes and ends."""
        return len(self.rows) + len(self.ends)


def verdict_diagram(matcher: Matcher, verdicts: Sequence[Verdict], vocabulary: Vocabulary) -> Diagram[Verdict]:
    """The diagram of a policy's rules, ending in verdicts; the last rule always holds. Raises Faulty if too large."""
    return diagram_of(
        matcher, axes_of(matcher, vocabulary), [matcher.everything], lambda left: verdicts[matcher.lowest(left)]
    )


def diagram_of(
    matcher: Matcher, axes: tuple[Axis, ...], lists: Sequence[int], outcome: Callable[[int], E]
) -> Diagram[E]:
    """The diagram of several rule lists at once. `lists` holds the conjuncts of each, of which only the first that
    holds matters; `outcome` tells the end from the conjuncts left. Raises Faulty above NODES_MAX nodes."""
    return _Builder(matcher, axes, lists, outcome).build()


@dataclass(slots=True)
class _Builder(Generic[E]):
    """Top down over what is left of the conjuncts, bottom up into shared nodes."""

    matcher: Matcher
    axes: tuple[Axis, ...]
    lists: Sequence[int]
    outcome: Callable[[int], E]
    closed: list[int] = field(default_factory=list)
    seen: dict[tuple[int, int, Implied], Spot] = field(default_factory=dict)
    nodes: list[dict[tuple[int, tuple[Spot, ...]], int]] = field(default_factory=list)
    ends: dict[E, int] = field(default_factory=dict)

    def build(self) -> Diagram[E]:
        self.closed = self._closed_from()
        self.nodes = [{} for _ in self.axes]
        self._node(0, self.matcher.everything, ())
        starts = [0]
        for layer in self.nodes:
            starts.append(starts[-1] + len(layer))
        found = [node for layer in self.nodes for node in layer]
        rows = tuple(tuple(starts[depth] + number for depth, number in row) for _, row in found)
        return Diagram(
            axes=self.axes,
            layers=tuple(range(start, end) for start, end in pairwise(starts)),
            rows=rows,
            only=tuple(row[0] if len(set(row)) == 1 else MANY for row in rows),
            implied=tuple(implied for implied, _ in found),
            ends=tuple(self.ends),
            width=sum(axis.unknown.whole.bit_length() for axis in self.axes),
        )

    def _closed_from(self) -> list[int]:
        """For each depth the conjuncts that no axis from there on can rule out."""
        closed = [self.matcher.everything]
        for axis in reversed(self.axes):
            always = closed[-1]
            for mask in axis.masks:
                always &= mask
            closed.append(always)
        return closed[::-1]

    def _node(self, depth: int, left: int, implied: Implied) -> Spot:
        left = self._needed(left, self.closed[depth])
        key = (depth, left, implied)
        if key not in self.seen:
            if len(self.seen) >= NODES_MAX:
                raise Faulty(
                    [f"The rules are too entangled: more than {NODES_MAX} nodes are needed to tell cases apart."]
                )
            self.seen[key] = self._end(left) if depth == len(self.axes) else self._inner(depth, left, implied)
        return self.seen[key]

    def _needed(self, left: int, closed: int) -> int:
        """Drops what stands below a conjunct of the same list that is certain to hold."""
        for rules in self.lists:
            certain = left & rules & closed
            if certain:
                lowest = certain & -certain
                left &= ~rules | ((lowest << 1) - 1)
        return left

    def _end(self, left: int) -> Spot:
        return len(self.axes), self.ends.setdefault(self.outcome(left), len(self.ends))

    def _inner(self, depth: int, left: int, implied: Implied) -> Spot:
        axis = self.axes[depth]
        known = dict(implied)
        own = known.pop(axis.fact, None)
        here = NOTHING_IMPLIED if own is None else axis.at[own].stay
        passed = tuple(known.items())
        below = []
        for edge, mask in enumerate(axis.masks):
            if edge == NOT_GIVEN and here != NOTHING_IMPLIED:
                mask = axis.masks[here]
            below.append(self._node(depth + 1, left & mask, passed + axis.implies[edge]))
        layer = self.nodes[depth]
        return depth, layer.setdefault((here, tuple(below)), len(layer))
