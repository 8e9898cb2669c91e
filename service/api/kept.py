"""What is kept for a caller, over HTTP: receipts, conversations, feedback. Nobody sees another's."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from service.api.bodies import Body, Id, JsonRoute
from service.api.owner import Owner
from service.api.reach import apart, as_response, assistant_of
from service.turn.request import QUESTION_MAX

router = APIRouter(prefix="/v1", tags=["kept"], route_class=JsonRoute)


class Feedback(Body):
    """The body of a thumb on an answer."""

    answer_id: Id
    thumb: Literal["up", "down"]
    reason: Annotated[str, Field(max_length=QUESTION_MAX)] | None = None
    comment: Annotated[str, Field(max_length=QUESTION_MAX)] | None = None


@router.get("/receipts/{receipt_id}", summary="A stored decision, replayed and compared")
async def receipt(request: Request, receipt_id: str, owner: Owner) -> Response:
    """The decision as it was, as it would be now, and what differs."""
    return as_response(await apart(assistant_of(request).receipt, owner, receipt_id))


@router.get("/conversations", summary="The caller's conversations, newest first")
async def conversations(request: Request, owner: Owner) -> Response:
    """Ids, titles and times."""
    return as_response(await apart(assistant_of(request).conversations, owner))


@router.get("/conversations/{conversation_id}", summary="One conversation with its turns")
async def conversation(request: Request, conversation_id: str, owner: Owner) -> Response:
    """Questions and answers in order."""
    return as_response(await apart(assistant_of(request).conversation, owner, conversation_id))


@router.delete("/conversations/{conversation_id}", summary="Delete a conversation and all that belongs to it")
async def delete(request: Request, conversation_id: str, owner: Owner) -> dict[str, object]:
    """Gone for good."""
    await apart(assistant_of(request).delete, owner, conversation_id)
    return {"id": conversation_id, "deleted": True}


@router.post("/feedback", summary="A thumb and a comment on an answer")
async def feedback(request: Request, body: Feedback, owner: Owner) -> dict[str, str]:
    """A second one on the same answer replaces the first."""
    await apart(assistant_of(request).feedback, owner, body.answer_id, body.thumb, body.reason, body.comment)
    return {"answer_id": body.answer_id, "thumb": body.thumb}
