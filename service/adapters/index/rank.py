"""From a question to an order of entries: three scores fused, and whether the best is relevant at all.

The scores: BM25 over all words, the cosine of the vectors, and the nearest single line. They are fused as a convex
combination of scores brought to one scale (Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", 2023),
which ordered the tuning questions better than reciprocal ranks (Cormack et al. 2009) did; see tests/bench/LOG.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.adapters.index.build import Built
from service.adapters.index.glossary import CORE
from service.adapters.index.lexical import Floats, Matches

WORDS, VECTORS, LINES = 1.0, 1.0, 0.5
"""Weights of the three scores."""
VERBATIM = 2.0
"""Times that a line counts more when it is the question word for word, rising from a likeness of 3/4."""
RELEVANT = 0.75
"""Least weight of evidence for an entry to be worth showing."""
PLAIN = 0.3
"""Least sum of words held and likeness, where there is no glossary to tell topics by."""
NAME = 8
"""Most entries that use an English word or a figure which counts as a name, and so as a topic."""
NEARBY = 64
"""Entries whose lines are read, the best by the other two scores."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best entry and against it: the share of the question's words that it holds, weighted by
    rarity, and the likeness of its nearest line, 0 to 1; how many of its terms are topics of entries; how many are
    topics of none; how many of its English words and figures no entry holds; how many are of the glossary's core;
    and how many terms it has. `glossary` tells whether the index knows
    concepts at all: without them topics cannot be told."""

    covered: float
    line: float
    topics: int
    foreign: int
    unknown: int
    core: int
    terms: int
    glossary: bool

    @property
    def relevant(self) -> bool:
        """Whether the entry is worth showing: a logistic regression over the evidence, fitted on the entries' example
        questions, each held out of the index that it was asked of, and on questions that have no answer here."""
        if not self.glossary:
            return self.covered + self.line >= PLAIN
        held = 2.7 * self.covered + 1.5 * self.line
        named = 0.5 * min(self.topics, 4) + 1.25 * min(self.core, 3)
        strange = (8.7 * self.foreign + 3.9 * self.unknown) / max(1, self.terms)
        return held + named - strange > RELEVANT


@dataclass(frozen=True, slots=True)
class Ranking:
    """A score for each entry, and the evidence for the best of those allowed."""

    scores: Floats
    evidence: Evidence


def rank(
    built: Built,
    tokens: Sequence[str],
    dense: Floats | None,
    lacking: npt.NDArray[np.bool_],
    allowed: npt.NDArray[np.bool_],
) -> Ranking:
    """Ranks the allowed entries, of which there is at least one.

    `lacking` marks entries that have no text in the asker's language: their words cannot be met by the question's, so
    that they are ranked by the terms that both languages share.
    """
    matches = built.lexical.match(tokens)
    total = WORDS * scaled(matches.scores)
    weight = WORDS
    if dense is not None:
        total = total + VECTORS * scaled(dense)
        weight += VECTORS
    across = None
    if lacking.any():
        across = scaled(built.common.match(token for token in tokens if token in built.common.terms).scores)
        total = np.where(lacking, weight * across, total)
    total = np.where(allowed, total, -1).astype(np.float32)
    best = leaders(total, min(NEARBY, int(allowed.sum())))
    lines = built.lines.nearest(tokens, built.lexical, best)
    likeness = lines / max(float(lines.max()), 1e-9) + VERBATIM * np.clip(4 * lines - 3, 0, 1)
    total[best] += LINES * (likeness if across is None else np.where(lacking[best], across[best], likeness))
    first = int(np.argmax(total))
    line = float(lines[list(best).index(first)])
    return Ranking(total, _evidence(built, tokens, matches, first, line))


def _evidence(built: Built, terms: Sequence[str], matches: Matches, best: int, line: float) -> Evidence:
    topics = foreign = unknown = core = 0
    for term in terms:
        at = built.lexical.terms.get(term, -1)
        if term.startswith("="):
            topics += bool(built.lines.named[at])
            foreign += not built.lines.named[at]
            core += term.startswith(f"={CORE}: ")
        elif term[0].isascii() and term[0].isalnum():
            unknown += at < 0
            topics += bool(built.lines.named[at]) and built.lexical.starts[at + 1] - built.lexical.starts[at] <= NAME
    covered = float(matches.found[best]) / matches.asked if matches.asked else 0.0
    return Evidence(covered, line, topics, foreign, unknown, core, len(terms), built.glossary)


def leaders(scores: Floats, count: int) -> npt.NDArray[np.intp]:
    """Places of the `count` best scores, best first, equal ones in their order; count is at least 1."""
    if count < len(scores):
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:count]


def scaled(scores: Floats) -> Floats:
    """Scores as shares of the best one's lead over the middle one; what lies below the middle is 0."""
    if not len(scores):
        return scores
    middle = np.median(scores)
    lead = float(scores.max() - middle)
    return np.clip((scores - middle) / lead, 0, None) if lead > 0 else np.zeros_like(scores)
