"""From text to what is counted: folded, then words, numbers, bands of training rows and the glossary's concepts."""

from collections.abc import Container

from service.adapters.index.config import IndexConfig
from service.adapters.index.fold import Folder
from service.adapters.index.glossary import Glossary
from service.adapters.index.numbers import row_bands
from service.adapters.index.spelling import words_in
from service.adapters.index.tokens import tokens


class Analyzer:
    """Reads texts of entries and questions in the same way."""

    def __init__(self, config: IndexConfig) -> None:
        self._folder = Folder(config.simplified)
        concepts = {name: tuple(self.fold(term) for term in terms) for name, terms in config.glossary.items()}
        self._glossary = Glossary(concepts)
        self.glossary_words = frozenset(words_in(term for terms in concepts.values() for term in terms))

    def fold(self, text: str) -> str:
        """The text as it is compared."""
        return self._folder.fold(text)

    def known(self, folded: str, words: Container[str]) -> bool:
        """Whether every longer English word of a folded text is one of `words` or of the glossary."""
        return all(word in words or word in self.glossary_words for word in words_in([folded]))

    def tokens(self, folded: str, words: frozenset[str]) -> list[str]:
        """Everything counted in a folded text: `words` are the Chinese words known beside the bigrams.

        A glossary term gives its concepts in place of its own words, so that all words for a thing count as one.
        """
        spans: list[tuple[int, int]] = []
        concepts: list[str] = []
        for start, end, names in self._glossary.find(folded):
            if " " in folded[start:end] or "-" in folded[start:end] or folded[start] > "z":
                spans.append((start, end))
            concepts += [f"={name}" for name in names]
        found = tokens(folded, words, spans)
        return [*found, *concepts, *(f"#{band}" for band in row_bands(folded))]
