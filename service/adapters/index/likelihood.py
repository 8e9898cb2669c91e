"""How likely an entry's lines make a question: a unigram model of each entry, smoothed by that of all of them.

Formula: query likelihood with Dirichlet smoothing (Zhai and Lafferty, "A Study of Smoothing Methods for Language
Models", 2001), as log odds against the model of all entries. What is counted is in how many lines a trait stands; the
traits are words and concepts, Chinese characters and their pairs, pairs of English words, and letter fragments, so
that a word of another form, or a slip, still counts for something.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.documents import Document
from service.adapters.index.lexical import Floats, Ints

SMOOTH = 60.0
"""Weight of the model of all entries, as counts; 20 to 60 differ little."""
FRAGMENT = 4
"""Letters of a fragment, a word's edges counted as letters."""
WORDS_KEPT = 20_000
"""Words whose fragments are remembered: an index holds the same words over and over."""

_HAN = re.compile(r"[㐀-鿿]+")
_LETTERS = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Postings: the entries `documents[starts[t]:starts[t + 1]]` gain `weights` of the same slice by trait t; every
    trait of the question costs each entry `costs`, more for one that says more. `holding` says in how many of the short
    lines each trait is."""

    terms: dict[str, int]
    starts: Ints
    documents: Ints
    weights: Floats
    costs: Floats
    holding: Ints

    def scores(self, folded: str, tokens: Iterable[str]) -> Floats:
        """Log odds of a folded question and its tokens for each entry; traits that no entry has are left out."""
        scores = np.zeros(len(self.costs), np.float32)
        known = 0
        for trait in dict.fromkeys(traits(folded, tokens)):
            at = self.terms.get(trait)
            if at is None:
                continue
            known += 1
            begin, end = self.starts[at], self.starts[at + 1]
            scores[self.documents[begin:end]] += self.weights[begin:end]
        return np.asarray(scores - known * self.costs, np.float32)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays to save; the traits are saved beside them, in order."""
        return {
            "likely_starts": self.starts, "likely_documents": self.documents,
            "likely_weights": self.weights, "likely_costs": self.costs, "likely_holding": self.holding,
        }  # fmt: skip


def traits(folded: str, tokens: Iterable[str]) -> Iterator[str]:
    """All that is counted of a folded text with its tokens; repeats kept."""
    held = list(tokens)
    yield from held
    for run in _HAN.findall(folded):
        yield from ["'" + char for char in run]
        yield from [f"_{one}{other}" for one, other in pairwise(run)]
    for word in _LETTERS.findall(folded):
        yield from _fragments(word)
    yield from [f"{one}|{other}" for one, other in pairwise(token for token in held if token.isascii())]


@lru_cache(WORDS_KEPT)
def _fragments(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(f"~{edged[at : at + FRAGMENT]}" for at in range(len(edged) - FRAGMENT + 1))


def build_likelihood(documents: Sequence[Document]) -> Likelihood:
    """The models of the documents."""
    holders: dict[str, list[int]] = {}
    counts: dict[str, list[int]] = {}
    long: Counter[str] = Counter()
    sums = np.zeros(len(documents))
    for number, document in enumerate(documents):
        counted: Counter[str] = Counter()
        for line in document.lines:
            found = set(traits(line.folded, line.tokens))
            counted.update(found)
            if not line.short:
                long.update(found)
        sums[number] = counted.total()
        for trait, count in counted.items():
            holders.setdefault(trait, []).append(number)
            counts.setdefault(trait, []).append(count)
    names = sorted(holders)
    sizes = np.array([len(holders[name]) for name in names], np.intp)
    each = np.array([count for name in names for count in counts[name]], np.float64)
    used = np.array([sum(counts[name]) for name in names], np.float64)
    starts = np.zeros(len(names) + 1, np.int32)
    starts[1:] = np.cumsum(sizes)
    return Likelihood(
        {name: at for at, name in enumerate(names)},
        starts,
        np.array([number for name in names for number in holders[name]], np.int32),
        np.log1p(each * max(1.0, float(sums.sum())) / (SMOOTH * np.repeat(used, sizes))).astype(np.float32),
        np.log1p(sums / SMOOTH).astype(np.float32),
        np.array([used[at] - long[name] for at, name in enumerate(names)], np.int32),
    )


def likelihood_from(names: Sequence[str], arrays: dict[str, npt.NDArray[Any]]) -> Likelihood:
    """The models from what was saved."""
    return Likelihood(
        {name: at for at, name in enumerate(names)},
        arrays["likely_starts"],
        arrays["likely_documents"],
        arrays["likely_weights"],
        arrays["likely_costs"],
        arrays["likely_holding"],
    )
