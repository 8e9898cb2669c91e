"""The sentences of one request on their way from the worker's thread to an event loop."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from service.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Ended:
    """No more sentences; `failure` is why the request was not served to its end, empty where it was."""

    failure: str = ""


class Stream:
    """One reader, one writer, two threads. `drop` is called once, when the reader goes or has not read for long."""

    def __init__(self, unread_s: float, drop: Callable[["Stream"], None]) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self._items: asyncio.Queue[str | Ended] = asyncio.Queue()
        self._unread_s, self._drop = unread_s, drop
        self._asked = time.monotonic()
        self._waiting = False
        self._dropped = False
        self.number = 0

    def put(self, item: str | Ended) -> None:
        """Hands over a sentence or the end; from any thread. A loop that is closed reads no more."""
        if not self._waiting and time.monotonic() - self._asked > self._unread_s:
            self.close()
            item = Ended(f"Nobody has read for {self._unread_s:g} s.")
        try:
            self._loop.call_soon_threadsafe(self._items.put_nowait, item)
        except RuntimeError:
            self.close()

    async def next(self) -> str | None:
        """The next sentence; None at the end. Raises Unavailable where the worker failed."""
        self._waiting = True
        try:
            item = await self._items.get()
        finally:
            self._waiting, self._asked = False, time.monotonic()
        if isinstance(item, Ended):
            self._dropped = True
            if item.failure:
                raise Unavailable(item.failure)
            return None
        return item

    def close(self) -> None:
        """The reader goes: the request is cancelled at once unless it has ended."""
        if not self._dropped:
            self._dropped = True
            self._drop(self)
