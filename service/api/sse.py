"""Server-sent events over HTTP: messages as they come, and a comment now and then so that the line stays open."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from fastapi.responses import StreamingResponse

BEAT_S = 15.0
BEAT = ": still here\n\n"
MEDIA_TYPE = "text/event-stream"
HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


async def with_beats(source: AsyncGenerator[str, None], every_s: float = BEAT_S) -> AsyncIterator[str]:
    """What `source` yields, and a comment whenever it was silent for `every_s` seconds."""
    pending: asyncio.Future[str] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(source))
            await asyncio.wait({pending}, timeout=every_s)
            if not pending.done():
                yield BEAT
                continue
            try:
                piece = pending.result()
            except StopAsyncIteration:
                return
            pending = None
            yield piece
    finally:
        if pending is not None and not pending.done():
            pending.cancel()
            await asyncio.wait({pending})
        await source.aclose()


def event_stream(source: AsyncGenerator[str, None]) -> StreamingResponse:
    """A response that sends `source` as server-sent events."""
    return StreamingResponse(with_beats(source), media_type=MEDIA_TYPE, headers=HEADERS)
