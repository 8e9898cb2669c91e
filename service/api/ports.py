"""What the doors call: the assistant and its desk, as protocols. The classes of `turn` fit them structurally.

Everything that comes back is ready for JSON. Methods that are not `async` may block: call them in a thread.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from service.domain.facts import Language
from service.turn.eventlog import EventLog
from service.turn.request import Request

Json = Mapping[str, Any]


class Desk(Protocol):
    """Takes questions and hands out the event logs of their answers."""

    async def ask(self, request: Request) -> EventLog:
        """Stores and starts a turn. Raises BadInput and NotFound."""

    def log(self, owner: str, answer_id: str) -> EventLog | None:
        """The log of an answer of this owner, where this process still holds it."""

    async def stored(self, owner: str, answer_id: str) -> Json | None:
        """The stored answer, or None while it is being written. Raises NotFound."""

    async def cancel(self, owner: str, answer_id: str) -> None:
        """Stops an answer's generation. Raises NotFound and Conflict."""

    async def close(self) -> None:
        """Ends every turn at once; what was said is stored."""


class Assistant(Protocol):
    """Every ability that the doors offer."""

    @property
    def desk(self) -> Desk:
        """Where turns are asked."""

    def decide(self, owner: str, facts: Json, policy: str | None, language: Language) -> Json:
        """A `Decision`; its receipt is kept for the owner."""

    def extract(self, text: str, language: Language | None) -> Json:
        """Facts, contradictions and doubts that the text states."""

    def search(self, query: str, top: int, language: Language | None, status: str | None) -> Json:
        """Passages, best first."""

    def memory(self, request: Json) -> Json:
        """A range of GPU memory, and whether it fits."""

    def facts(self) -> Json:
        """The vocabulary with its labels."""

    def catalogue(self) -> Json:
        """The checkpoints."""

    def policies(self) -> Json:
        """The policies, each with its id and version."""

    def policy(self, policy: str) -> Json:
        """A policy's rules and its drawing. Raises NotFound."""

    def receipt(self, owner: str, receipt: str) -> Json:
        """A stored decision, replayed and compared. Raises NotFound."""

    def conversations(self, owner: str) -> Json:
        """The owner's conversations, newest first."""

    def conversation(self, owner: str, conversation: str) -> Json:
        """One conversation with its turns. Raises NotFound."""

    def delete(self, owner: str, conversation: str) -> object:
        """Deletes a conversation. Raises NotFound."""

    def feedback(self, owner: str, answer_id: str, thumb: str, reason: str | None, comment: str | None) -> object:
        """Keeps a thumb and a comment on an answer. Raises NotFound."""

    def status(self) -> Json:
        """Whether the service is ready, and how each part is."""

    def take_event(self, event: str) -> bool:
        """True the first time that an outside event is seen, durably."""
