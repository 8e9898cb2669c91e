"""The OpenAI chat protocol as values: what is read of a request, and the objects that go back. No HTTP here.

Only the user's messages are turns. System, developer, assistant and tool messages are untrusted data; they are
counted and otherwise ignored, so they cannot change what is decided.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.errors import BadInput, NotFound
from service.turn.request import QUESTION_MAX

MODEL = "sft-advisor"
TURNS_MAX = 100
Role = Literal["system", "developer", "user", "assistant", "tool", "function"]
TOKEN = re.compile(r"[㐀-鿿豈-﫿぀-ヿ가-힣]|[A-Za-z]{1,5}|\d{1,3}|[^\sA-Za-z\d]")


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class ChatMessage(_Lenient):
    """One message; `content` is text or a list of parts."""

    role: Role
    content: Any = None


class StreamOptions(_Lenient):
    """What a stream carries besides text."""

    include_usage: bool | None = None


class ChatRequest(_Lenient):
    """A chat completion request. What is not named here is ignored: nothing that a caller sets changes a decision."""

    model: Annotated[str, Field(min_length=1)]
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The user's turns in order, the last of them the question, and how many tokens all messages have."""

    turns: tuple[str, ...]
    tokens: int


def heard_in(messages: Sequence[ChatMessage]) -> Heard:
    """Reads the messages. Raises BadInput with the message's place."""
    texts = [(index, message.role, _text(message, index)) for index, message in enumerate(messages)]
    turns = [text for index, role, text in texts if role == "user" and _is_turn(text, index)]
    if not turns:
        raise BadInput("messages must hold at least one message of the user.", param="messages")
    if len(turns) > TURNS_MAX:
        raise BadInput(f"There are {len(turns)} messages of the user; at most {TURNS_MAX} are read.", param="messages")
    return Heard(tuple(turns), sum(tokens_in(text) for _, _, text in texts))


def _text(message: ChatMessage, index: int) -> str:
    content = message.content
    if isinstance(content, str):
        return content
    if content is None and message.role != "user":
        return ""
    if not isinstance(content, list):
        raise BadInput("content must be a text or a list of text parts.", param=f"messages.{index}.content")
    place = f"messages.{index}.content"
    return "\n".join(_part(part, message.role, f"{place}.{number}") for number, part in enumerate(content))


def _part(part: Any, role: Role, place: str) -> str:
    text = part.get("text") if isinstance(part, dict) and part.get("type") in {"text", "input_text"} else None
    if isinstance(text, str):
        return text
    if role == "user":
        raise BadInput("Only text can be read; this part of a message is none.", param=place)
    return ""


def _is_turn(text: str, index: int) -> bool:
    place = f"messages.{index}.content"
    if not text.strip():
        raise BadInput("A message of the user is empty.", param=place)
    if len(text) > QUESTION_MAX:
        said = f"A message of the user has {len(text)} characters; at most {QUESTION_MAX} are read."
        raise BadInput(said, param=place)
    return True


def tokens_in(text: str) -> int:
    """An estimate: no tokenizer takes part in an answer that code writes. One a CJK character, one a mark, one
    for up to five letters or three digits."""
    return len(TOKEN.findall(text))


def models(policies: Sequence[str]) -> dict[str, str | None]:
    """Model names and the policy that each asks for: the plain name leaves it to the service."""
    return {MODEL: None, **{f"{MODEL}-{policy}": policy for policy in policies}}


def policy_for(model: str, known: Mapping[str, str | None]) -> str | None:
    """The policy that a model name asks for. Raises NotFound for a name that is not offered."""
    if model not in known:
        said = f"The model {model[:80]!r} does not exist; there are {', '.join(known)}."
        raise NotFound(said, code="model_not_found", param="model")
    return known[model]


def model_object(name: str) -> dict[str, Any]:
    """One model of the list."""
    return {"id": name, "object": "model", "created": 0, "owned_by": MODEL}


def usage(prompt: int, text: str) -> dict[str, Any]:
    """Estimated tokens; `estimated` says so."""
    completion = tokens_in(text)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "estimated": True,
    }
