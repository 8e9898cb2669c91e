"""Questions that no entry answers, kept as data. A question that is nearer to them than to the entries' lines, as a
whole or by its words, has most likely no answer here either."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.adapters.index.analysis import Analyzer
from service.adapters.index.build import Built
from service.adapters.index.likelihood import traits
from service.adapters.knowledge import read_toml
from service.domain.facts import LANGUAGES
from service.errors import BadKnowledge

SMOOTH = 0.5
"""Added to each count of lines."""


def read_unanswered(path: Path) -> tuple[str, ...]:
    """The questions of a file with one list for each language. Raises BadKnowledge with file and reason."""
    data = read_toml(path)
    for language in LANGUAGES:
        questions = data.get(language)
        if not isinstance(questions, list) or not all(isinstance(text, str) and text.strip() for text in questions):
            raise BadKnowledge(f"{path.name}: {language} must be a list of questions.")
    return tuple(text for language in LANGUAGES for text in data[language])


@dataclass(frozen=True, slots=True)
class Apart:
    """How a question compares with those that have no answer.

    likeness   Dice's coefficient with the nearest of them, 0 to 1, terms weighted as in `lines`
    odds       sum of the traits' log odds of standing in an entry's line rather than in one of them, over the root of
               how many are known (a naive Bayes score: Maron, "Automatic Indexing", 1961); above 0 speaks for an answer
    unseen     share of the terms that stand in neither
    """

    likeness: float = 0.0
    odds: float = 0.0
    unseen: float = 0.0


class Unanswered:
    """The questions by their terms, weighted as the index weighs them; a term of no entry is as rare as can be."""

    def __init__(self, questions: Sequence[str], analyzer: Analyzer, built: Built) -> None:
        self._lexical = built.lexical
        self._holders: dict[str, list[int]] = {}
        self._weights: list[float] = []
        self._traits: Counter[str] = Counter()
        for number, question in enumerate(questions):
            folded = analyzer.fold(question)
            terms = tuple(dict.fromkeys(analyzer.tokens(folded, built.words)))
            self._traits.update(set(traits(folded, terms)))
            self._weights.append(sum(map(built.lexical.idf_of, terms)))
            for term in terms:
                self._holders.setdefault(term, []).append(number)
        self._answered = built.likelihood
        self._even = math.log((len(questions) + 2 * SMOOTH) / (len(built.lines.weights) + 2 * SMOOTH))

    def compare(self, folded: str, tokens: Sequence[str]) -> Apart:
        """The comparison for a folded question and its tokens; nothing for or against where no questions are kept."""
        if not self._weights:
            return Apart()
        shared: dict[int, float] = {}
        total = unseen = 0.0
        for term in tokens:
            weight, apart = self._lexical.idf_of(term), self._holders.get(term, ())
            total += weight
            unseen += not apart and term not in self._lexical.terms
            for number in apart:
                shared[number] = shared.get(number, 0.0) + weight
        likeness = max((2 * found / (total + self._weights[at]) for at, found in shared.items()), default=0.0)
        return Apart(likeness, self._odds(traits(folded, tokens)), unseen / max(1, len(tokens)))

    def _odds(self, question: Iterable[str]) -> float:
        odds = 0.0
        known = 0
        for trait in dict.fromkeys(question):
            at = self._answered.terms.get(trait)
            answered, apart = int(self._answered.holding[at]) if at is not None else 0, self._traits[trait]
            if answered or apart:
                known += 1
                odds += math.log((answered + SMOOTH) / (apart + SMOOTH)) + self._even
        return odds / math.sqrt(max(1, known))
