"""Reading the event log of an answer: every event as it comes, or the whole answer at its end."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

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
