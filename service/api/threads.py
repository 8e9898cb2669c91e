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
        return self.first(len(self.turns) - 1)

    def first(self, number: int) -> "Dialogue":
        """The first so many turns of it."""
        return Dialogue(self.owner, self.policy, self.turns[:number])


class Threads:
    """Remembers which conversation holds which dialogue. Forgetting one costs time, never rightness."""

    def __init__(self, desk: Desk, questions: Questions) -> None:
        self._desk = desk
        self._questions = questions
        self._known: OrderedDict[bytes, str] = OrderedDict()

    async def ask(self, dialogue: Dialogue) -> EventLog:
        """Asks the last turn after those before it. Raises BadInput."""
        known, conversation = await self._longest_known(dialogue.before)
        for number in range(known + 1, len(dialogue.turns)):
            earlier = await self._turn(dialogue.first(number), conversation)
            earlier.hurry.set()
            await whole_answer(earlier)
            conversation = earlier.conversation_id
        log = await self._turn(dialogue, conversation)
        self._known[dialogue.key] = log.conversation_id
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return log

    async def _longest_known(self, dialogue: Dialogue) -> tuple[int, str | None]:
        """How many of the turns stand in a conversation that holds nothing else, and which it is.

        It is taken out of memory: the next turn makes it another.
        """
        for number in range(len(dialogue.turns), 0, -1):
            part = dialogue.first(number)
            conversation = self._known.pop(part.key, None)
            if conversation and await self._questions(part.owner, conversation) == list(part.turns):
                return number, conversation
        return 0, None

    async def _turn(self, dialogue: Dialogue, conversation: str | None) -> EventLog:
        return await self._desk.ask(Request(dialogue.owner, dialogue.turns[-1], conversation, policy=dialogue.policy))
