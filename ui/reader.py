"""Reads a stream in a thread of its own, so that the page's script can be stopped while nothing comes.

The reader outlives the script that started it: the next run takes on where the last one was interrupted. A reader that
nobody asks for a while hangs up, so that the service learns that nobody reads.
"""

import queue
import threading
import time
from collections.abc import Generator

from ui.client import ApiError
from ui.sse import Event

LEASE_S = 10.0


class Reader:
    """The events of one answer, as they come. Give it up by forgetting it."""

    def __init__(self, events: Generator[Event, None, None], lease_s: float = LEASE_S) -> None:
        self._events, self._lease_s = events, lease_s
        self._come: queue.SimpleQueue[Event | ApiError] = queue.SimpleQueue()
        self._asked = time.monotonic()
        threading.Thread(target=self._read, name="answer-reader", daemon=True).start()

    def next(self, timeout_s: float) -> Event | None:
        """The next event, or None when none came in time. Raises ApiError; of kind `left` after hanging up."""
        self._asked = time.monotonic()
        try:
            come = self._come.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if isinstance(come, ApiError):
            self._come.put(come)  # who asks again hears it again
            raise come
        return come

    def _read(self) -> None:
        try:
            for event in self._events:
                self._come.put(event)
                if time.monotonic() - self._asked > self._lease_s:
                    break
            end = ApiError("left", "The stream is read no longer.")
        except ApiError as error:
            end = error
        except Exception as error:  # noqa: BLE001  (the edge of the thread: the page must hear of it)
            end = ApiError("broken", str(error))
        finally:
            self._events.close()
        self._come.put(end)
