"""A policy as a layered decision diagram: one layer for each axis, one end for each verdict.

Two cases that no further fact can tell apart meet in the same node, so the whole case space is a few hundred nodes, and
questions about all completions of a case are answered by walking them. A node on a layer whose fact can be inferred
also remembers what an earlier layer implied for it. Knows no texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from service.domain.decision import Verdict
from service.domain.engine.axes import NOT_GIVEN, Axis, axes_of
from service.domain.engine.matcher import Matcher
from service.domain.facts import Vocabulary

Implied = tuple[tuple[str, str], ...]
NOTHING_IMPLIED = -1


@dataclass(frozen=True, slots=True)
class Diagram:
    """Nodes are numbers, layer after layer, the root first, then one end for each of `verdicts`.

    rows[node][edge] is the node reached by that edge; implied[node] is the edge that the inferred value of this layer's
    fact would take, or NOTHING_IMPLIED.
    """

    axes: tuple[Axis, ...]
    layers: tuple[range, ...]
    rows: tuple[tuple[int, ...], ...]
    implied: tuple[int, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def size(self) -> int:
        """The number of nodes and ends."""
        return len(self.rows) + len(self.verdicts)


def diagram_of(matcher: Matcher, verdicts: Sequence[Verdict], vocabulary: Vocabulary) -> Diagram:
    """The diagram of compiled rules; `verdicts` has the verdict of each, and the last rule always holds."""
    return _Builder(matcher, verdicts, axes_of(matcher, vocabulary)).build()


@dataclass(slots=True)
class _Builder:
    """Top down over what is left of the conjuncts, bottom up into shared nodes (layer, number within it)."""

    matcher: Matcher
    verdicts: Sequence[Verdict]
    axes: tuple[Axis, ...]
    closed: list[int] = field(default_factory=list)
    seen: dict[tuple[int, int, Implied], tuple[int, int]] = field(default_factory=dict)
    nodes: list[dict[tuple[int, tuple[tuple[int, int], ...]], int]] = field(default_factory=list)
    ends: dict[Verdict, int] = field(default_factory=dict)

    def build(self) -> Diagram:
        self.closed = self._closed_from()
        self.nodes = [{} for _ in self.axes]
        self._node(0, self.matcher.everything, ())
        starts = [0]
        for layer in self.nodes:
            starts.append(starts[-1] + len(layer))
        rows = tuple(tuple(starts[depth] + number for depth, number in row) for layer in self.nodes for _, row in layer)
        layers = tuple(range(start, end) for start, end in pairwise(starts))
        implied = tuple(edge for layer in self.nodes for edge, _ in layer)
        return Diagram(self.axes, layers, rows, implied, tuple(self.ends))

    def _closed_from(self) -> list[int]:
        """For each depth the conjuncts that no axis from there on can rule out."""
        closed = [self.matcher.everything]
        for axis in reversed(self.axes):
            always = closed[-1]
            for mask in axis.masks:
                always &= mask
            closed.append(always)
        return closed[::-1]

    def _node(self, depth: int, left: int, implied: Implied) -> tuple[int, int]:
        certain = left & self.closed[depth]
        if certain:
            left &= ((certain & -certain) << 1) - 1
        key = (depth, left, implied)
        if key not in self.seen:
            self.seen[key] = self._end(left) if depth == len(self.axes) else self._inner(depth, left, implied)
        return self.seen[key]

    def _end(self, left: int) -> tuple[int, int]:
        verdict = self.verdicts[self.matcher.owner[(left & -left).bit_length() - 1]]
        return len(self.axes), self.ends.setdefault(verdict, len(self.ends))

    def _inner(self, depth: int, left: int, implied: Implied) -> tuple[int, int]:
        axis = self.axes[depth]
        known = dict(implied)
        own = known.pop(axis.fact, None)
        here = NOTHING_IMPLIED if own is None else axis.at[own].stay
        passed = tuple(known.items())
        below = []
        for edge, mask in enumerate(axis.masks):
            if edge == NOT_GIVEN and here != NOTHING_IMPLIED:
                mask = axis.masks[here]
            below.append(self._node(depth + 1, left & mask, passed + self._gives(axis, edge)))
        layer = self.nodes[depth]
        return depth, layer.setdefault((here, tuple(below)), len(layer))

    def _gives(self, axis: Axis, edge: int) -> Implied:
        """What the values on this edge imply for later axes (all of them imply the same)."""
        value = next((move.value for move in axis.moves if move.edge == edge), None)
        if value is None:
            return ()
        pairs = [
            (other.fact, other.default.gives.get(value))
            for other in self.axes
            if other.default is not None and other.default.basis == axis.fact
        ]
        return tuple((fact, given) for fact, given in pairs if given is not None)
