"""The event log of one answer: appended by the turn, read by any number of doors, from any point, at any time."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from service.domain.events import Event, Failed, Finished


class EventLog:
    """Events in order, numbered from 1. Readers that come late see everything from the start.

    `stop` is set when the answer was cancelled, `hurry` when nobody reads it: the writer ends the model's part.
    """

    def __init__(self, owner: str, answer_id: str, conversation_id: str) -> None:
        self.owner = owner
        self.answer_id = answer_id
        self.conversation_id = conversation_id
        self.stop = asyncio.Event()
        self.hurry = asyncio.Event()
        self.readers = 0
        self._events: list[Event] = []
        self._grown = asyncio.Condition()

    @property
    def events(self) -> Sequence[Event]:
        """What happened so far."""
        return tuple(self._events)

    @property
    def closed(self) -> bool:
        """Whether the last event has been written."""
        return bool(self._events) and isinstance(self._events[-1], Finished | Failed)

    async def append(self, event: Event) -> None:
        """Adds an event and wakes every reader."""
        async with self._grown:
            self._events.append(event)
            self._grown.notify_all()

    async def read(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        """Events numbered above `after`, as they come, until the log is closed."""
        self.readers += 1
        try:
            position = max(after, 0)
            while True:
                async with self._grown:
                    while len(self._events) <= position and not self.closed:
                        await self._grown.wait()
                    fresh = self._events[position:]
                for event in fresh:
                    position += 1
                    yield position, event
                if self.closed and position >= len(self._events):
                    return
        finally:
            self.readers -= 1
