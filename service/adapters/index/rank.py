"""From scores to an order: two rankings fused by rank, and whether anything found is relevant at all."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.adapters.index.lexical import Floats, Matches

SMOOTHING = 10
"""k of reciprocal rank fusion (Cormack et al. 2009); 60, their value for thousands of documents, did worse here."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """How well the best entry answers to a query: the share of the query's words that it holds, weighted by rarity,
    and the cosine of its vector, each 0 to 1."""

    covered: float
    near: float

    @property
    def enough(self) -> bool:
        """Whether it is worth showing."""
        return self.covered >= 0.25 or self.near >= 0.35


def fuse(rankings: list[Floats], allowed: npt.NDArray[np.bool_]) -> Floats:
    """Reciprocal rank fusion: each ranking gives 1 / (SMOOTHING + rank) to an entry; entries not allowed get none."""
    fused = np.zeros(len(allowed), np.float32)
    places = np.flatnonzero(allowed)
    for scores in rankings:
        order = places[np.argsort(-scores[places], kind="stable")]
        fused[order] += (1 / (SMOOTHING + 1 + np.arange(len(order)))).astype(np.float32)
    return fused


def relevance(matches: Matches, dense: Floats | None, best: int) -> Relevance:
    """The relevance of the entry that came first."""
    covered = float(matches.found[best]) / matches.asked if matches.asked else 0.0
    return Relevance(covered, float(dense[best]) if dense is not None else 0.0)
