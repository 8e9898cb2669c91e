"""Entries as documents: the text of each field, folded and cut into tokens, with the field's weight."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.adapters.index.fold import Folder
from service.adapters.index.tokens import han_words, tokens
from service.domain.evidence import Entry, EntryText

FIELD_WEIGHTS = {"title": 2.0, "aliases": 2.0, "questions": 2.0, "text": 1.0}
"""How often a field's words are counted, tuned on entries' own questions held out one fold at a time."""


@dataclass(frozen=True, slots=True)
class Document:
    """One entry, folded: (field, text) pairs of every language it has."""

    entry: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents in entry order, and the Chinese words that their titles and aliases are made of."""

    documents: tuple[Document, ...]
    words: frozenset[str]


def corpus(entries: Sequence[Entry], folder: Folder) -> Corpus:
    """The entries as documents, in the order given."""
    documents = tuple(
        Document(entry.id, tuple((name, folder.fold(text)) for name, text in _fields(entry))) for entry in entries
    )
    names = (text for document in documents for name, text in document.fields if name in {"title", "aliases"})
    return Corpus(documents, han_words(names))


def counts(document: Document, words: frozenset[str]) -> Counter[str]:
    """Tokens of the document with how often they count, by the weight of the field."""
    counted: Counter[str] = Counter()
    for name, text in document.fields:
        weight = int(FIELD_WEIGHTS[name])
        for token in tokens(text, words):
            counted[token] += weight
    return counted


def passages_of(entry: Entry) -> Iterator[str]:
    """The texts of an entry that a sentence embedder embeds: per language title with text, and each question."""
    for language in sorted(entry.texts):
        text = entry.texts[language]
        yield f"{text.title}\n{text.text}"
        yield from text.questions


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    for language in sorted(entry.texts):
        yield from _of_language(entry.texts[language])


def _of_language(text: EntryText) -> Iterator[tuple[str, str]]:
    yield "title", text.title
    for alias in text.aliases:
        yield "aliases", alias
    for question in text.questions:
        yield "questions", question
    yield "text", text.text
