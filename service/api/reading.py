"""Reading the event log of an answer: every event as it comes, or the whole answer at its end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import Request

from service.domain.answer import answer_as_json
from service.domain.events import Event, Failed, Finished
from service.errors import AdvisorError
from service.turn.eventlog import EventLog


async def events_of(log: EventLog) -> AsyncGenerator[Event, None]:
    """Every event from the start. The reader counts as one until this is closed."""
    reader = log.read()
    try:
        async for _, event in reader:
            yield event
    finally:
        if isinstance(reader, AsyncGenerator):
            await reader.aclose()


async def whole_answer(log: EventLog) -> dict[str, Any]:
    """The answer at the end of a log, as JSON. Raises what the turn failed with."""
    async with aclosing(events_of(log)) as events:
        async for event in events:
            if isinstance(event, Finished):
                return answer_as_json(event.answer)
            if isinstance(event, Failed):
                raise AdvisorError(event.message)
    raise AdvisorError("The turn ended without an answer; try again.")


async def answer_for(request: Request, log: EventLog) -> dict[str, Any]:
    """The whole answer for a caller who waits. One who leaves reads no more, and the desk may hurry the answer on."""
    reading = asyncio.create_task(whole_answer(log))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            raise AdvisorError("The caller left before the answer was whole.", code="left")
        return reading.result()
    finally:
        reading.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
