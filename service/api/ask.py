"""Asking over HTTP: one turn plain or streamed, its answer again, and stopping it."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import Field
from starlette.responses import Response

from service.api.bodies import Body, FactValues, Id, JsonRoute, LanguageName, Text
from service.api.owner import Owner
from service.api.reach import as_response, desk_of
from service.api.reading import answer_for
from service.api.sse import MEDIA_TYPE, event_stream
from service.api.wire import Message, last_number, live_messages, resume_point, stored_messages
from service.domain.events import Failed
from service.errors import AdvisorError, Conflict
from service.turn import request as turn_request
from service.turn.eventlog import EventLog

router = APIRouter(prefix="/v1", tags=["ask"], route_class=JsonRoute)


class Ask(Body):
    """The body of a question."""

    question: Text
    conversation_id: Id | None = None
    facts: FactValues = Field(default_factory=dict)
    policy: Id | None = None
    language: LanguageName | None = None
    stream: bool = False


@router.post("/ask", summary="One turn: question in, decided and cited answer out")
async def ask(request: Request, body: Ask, owner: Owner) -> Response:
    """Answers as one JSON object, or with `stream` as server-sent events."""
    asked = turn_request.Request(owner, body.question, body.conversation_id, body.facts, body.policy, body.language)
    log = await desk_of(request).ask(asked)
    if body.stream:
        return event_stream(_live(log))
    return as_response(await answer_for(request, log))


@router.get("/answers/{answer_id}", summary="An answer again, or its events from any point")
async def read_answer(
    request: Request,
    answer_id: str,
    owner: Owner,
    accept: Annotated[str, Header()] = "",
    last_event_id: Annotated[str, Header()] = "",
) -> Response:
    """The stored answer; with `Accept: text/event-stream` its events from the start or after Last-Event-ID.

    A reader that has seen the last event is told 204, so that it stops coming back.
    """
    desk, after = desk_of(request), resume_point(last_event_id)
    log = desk.log(owner, answer_id)
    if MEDIA_TYPE in accept and log is not None and not log.closed:
        return event_stream(_live(log, after))
    if log is not None and (failure := _failure(log)) is not None:
        if MEDIA_TYPE in accept:
            return event_stream(_live(log, after))
        raise AdvisorError(failure.message)
    answer = await desk.stored(owner, answer_id)
    if answer is None:
        raise Conflict("This answer is still being written; read it as text/event-stream.", code="not_finished")
    if MEDIA_TYPE not in accept:
        return as_response(answer)
    if after >= last_number(answer):
        return Response(status_code=204)
    return event_stream(_played(stored_messages(answer, after)))


@router.post("/answers/{answer_id}/cancel", status_code=202, summary="Stop an answer's generation")
async def cancel(request: Request, answer_id: str, owner: Owner) -> dict[str, str]:
    """What was said stays, marked as stopped."""
    await desk_of(request).cancel(owner, answer_id)
    return {"answer_id": answer_id, "status": "stopping"}


def _failure(log: EventLog) -> Failed | None:
    last = log.events[-1] if log.events else None
    return last if isinstance(last, Failed) else None


async def _live(log: EventLog, after: int = 0) -> AsyncGenerator[str, None]:
    async with aclosing(live_messages(log, after)) as messages:
        async for message in messages:
            yield message.encode()


async def _played(messages: Iterable[Message]) -> AsyncGenerator[str, None]:
    for message in messages:
        yield message.encode()
