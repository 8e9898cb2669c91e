"""From a question to an order of entries: three scores fused, and whether the best is relevant at all.

The scores: how likely an entry's lines make the question, the cosine of the vectors, and the nearest single line;
between languages BM25 over the terms that both share. They are fused as a convex
combination of scores brought to one scale (Bruch et al., "An Analysis of Fusion Functions for Hybrid Retrieval", 2023),
which ordered the tuning questions better than reciprocal ranks (Cormack et al. 2009) did; see tests/bench/LOG.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from service.adapters.index.build import Built
from service.adapters.index.glossary import CORE
from service.adapters.index.lexical import Floats, Matches
from service.adapters.index.reading import Query
from service.adapters.index.unanswered import Apart

LIKELY, VECTORS, LINES = 2.5, 2.0, 0.4
"""Weights of the three scores, tuned with the built-in vectors."""
OTHER_VECTORS = 1.0
"""Weight of vectors of an embedder from elsewhere, about which nothing is known."""
NEIGHBOUR = 0.48
"""Share of its best neighbour's score, squared as a share of the best score of all, that an entry is given besides its
own: below a half, so that of two neighbours the better one stays ahead."""
WITH_VECTORS = (-1.56, -1.23, 0.93, -0.02, 0.26, -6.08, -4.38, 0.1, 3.48)
WITHOUT_VECTORS = (-0.03, -1.21, 0.94, 0.13, 0.32, -6.38, -4.47, 0.12)
"""Weights of the evidence: a constant, then in the order of `parts`; without vectors the last is left out."""
SAME = 0.9
"""Likeness from which a line is held to be the question itself."""
VERBATIM = 4.0
"""Times that a line counts more when it is the question word for word, rising from a likeness of 3/4."""
PLAIN = 0.3
"""Least sum of words held and likeness, where there is no glossary to tell topics by."""
AHEAD = 10
"""Places between the most likely entry and the one that it is compared with."""
UNTOLD = 25.0
"""Least lead where entries lack the asker's language."""
NEARBY = 64
"""Entries whose lines are read, the best by the other two scores."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer being here, and against it.

    covered    share of the question's terms that the best entry holds, weighted by rarity
    line       likeness of the nearest line of any entry, 0 to 1
    apart      how the question compares with those that have no answer, see unanswered.py
    lead       how much more likely the most likely entry makes the question than the one `AHEAD` places behind it, over
               the root of the number of terms: an answer stands out, chance does not
    near       cosine with the nearest entry in the built-in space; None where there is none
    core       how many of its terms are of the glossary's core
    foreign    how many are concepts that stand in no line of any entry
    unknown    how many of its English words and figures no entry holds
    terms      how many terms it has
    glossary   whether the index knows concepts at all: without them topics cannot be told
    """

    covered: float
    line: float
    apart: Apart
    lead: float
    near: float | None
    core: int
    foreign: int
    unknown: int
    terms: int
    glossary: bool

    @property
    def relevant(self) -> bool:
        """Whether there is anything worth showing: a logistic regression over the evidence, fitted by
        `python -m tests.eval.fit_gate` on questions with an answer here and on others."""
        if not self.terms or self.line > max(SAME, self.apart.likeness):
            return self.terms > 0
        if not self.glossary:
            return self.covered + self.line >= PLAIN
        weights, parts = (WITHOUT_VECTORS, self.parts[:-1]) if self.near is None else (WITH_VECTORS, self.parts)
        return weights[0] + sum(weight * part for weight, part in zip(weights[1:], parts, strict=True)) > 0

    @property
    def parts(self) -> tuple[float, ...]:
        """The evidence as the regression reads it; counts by the question's length, the last part is `near`."""
        share = 1 / max(1, self.terms)
        return (
            self.apart.likeness, self.apart.odds, self.apart.unseen,
            min(self.core, 3), self.foreign * share, self.unknown * share, self.lead, self.near or 0.0,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranking:
    """A score for each entry, and the evidence for the best of those allowed."""

    scores: Floats
    evidence: Evidence


def rank(
    built: Built,
    query: Query,
    dense: Floats | None,
    lacking: npt.NDArray[np.bool_],
    allowed: npt.NDArray[np.bool_],
    apart: Apart,
) -> Ranking:
    """Ranks the allowed entries, of which there is at least one.

    `lacking` marks entries that have no text in the asker's language: their words cannot be met by the question's, so
    that they are ranked by the terms that both languages share.
    """
    tokens = query.tokens
    matches = built.lexical.match(tokens)
    likely = built.likelihood.scores(query.folded, tokens)
    total = LIKELY * scaled(likely)
    weight = LIKELY
    if dense is not None:
        vectors = VECTORS if built.latent is not None else OTHER_VECTORS
        total = total + vectors * scaled(dense)
        weight += vectors
    across = None
    if lacking.any():
        shared = built.common.match(token for token in tokens if token in built.common.terms)
        across = scaled(shared.scores)
        total = np.where(lacking, weight * across, total)
        matches = _joined(matches, shared, lacking)
    total = np.where(allowed, total, -1).astype(np.float32)
    best = leaders(total, min(NEARBY, int(allowed.sum())))
    lines = built.lines.nearest(tokens, built.lexical, best)
    likeness = lines / max(float(lines.max()), 1e-9) + VERBATIM * np.clip(4 * lines - 3, 0, 1)
    total[best] += LINES * (likeness if across is None else np.where(lacking[best], across[best], likeness))
    total += np.where(allowed, NEIGHBOUR * built.links.best(sharpened(total)), 0).astype(np.float32)
    near = float(dense.max()) if dense is not None and built.latent is not None else None
    evidence = _evidence(built, tokens, matches, int(np.argmax(total)))
    lead = _lead(likely) / max(1, len(tokens)) ** 0.5
    if across is not None:  # lines in another language cannot make the question, so what they do not make says little
        lead, apart = max(lead, UNTOLD), replace(apart, odds=max(apart.odds, 0.0))
    return Ranking(total, replace(evidence, line=float(lines.max()), apart=apart, lead=lead, near=near))


def sharpened(scores: Floats) -> Floats:
    """Squares of scores, brought back to the size of the best one: only what stands near the best has a say."""
    above = np.clip(scores, 0, None)
    return np.asarray(above**2 / max(float(above.max()), 1e-9), np.float32)


def _lead(scores: Floats) -> float:
    """How far the best is ahead of the one some places behind it, or of the last."""
    best = leaders(scores, AHEAD + 1)
    return float(scores[best[0]] - scores[best[-1]])


def _joined(words: Matches, shared: Matches, lacking: npt.NDArray[np.bool_]) -> Matches:
    """What was found, entries of the other language measured by the terms that both languages share."""
    share = shared.found * (words.asked / shared.asked if shared.asked else 0.0)
    return Matches(words.scores, np.where(lacking, share, words.found).astype(np.float32), words.asked)


def _evidence(built: Built, terms: Sequence[str], matches: Matches, best: int) -> Evidence:
    """What the terms tell by themselves."""
    foreign = unknown = core = 0
    for term in terms:
        if term.startswith("="):
            foreign += not built.lines.holding[built.lexical.terms.get(term, -1)]
            core += term.startswith(f"={CORE}: ")
        elif term[0].isascii() and term[0].isalnum():
            unknown += term not in built.lexical.terms
    covered = float(matches.found[best]) / matches.asked if matches.asked else 0.0
    return Evidence(covered, 0.0, Apart(), 0.0, None, core, foreign, unknown, len(terms), built.glossary)


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
