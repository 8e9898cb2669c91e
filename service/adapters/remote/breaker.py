"""A circuit breaker: after some failures in a row nobody asks for a while, then one tries. Pure but for the clock."""

import time
from collections.abc import Callable

FAILURES = 3
PAUSES_S = (5.0, 15.0, 60.0, 300.0)


class Breaker:
    """Closed (all ask), open (nobody does), half-open (one does). Why it is open is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._opened = 0
        self._until = 0.0
        self._trying = False
        self.reason = ""

    def may_ask(self) -> bool:
        """Whether one may ask now."""
        if not self._opened:
            return True
        return self._clock() >= self._until and not self._trying

    def ask(self) -> None:
        """One asks."""
        self._trying = bool(self._opened)

    def worked(self) -> None:
        """It went well: closed."""
        self._failures = self._opened = 0
        self._trying = False
        self.reason = ""

    def gave_up(self) -> None:
        """The one who asked went away before it was known; nothing is learnt."""
        self._trying = False

    def failed(self, reason: str) -> None:
        """It did not go well; the third failure in a row, or a failed try, opens it for longer than the last time."""
        self._failures += 1
        self._trying = False
        self.reason = reason
        if self._opened or self._failures >= FAILURES:
            self._until = self._clock() + PAUSES_S[min(self._opened, len(PAUSES_S) - 1)]
            self._opened += 1

    @property
    def left_s(self) -> float:
        """Seconds until one may try; 0 when one may ask."""
        return max(0.0, self._until - self._clock()) if self._opened else 0.0
