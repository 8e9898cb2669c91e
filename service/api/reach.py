"""What a route reaches of the running service. Blocking abilities are called in a thread."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ParamSpec, TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse

from service.api.ports import Assistant, Desk
from service.errors import NotFound

P = ParamSpec("P")
T = TypeVar("T")


def assistant_of(request: Request) -> Assistant:
    """The assistant of the running service."""
    assistant: Assistant = request.app.state.assistant
    return assistant


def desk_of(request: Request) -> Desk:
    """The desk of the running service, counting what it does."""
    desk: Desk = request.app.state.desk
    return desk


async def apart(ability: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a blocking ability returns; the event loop runs on meanwhile."""
    return await asyncio.to_thread(ability, *args, **kwargs)


def as_response(data: Mapping[str, Any]) -> JSONResponse:
    """Data that is ready for JSON, sent as it is."""
    return JSONResponse(dict(data))


def questions_in(assistant: Assistant) -> Callable[[str, str], Coroutine[Any, Any, list[str] | None]]:
    """How the questions of a conversation are read: None when it is gone or more than words was set in it."""

    async def questions(owner: str, conversation: str) -> list[str] | None:
        try:
            found = await apart(assistant.conversation, owner, conversation)
        except NotFound:
            return None
        turns = found["turns"]
        return None if any(turn["facts"] for turn in turns) else [turn["question"] for turn in turns]

    return questions
