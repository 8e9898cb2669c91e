"""Measures the parts of a turn in milliseconds."""

import time

from service.domain.answer import Timings


class Watch:
    """Laps since the watch was made."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        """Ends the lap called `name`."""
        now = time.perf_counter()
        self._laps[name] = round((now - self._last) * 1000, 3)
        self._last = now

    def timings(self) -> Timings:
        """The laps so far."""
        return Timings(**self._laps)
