"""A question as the index reads it: folded, slips of spelling mended, cut into tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.adapters.index.analysis import Analyzer
from service.adapters.index.build import Built
from service.adapters.index.spelling import Speller
from service.adapters.index.unanswered import Unanswered

QUERY_MAX = 4_000
"""Characters of a question that are read."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question's folded text, and its tokens without repeats, in order."""

    folded: str
    tokens: tuple[str, ...]


class Reader:
    """Reads questions against one index."""

    def __init__(self, analyzer: Analyzer, built: Built, unanswered: Sequence[str]) -> None:
        """`unanswered` are questions that no entry answers."""
        self._analyzer = analyzer
        self._built = built
        self._questions = unanswered

    def read(self, text: str) -> Query:
        """The question, as far as it is read."""
        folded = self._analyzer.fold(text[:QUERY_MAX])
        if not self._analyzer.known(folded, self._built.spelling):
            folded = self._speller.corrected(folded)
        return Query(folded, tuple(dict.fromkeys(self._analyzer.tokens(folded, self._built.words))))

    @cached_property
    def unanswered(self) -> Unanswered:
        """The questions without an answer, as this index reads them."""
        return Unanswered(self._questions, self._analyzer, self._built)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(dict.fromkeys(self._analyzer.glossary_words, 1) | dict(self._built.spelling))
