"""How near a question comes to the nearest single line of an entry: its title, an alias or an example question.

Formula: Dice's coefficient over the sets of terms, each term weighted by its inverse document frequency.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.documents import Document
from service.adapters.index.lexical import Floats, Ints, Lexical


@dataclass(frozen=True, slots=True)
class Lines:
    """Short lines in entry order: entry e has the lines `firsts[e]:firsts[e + 1]`, of which line n holds the terms
    `terms[starts[n]:starts[n + 1]]`, weighing `weights[n]` together. `holding` says in how many lines each term is."""

    terms: Ints
    starts: Ints
    weights: Floats
    firsts: Ints
    holding: npt.NDArray[np.intp]

    def nearest(self, query: Iterable[str], lexical: Lexical, entries: npt.NDArray[np.intp]) -> Floats:
        """The coefficient of the nearest line of each of `entries`, 0 to 1; in the order given."""
        asked = np.zeros(len(lexical.idf) + 1, np.float32)
        total = 0.0
        for term in dict.fromkeys(query):
            at = lexical.terms.get(term)
            if at is None:
                total += lexical.rarest
            else:
                asked[at] = lexical.idf[at]
                total += float(lexical.idf[at])
        lines = _ranges(self.firsts[entries], self.firsts[entries + 1])
        sizes = self.starts[lines + 1] - self.starts[lines]
        held = asked[self.terms[_ranges(self.starts[lines], self.starts[lines + 1])]]
        found = np.add.reduceat(held, np.cumsum(sizes) - sizes)
        likeness = 2 * found / (self.weights[lines] + total)
        counts = self.firsts[entries + 1] - self.firsts[entries]
        return np.asarray(np.maximum.reduceat(likeness, np.cumsum(counts) - counts), np.float32)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save."""
        return {
            "line_terms": self.terms, "line_starts": self.starts, "line_weights": self.weights,
            "line_firsts": self.firsts,
        }  # fmt: skip


def build_lines(documents: Sequence[Document], lexical: Lexical) -> Lines:
    """The short lines of every document that hold any term; a document has at least one, if need be an empty one."""
    terms: list[int] = []
    starts, weights, firsts = [0], [], [0]
    nothing = len(lexical.idf)
    for document in documents:
        held = {tuple(sorted({lexical.terms[token] for token in line.tokens})) for line in document.lines if line.short}
        for line in sorted(held - {()}) or [(nothing,)]:
            terms += line
            starts.append(len(terms))
            weights.append(float(sum(lexical.idf[term] for term in line if term != nothing)))
        firsts.append(len(starts) - 1)
    return lines_from(
        {
            "line_terms": np.array(terms, np.int32),
            "line_starts": np.array(starts, np.int32),
            "line_weights": np.array(weights, np.float32),
            "line_firsts": np.array(firsts, np.int32),
        },
        nothing,
    )


def lines_from(arrays: dict[str, npt.NDArray[Any]], size: int) -> Lines:
    """Lines from what was saved, over `size` terms."""
    terms = arrays["line_terms"]
    holding = np.bincount(terms, minlength=size + 1)
    return Lines(terms, arrays["line_starts"], arrays["line_weights"], arrays["line_firsts"], holding)


def _ranges(starts: Ints, ends: Ints) -> npt.NDArray[np.intp]:
    """The numbers `starts[n]` to `ends[n] - 1` for each n, one after the other; none of the ranges is empty."""
    sizes = ends - starts
    total = np.cumsum(sizes)
    return np.asarray(np.arange(total[-1]) + np.repeat(starts - (total - sizes), sizes), np.intp)
