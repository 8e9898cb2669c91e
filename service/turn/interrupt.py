"""A model that can be interrupted at any moment, even while it hangs: then it is gone, and the composer finishes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Literal

from service.domain.answer import Writer
from service.domain.brief import Phrasing
from service.errors import Unavailable
from service.turn.ports import Phraser


class Interruptible:
    """Fits the Phraser port around another one. `signals` are watched while the model is waited for."""

    def __init__(self, model: Phraser, *signals: asyncio.Event) -> None:
        self._model = model
        self._signals = signals

    @property
    def writer(self) -> Writer:
        """Whose phrasing it is."""
        return self._model.writer

    def ready(self) -> bool:
        """Whether it can be asked, and nobody has called a halt."""
        return self._model.ready() and not any(signal.is_set() for signal in self._signals)

    async def phrase(self, phrasing: Phrasing) -> AsyncGenerator[str, None]:
        """The model's pieces. Raises Unavailable as soon as a signal is set."""
        pieces = self._model.phrase(phrasing)
        waits = {asyncio.create_task(signal.wait()) for signal in self._signals}
        try:
            while True:
                piece = await _next(pieces, waits)
                if piece is None:
                    return
                yield piece
        finally:
            for wait in waits:
                wait.cancel()
            close = getattr(pieces, "aclose", None)
            if close is not None:
                await close()


async def _next(pieces: AsyncIterator[str], waits: set[asyncio.Task[Literal[True]]]) -> str | None:
    """The next piece, None at the end. Raises Unavailable when a signal comes first."""
    step = asyncio.ensure_future(_step(pieces))
    await asyncio.wait({step, *waits}, return_when=asyncio.FIRST_COMPLETED)
    if any(wait.done() for wait in waits) and not step.done():
        step.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await step
        raise Unavailable("The model was interrupted.")
    return step.result()


async def _step(pieces: AsyncIterator[str]) -> str | None:
    return await anext(pieces, None)
