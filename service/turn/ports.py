"""The ports: what a turn needs of the world, as protocols. Adapters fit them structurally."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

from service.domain.answer import Suggestion, Writer
from service.domain.brief import Phrasing
from service.domain.evidence import Passage, Status
from service.domain.facts import Language
from service.domain.records import StoredTurn


class Retriever(Protocol):
    """Finds passages in the knowledge base."""

    def search(
        self,
        query: str,
        *,
        language: Language,
        top: int = 8,
        status: Status | None = None,
        rules: Sequence[str] = (),
    ) -> Sequence[Passage]:
        """Passages for `query`, best first, texts in `language`; empty when nothing relevant is known.

        `rules` (written `policy:rule`) keeps only entries that support one of them.
        """

    def passages(self, entries: Sequence[str], *, language: Language) -> Sequence[Passage]:
        """The named entries as passages, in the order given; unknown ids are left out."""


class Phraser(Protocol):
    """A model that phrases free spans. What it writes is untrusted text."""

    @property
    def writer(self) -> Writer:
        """Whose phrasing it is."""

    def ready(self) -> bool:
        """Whether it can be asked now; when not, the composer writes."""

    def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        """Pieces of text for the span. Raises Unavailable when the model is gone; stops when closed."""


class Suggester(Protocol):
    """A model that proposes facts which the reader missed. What it proposes is untrusted."""

    async def suggest(self, message: str, known: Sequence[str], language: Language) -> Sequence[Suggestion]:
        """Proposals, unchecked; the turn drops what is not in the vocabulary or has no verbatim quote."""


class Store(Protocol):
    """Keeps conversations, answers and receipts; everything belongs to an owner."""

    def begin(self, owner: str, conversation_id: str, turn: StoredTurn) -> None:
        """Stores a turn before it is acknowledged; the first turn creates the conversation."""

    def finish(self, owner: str, answer: Mapping[str, Any], receipts: Mapping[str, Mapping[str, Any]]) -> None:
        """Stores the finished answer and the receipts of its decisions, by id."""

    def turns(self, owner: str, conversation_id: str) -> Sequence[StoredTurn] | None:
        """The conversation's turns in order, or None when there is no such conversation."""
