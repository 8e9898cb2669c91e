"""Conversations found again by their user turns, for callers that send the whole dialogue each time.

A dialogue that continues one of ours goes on in it; any other is told turn by turn to a new conversation, so the
decision is the one that the same turns get through any door.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from service.api.ports import Desk
from service.api.reading import whole_answer
from service.turn.eventlog import EventLog
from service.turn.request import Request

KEPT = 2_048

Questions = Callable[[str, str], Awaitable[Sequence[str] | None]]
"""What was asked in an owner's conversation, in order; None when it is gone or more than words was set in it."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Whose dialogue it is, the policy it asks for, and the user's turns, the last of them the question."""

    owner: str
    policy: str | None
    turns: tuple[str, ...]

    @property
    def key(self) -> bytes:
        """A hash of all of it."""
        return hashlib.sha256(json.dumps([self.owner, self.policy, *self.turns]).encode()).digest()

    @property
    def before(self) -> "Dialogue":
        """The dialogue without its last turn."""
        return Dialogue(self.owner, self.policy, self.turns[:-1])


class Threads:
    """Remembers which conversation holds which dialogue. Forgetting one costs time, never rightness."""

    def __init__(self, desk: Desk, questions: Questions) -> None:
        self._desk = desk
        self._questions = questions
        self._known: OrderedDict[bytes, str] = OrderedDict()

    async def ask(self, dialogue: Dialogue) -> EventLog:
        """Asks the last turn after those before it. Raises BadInput."""
        conversation = await self._continued(dialogue.before) or await self._retold(dialogue.before)
        log = await self._turn(dialogue, conversation)
        self._known[dialogue.key] = log.conversation_id
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return log

    async def _continued(self, before: Dialogue) -> str | None:
        """The conversation that holds exactly these turns. It is taken out: the next turn makes it another."""
        conversation = self._known.pop(before.key, None)
        if conversation is None or await self._questions(before.owner, conversation) != list(before.turns):
            return None
        return conversation

    async def _retold(self, before: Dialogue) -> str | None:
        """A new conversation of these turns, answered by the composer at once; None when there are none."""
        conversation: str | None = None
        for number in range(1, len(before.turns) + 1):
            log = await self._turn(Dialogue(before.owner, before.policy, before.turns[:number]), conversation)
            log.hurry.set()
            await whole_answer(log)
            conversation = log.conversation_id
        return conversation

    async def _turn(self, dialogue: Dialogue, conversation: str | None) -> EventLog:
        return await self._desk.ask(Request(dialogue.owner, dialogue.turns[-1], conversation, policy=dialogue.policy))
