"""BM25 over entries: postings with the weights worked out in advance, so that a query only adds them up.

Formula: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
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


@dataclass(frozen=True, slots=True)
class Tuning:
    """`k1` saturates a term's frequency; `b` is the share of the length normalisation."""

    k1: float
    b: float


WORDS = Tuning(10.0, 0.5)
"""All terms: an entry repeats its matter in title, aliases, questions and text of two languages, so k1 is high."""
COMMON = Tuning(5.0, 1.0)
"""Terms common to both languages: entries with one language and with two must compare, so length counts in full."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What a query matched: BM25 and the summed idf of the query's terms found, per document; `asked` is the idf of
    all its terms, unknown ones counted as rare as a term can be."""

    scores: Floats
    found: Floats
    asked: float


@dataclass(frozen=True, slots=True)
class Lexical:
    """Postings: the documents `documents[starts[t]:starts[t + 1]]` hold term t with `weights` of the same slice."""

    terms: dict[str, int]
    starts: Ints
    documents: Ints
    weights: Floats
    idf: Floats
    size: int

    @property
    def rarest(self) -> float:
        """The idf of a term that no document holds."""
        return math.log(1 + (self.size + 0.5) / 0.5)

    def idf_of(self, term: str) -> float:
        """The idf of any term."""
        at = self.terms.get(term)
        return self.rarest if at is None else float(self.idf[at])

    def match(self, query: Iterable[str]) -> Matches:
        """Adds up the postings of the query's terms; a term that is repeated counts once."""
        scores = np.zeros(self.size, np.float32)
        found = np.zeros(self.size, np.float32)
        asked = 0.0
        for term in dict.fromkeys(query):
            at = self.terms.get(term)
            if at is None:
                asked += self.rarest
                continue
            held = self.documents[self.starts[at] : self.starts[at + 1]]
            scores[held] += self.weights[self.starts[at] : self.starts[at + 1]]
            found[held] += self.idf[at]
            asked += float(self.idf[at])
        return Matches(scores, found, asked)

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save, under `name`; the terms are saved beside them, in order."""
        return {
            f"{name}_starts": self.starts, f"{name}_documents": self.documents,
            f"{name}_weights": self.weights, f"{name}_idf": self.idf,
        }  # fmt: skip


def build_lexical(counts: Sequence[Counter[str]], tuning: Tuning) -> Lexical:
    """Postings of documents given as term counts."""
    size = len(counts)
    lengths = np.array([max(1, count.total()) for count in counts], np.float64)
    norm = tuning.k1 * (1 - tuning.b + tuning.b * lengths / lengths.mean()) if size else lengths
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
        weights += [idf[at] * counts[n][term] * (tuning.k1 + 1) / (counts[n][term] + norm[n]) for n in held]
        starts[at + 1] = len(documents)
    numbered = {term: at for at, term in enumerate(names)}
    return Lexical(numbered, starts, np.array(documents, np.int32), np.array(weights, np.float32), idf, size)


def lexical_from(name: str, terms: Sequence[str], arrays: dict[str, npt.NDArray[Any]], size: int) -> Lexical:
    """Postings from what was saved under `name`."""
    numbered = {term: at for at, term in enumerate(terms)}
    starts, documents = arrays[f"{name}_starts"], arrays[f"{name}_documents"]
    return Lexical(numbered, starts, documents, arrays[f"{name}_weights"], arrays[f"{name}_idf"], size)
