"""Evidence: entries of the knowledge base, passages found for a question, and citations that quote them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from service.domain.facts import Language


class Status(StrEnum):
    """What kind of knowledge an entry is."""

    GUIDE = "guide"
    EVIDENCE = "evidence"
    CORRECTION = "correction"


class Confidence(StrEnum):
    """How sure the knowledge base is of an entry."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    RECALLED = "recalled"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class EntrySource:
    """Where an entry comes from: a title, a reference such as a paper id, and an address where one is certain."""

    title: str
    ref: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class EntryText:
    """One language of an entry. `questions` are examples in good wording, `asked` more of them as people put them."""

    title: str
    text: str
    aliases: tuple[str, ...]
    questions: tuple[str, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the knowledge base. `rules` are written `policy:rule`, e.g. `guide:G3`."""

    id: str
    status: Status
    confidence: Confidence
    reviewed: date
    topic: str
    rules: tuple[str, ...]
    related: tuple[str, ...]
    sources: tuple[EntrySource, ...]
    texts: Mapping[Language, EntryText]


Entries = Mapping[str, Entry]
"""Every entry by id."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry found for a question, in the asker's language; `score` only orders passages of one search."""

    entry: str
    title: str
    text: str
    score: float
    status: Status
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference: `quote` stands in the entry's text letter for letter."""

    marker: int
    entry: str
    title: str
    quote: str
    url: str | None = None


def citation_as_json(citation: Citation) -> dict[str, Any]:
    """A member of `citations`."""
    return {
        "marker": citation.marker,
        "entry": citation.entry,
        "title": citation.title,
        "quote": citation.quote,
        "url": citation.url,
    }


def passage_as_json(passage: Passage) -> dict[str, Any]:
    """A result of a search."""
    return {
        "entry": passage.entry,
        "title": passage.title,
        "text": passage.text,
        "score": round(passage.score, 6),
        "status": passage.status.value,
        "url": passage.url,
    }
