"""Vectors of entries and how near a query's vector is to each entry: the nearest of an entry's vectors counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.lexical import Floats, Ints


@dataclass(frozen=True, slots=True)
class Dense:
    """Unit vectors, one row each, in entry order: rows `firsts[e]:firsts[e + 1]` are entry e's (at least one)."""

    vectors: Floats
    firsts: Ints

    def scores(self, query: Floats) -> Floats:
        """Cosine of the query with each entry, -1 to 1."""
        if not len(self.vectors):
            return np.zeros(0, np.float32)
        near = np.einsum("ij,j->i", self.vectors, query)  # BLAS starts threads, which cost more than this takes
        if len(near) == len(self.firsts) - 1:
            return np.asarray(near, np.float32)
        return np.asarray(np.maximum.reduceat(near, self.firsts[:-1]), np.float32)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save."""
        return {"vectors": self.vectors, "firsts": self.firsts}


def one_each(vectors: Floats) -> Dense:
    """Vectors of which each entry has one."""
    return Dense(vectors, np.arange(len(vectors) + 1, dtype=np.int32))


def dense_from(arrays: dict[str, npt.NDArray[Any]]) -> Dense:
    """Vectors from what was saved."""
    return Dense(arrays["vectors"], arrays["firsts"])
