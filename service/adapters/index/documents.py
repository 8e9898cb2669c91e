"""Entries as documents: every text of an entry, folded and cut into tokens, by language and field."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.adapters.index.analysis import Analyzer
from service.adapters.index.tokens import han_words
from service.domain.evidence import Entry

SHARED = 2
"""A term is common to both languages when at most so many times as many entries use it in one as in the other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One folded text of an entry: its title, an alias, a question (short lines), or the text itself."""

    language: str
    short: bool
    folded: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One entry as lines, every language that it has."""

    entry: str
    lines: tuple[Line, ...]

    def counts(self) -> Counter[str]:
        """How often each token stands in the entry."""
        return Counter(token for line in self.lines for token in line.tokens)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents in entry order, and the Chinese words that their titles and aliases are made of."""

    documents: tuple[Document, ...]
    words: frozenset[str]


def corpus(entries: Sequence[Entry], analyzer: Analyzer) -> Corpus:
    """The entries as documents, in the order given."""
    folded = [[(*kind, analyzer.fold(text)) for kind, text in _texts(entry)] for entry in entries]
    words = han_words(text for lines in folded for _, name, text in lines if name in {"title", "alias"})
    documents = tuple(
        Document(
            entry.id,
            tuple(
                Line(language, name != "text", text, tuple(analyzer.tokens(text, words)))
                for language, name, text in lines
            ),
        )
        for entry, lines in zip(entries, folded, strict=True)
    )
    return Corpus(documents, words)


def shared_terms(documents: Sequence[Document]) -> frozenset[str]:
    """Terms that the languages have in common: concepts, names, figures. By them an entry is found across languages."""
    used: dict[str, Counter[str]] = {}
    for document in documents:
        by_language: dict[str, set[str]] = {}
        for line in document.lines:
            by_language.setdefault(line.language, set()).update(line.tokens)
        for language, terms in by_language.items():
            used.setdefault(language, Counter()).update(terms)
    return frozenset(
        term
        for term in set().union(*used.values())
        if term.startswith(("=", "#")) or _alike([terms[term] for terms in used.values()])
    )


def _alike(counts: Sequence[int]) -> bool:
    return len(counts) > 1 and max(counts) <= SHARED * min(counts)


def passages_of(entry: Entry) -> Iterator[str]:
    """The texts of an entry that a sentence embedder embeds: per language title with text, and each question."""
    for language in sorted(entry.texts):
        text = entry.texts[language]
        yield f"{text.title}\n{text.text}"
        yield from (*text.questions, *text.asked)


def _texts(entry: Entry) -> Iterator[tuple[tuple[str, str], str]]:
    for language in sorted(entry.texts):
        text = entry.texts[language]
        yield (language, "title"), text.title
        yield from (((language, "alias"), alias) for alias in text.aliases)
        yield from (((language, "question"), question) for question in (*text.questions, *text.asked))
        yield (language, "text"), text.text
