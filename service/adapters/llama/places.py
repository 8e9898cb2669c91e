"""Who may be written for: so many answers at once, the others in a queue of bounded length, first come first served.

An answer keeps its place from its first span to its last, so that what it has in the model's memory is used.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from service.errors import Unavailable

IDLE_S = 1.0
"""Seconds between two spans of an answer after which its place may be taken by one that waits."""
LOOK_S = 0.1
KEPT = 512


@dataclass(slots=True)
class _Place:
    since: float
    busy: bool = True


class Places:
    """For one event loop at a time; nothing here waits but `enter`. Answers are told apart by number."""

    def __init__(self, readers: int, queue: int, wait_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._readers, self._queue, self._wait_s, self._clock = readers, queue, wait_s, clock
        self._held: OrderedDict[int, _Place] = OrderedDict()
        self._waiting: list[tuple[int, asyncio.Event]] = []

    @property
    def writing(self) -> int:
        """Answers that have a place."""
        return len(self._held)

    @property
    def waiting(self) -> int:
        """Answers in the queue."""
        return len(self._waiting)

    def position(self, answer: int) -> int:
        """How many turns there are before this answer's, itself included; 0 when it is being written."""
        return next((place for place, (number, _) in enumerate(self._waiting, 1) if number == answer), 0)

    async def enter(self, answer: int, ready: Callable[[], bool]) -> None:
        """Waits for a place, or takes up the one that the answer has. Raises Unavailable where the queue is full,
        the wait is over, or the model is gone meanwhile."""
        if not self._waiting and self._take(answer):
            return
        if answer in self._held:
            self._held[answer] = _Place(self._clock())
            return
        if len(self._waiting) >= self._queue:
            raise Unavailable(f"{len(self._waiting)} answers wait for the local model already.", code="queue_full")
        await self._wait(answer, ready)

    async def _wait(self, answer: int, ready: Callable[[], bool]) -> None:
        turn = (answer, asyncio.Event())
        self._waiting.append(turn)
        ends = self._clock() + self._wait_s
        try:
            while not (self._waiting[0] is turn and self._take(answer)):
                if not ready():
                    raise Unavailable("The local model is gone.")
                if self._clock() >= ends:
                    raise Unavailable(f"The local model had no place within {self._wait_s:g} s.", code="waited")
                turn[1].clear()
                try:
                    await asyncio.wait_for(turn[1].wait(), LOOK_S)
                except TimeoutError:
                    continue
        finally:
            self._waiting.remove(turn)
            self._call_next()

    def leave(self, answer: int, *, last: bool) -> None:
        """A span is over; with the last one the place is given up."""
        if last:
            self._held.pop(answer, None)
            self._call_next()
        elif answer in self._held:
            self._held[answer] = _Place(self._clock(), busy=False)

    def _take(self, answer: int) -> bool:
        now = self._clock()
        if answer not in self._held and len(self._held) >= self._readers:
            idle = next(
                (key for key, place in self._held.items() if not place.busy and now - place.since > IDLE_S), None
            )
            if idle is None:
                return False
            del self._held[idle]
        self._held[answer] = _Place(now)
        return True

    def _call_next(self) -> None:
        if self._waiting:
            self._waiting[0][1].set()
