"""The OpenAI protocol over HTTP: chat completions, plain and streamed, and the list of models."""

import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.bodies import JsonRoute
from service.api.errors import error_body
from service.api.openai_chat import ChatRequest, heard_in, model_object, models, policy_for, usage
from service.api.owner import DialogueOwner, KeyHolder
from service.api.reach import apart, as_response, assistant_of
from service.api.reading import answer_for, events_of
from service.api.sse import event_stream
from service.api.threads import Dialogue, Threads
from service.domain.answer import Answer, answer_as_json
from service.domain.events import Failed, Finished, Said
from service.turn.eventlog import EventLog

router = APIRouter(prefix="/v1", tags=["openai"], route_class=JsonRoute, dependencies=[KeyHolder])


@router.post("/chat/completions", summary="OpenAI chat completions, plain and streamed")
async def chat(request: Request, body: ChatRequest, owner: DialogueOwner) -> Response:
    """Answers the user's last message after their earlier ones; other messages are not believed.

    Sampling settings, length limits and tools are ignored: they could not change what is decided.
    """
    policy = policy_for(body.model, await _models(request))
    heard = heard_in(body.messages)
    threads: Threads = request.app.state.threads
    log = await threads.ask(Dialogue(owner, policy, heard.turns))
    completion = _Completion(log.answer_id, body.model, heard.tokens)
    if body.stream:
        counted = bool(body.stream_options and body.stream_options.include_usage)
        return event_stream(_streamed(log, completion, counted))
    return as_response(completion.whole(await answer_for(request, log)))


@router.get("/models", summary="The models of the OpenAI protocol: one a policy")
async def list_models(request: Request) -> Response:
    """The plain name uses the service's own policy."""
    return as_response({"object": "list", "data": [model_object(name) for name in await _models(request)]})


@router.get("/models/{model}", summary="One model of the OpenAI protocol")
async def model(request: Request, model: str) -> Response:
    """The model, or 404 `model_not_found`."""
    policy_for(model, await _models(request))
    return as_response(model_object(model))


async def _models(request: Request) -> dict[str, str | None]:
    listed: Sequence[Mapping[str, Any]] = (await apart(assistant_of(request).policies))["policies"]
    return models([policy["id"] for policy in listed])


class _Completion:
    """The objects of one completion."""

    def __init__(self, answer_id: str, model: str, prompt_tokens: int) -> None:
        self._head = {"id": f"chatcmpl-{answer_id}", "created": int(time.time()), "model": model}
        self._prompt_tokens = prompt_tokens

    def whole(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """The plain completion; `answer` is ours, whole, for those who want more than the text."""
        message = {"role": "assistant", "content": answer["text"], "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        used = usage(self._prompt_tokens, answer["text"])
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": used, "answer": answer}

    def chunk(self, delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> str:
        """One chunk of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data({**self._head, "object": "chat.completion.chunk", "choices": [choice], **more})

    def usage_chunk(self, text: str) -> str:
        """The chunk that only counts."""
        used = usage(self._prompt_tokens, text)
        return _data({**self._head, "object": "chat.completion.chunk", "choices": [], "usage": used})

    def last_chunks(self, answer: Answer, counted: bool) -> str:
        """What ends a stream that went well."""
        end = self.chunk({}, "stop", answer=answer_as_json(answer), **({"usage": None} if counted else {}))
        return end + (self.usage_chunk(answer.text) if counted else "") + "data: [DONE]\n\n"


async def _streamed(log: EventLog, completion: _Completion, counted: bool) -> AsyncGenerator[str, None]:
    """The stream. A failure is an error event, and no [DONE] follows it."""
    more: dict[str, Any] = {"usage": None} if counted else {}
    yield completion.chunk({"role": "assistant", "content": ""}, **more)
    async with aclosing(events_of(log)) as events:
        async for event in events:
            if isinstance(event, Said):
                yield completion.chunk({"content": event.text}, **more)
            elif isinstance(event, Failed):
                yield _data(error_body(event.message, 500, "turn_failed"))
            elif isinstance(event, Finished):
                yield completion.last_chunks(event.answer, counted)


def _data(data: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
