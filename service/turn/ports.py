"""The ports: what a turn needs of the world, as protocols. Adapters fit them structurally."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
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

    def answer(self, owner: str, answer_id: str) -> tuple[str, StoredTurn]:
        """The conversation's id and the turn of an answer. Raises NotFound."""

    def unfinished(self) -> Sequence[tuple[str, str, StoredTurn]]:
        """Turns without an answer, left by a service that was killed: owner, conversation id, turn."""

    def keep_receipt(self, owner: str, receipt: str, body: Mapping[str, Any]) -> None:
        """Stores one receipt, once."""

    def receipt(self, owner: str, receipt: str) -> Mapping[str, Any]:
        """The body of a receipt. Raises NotFound."""

    def receipts(self) -> Iterable[Mapping[str, Any]]:
        """Every stored receipt, oldest first."""

    def conversations(self, owner: str) -> Sequence[Mapping[str, Any]]:
        """The owner's conversations, newest first: id, title, created, updated (seconds since 1970)."""

    def delete(self, owner: str, conversation_id: str) -> None:
        """Deletes a conversation with its turns and their feedback. Raises NotFound."""

    def rate(self, owner: str, answer_id: str, thumb: str, reason: str | None, comment: str | None) -> None:
        """Keeps feedback on an answer; a second one replaces the first. Raises NotFound."""

    def take_event(self, event_id: str) -> bool:
        """True the first time an outside event is seen, False ever after."""

    def check(self) -> None:
        """Raises Unavailable when nothing can be stored."""
