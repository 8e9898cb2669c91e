"""Which entries are related to which: an entry beside one that answers a question is likely to add to the answer.

Score propagation over links, after Shakery and Zhai, "A Probabilistic Relevance Propagation Model for Hypertext
Retrieval" (2006): here one step, and the best neighbour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.lexical import Floats, Ints
from service.domain.evidence import Entry


@dataclass(frozen=True, slots=True)
class Links:
    """Neighbours in entry order: those of entry e are `targets[firsts[e]:firsts[e + 1]]`; one without has itself."""

    targets: Ints
    firsts: Ints

    def best(self, scores: Floats) -> Floats:
        """For each entry the best score among its neighbours."""
        return np.asarray(np.maximum.reduceat(scores[self.targets], self.firsts[:-1]), np.float32)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save."""
        return {"link_targets": self.targets, "link_firsts": self.firsts}


def build_links(entries: Sequence[Entry]) -> Links:
    """The links of the entries, in both directions whichever of the two names the other; unknown ids are left out."""
    places = {entry.id: at for at, entry in enumerate(entries)}
    beside: list[set[int]] = [set() for _ in entries]
    for at, entry in enumerate(entries):
        for name in entry.related:
            other = places.get(name, at)
            if other != at:
                beside[at].add(other)
                beside[other].add(at)
    targets: list[int] = []
    firsts = [0]
    for at, others in enumerate(beside):
        targets += sorted(others) or [at]
        firsts.append(len(targets))
    return Links(np.array(targets, np.int32), np.array(firsts, np.int32))


def links_from(arrays: dict[str, npt.NDArray[Any]]) -> Links:
    """Links from what was saved."""
    return Links(arrays["link_targets"], arrays["link_firsts"])
