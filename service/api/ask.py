"""Asking over HTTP: one turn plain or streamed, its answer again, and stopping it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from service.api.owner import Owner
from service.api.wire import HEADERS, live_stream, stored_stream
from service.errors import Conflict
from service.turn import request as turn_request
from service.turn.desk import Desk
from service.turn.request import QUESTION_MAX

router = APIRouter(prefix="/v1", tags=["ask"])

STREAM = "text/event-stream"


class Ask(BaseModel):
    """The body of a question."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[str, Field(min_length=1, max_length=QUESTION_MAX)]
    conversation_id: str | None = None
    facts: dict[str, Any] = {}
    policy: str | None = None
    language: Literal["zh", "en"] | None = None
    stream: bool = False


def desk_of(request: Request) -> Desk:
    """The desk of the running service."""
    desk: Desk = request.app.state.desk
    return desk


@router.post("/ask", summary="One turn: question in, decided and cited answer out")
async def ask(request: Request, response: Response, body: Ask, owner: Owner) -> Response:
    """Answers as one JSON object, or with `stream` as server-sent events."""
    desk = desk_of(request)
    asked = turn_request.Request(
        owner, body.question, body.conversation_id, body.facts, body.policy, body.language
    )
    if body.stream:
        log = await desk.ask(asked)
        return _with_cookie(response, StreamingResponse(live_stream(log), media_type=STREAM, headers=HEADERS))
    return _with_cookie(response, JSONResponse(await desk.answer(asked)))


@router.get("/answers/{answer_id}", summary="An answer again, or its events from any point")
async def read_answer(
    request: Request,
    answer_id: str,
    owner: Owner,
    accept: Annotated[str, Header()] = "",
    last_event_id: Annotated[str, Header()] = "",
) -> Response:
    """The stored answer; with `Accept: text/event-stream` its events from the start or after Last-Event-ID."""
    desk = desk_of(request)
    log = desk.log(owner, answer_id)
    after = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else 0
    if STREAM in accept and log is not None:
        return StreamingResponse(live_stream(log, after), media_type=STREAM, headers=HEADERS)
    answer = await desk.stored(owner, answer_id)
    if answer is None:
        raise Conflict("This answer is still being written; read it as text/event-stream.", code="not_finished")
    if STREAM in accept:
        return StreamingResponse(stored_stream(answer, after), media_type=STREAM, headers=HEADERS)
    return JSONResponse(dict(answer))


@router.post("/answers/{answer_id}/cancel", status_code=202, summary="Stop an answer's generation")
async def cancel(request: Request, answer_id: str, owner: Owner) -> dict[str, str]:
    """What was said stays, marked as stopped."""
    await desk_of(request).cancel(owner, answer_id)
    return {"answer_id": answer_id, "status": "stopping"}


def _with_cookie(given: Response, sent: Response) -> Response:
    for value in given.headers.getlist("set-cookie"):
        sent.headers.append("set-cookie", value)
    return sent
