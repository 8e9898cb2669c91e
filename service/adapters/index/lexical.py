"""BM25 over entries: postings with the weights worked out in advance, so that a query only adds them up.

Formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); fields are weighted
inside the term frequency (BM25F, one length for all fields).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

K1 = 5.0
"""Saturation of a term's frequency: fields weigh 2, so a term is counted often before it stops to matter."""
B = 0.5
"""Share of the length normalisation."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query matched: BM25 and the summed idf of the query's terms found, per document; `asked` is the idf of
    all its terms, unknown ones counted as rare as a term can be; `unknown` is the idf of those alone."""

    scores: Floats
    found: Floats
    asked: float
    unknown: float


@dataclass(frozen=True, slots=True)
class Lexical:
    """Postings: the documents `documents[starts[t]:starts[t + 1]]` hold term t with `weights` of the same slice."""

    terms: dict[str, int]
    starts: Ints
    documents: Ints
    weights: Floats
    idf: Floats
    size: int

    def match(self, query: Iterable[str]) -> Matches:
        """Adds up the postings of the query's terms; a term that is repeated counts once."""
        scores = np.zeros(self.size, np.float32)
        found = np.zeros(self.size, np.float32)
        rarest = math.log(1 + (self.size + 0.5) / 0.5)
        asked = unknown = 0.0
        for term in dict.fromkeys(query):
            at = self.terms.get(term)
            if at is None:
                unknown += rarest
                continue
            held = self.documents[self.starts[at] : self.starts[at + 1]]
            scores[held] += self.weights[self.starts[at] : self.starts[at + 1]]
            found[held] += self.idf[at]
            asked += float(self.idf[at])
        return Matches(scores, found, asked + unknown, unknown)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save; the terms are saved beside them, in order."""
        return {"starts": self.starts, "documents": self.documents, "weights": self.weights, "idf": self.idf}


def build_lexical(counts: Sequence[Counter[str]]) -> Lexical:
    """Postings of documents given as term counts."""
    size = len(counts)
    lengths = np.array([count.total() for count in counts], np.float64)
    norm = K1 * (1 - B + B * lengths / lengths.mean()) if size else lengths
    holders: dict[str, list[int]] = {}
    for number, count in enumerate(counts):
        for term in count:
            holders.setdefault(term, []).append(number)
    names = sorted(holders)
    starts = np.zeros(len(names) + 1, np.int32)
    idf = np.zeros(len(names), np.float32)
    documents: list[int] = []
    weights: list[float] = []
    for at, term in enumerate(names):
        held = holders[term]
        idf[at] = math.log(1 + (size - len(held) + 0.5) / (len(held) + 0.5))
        documents += held
        weights += [idf[at] * counts[n][term] * (K1 + 1) / (counts[n][term] + norm[n]) for n in held]
        starts[at + 1] = len(documents)
    return Lexical(
        {term: at for at, term in enumerate(names)},
        starts,
        np.array(documents, np.int32),
        np.array(weights, np.float32),
        idf,
        size,
    )


def lexical_from(terms: Sequence[str], arrays: dict[str, npt.NDArray[Any]], size: int) -> Lexical:
    """Postings from what was saved."""
    numbered = {term: at for at, term in enumerate(terms)}
    return Lexical(numbered, arrays["starts"], arrays["documents"], arrays["weights"], arrays["idf"], size)
