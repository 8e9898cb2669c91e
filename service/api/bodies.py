"""Request bodies: strict JSON, strict types, no unknown keys, and the field types that several doors share.

All lengths count Unicode code points.
"""

import email.message
import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal, NoReturn

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.turn.request import QUESTION_MAX

DEPTH_MAX = 32
ID_MAX = 128
FACTS_MAX = 100


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must be more than blank space")
    return text


Text = Annotated[str, Field(min_length=1, max_length=QUESTION_MAX), AfterValidator(_not_blank)]
"""1 to 8 000 characters that are not all blank."""
Id = Annotated[str, Field(min_length=1, max_length=ID_MAX)]
LanguageName = Literal["zh", "en"]
FactValues = Annotated[dict[str, Any], Field(max_length=FACTS_MAX)]
"""Raw values by fact name; null takes a fact back."""


class Body(BaseModel):
    """A body of one of our own calls: strict types, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class JsonRoute(APIRoute):
    """A route whose body, where it takes one, is JSON: another content type is 415, anything unclear is 400."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, reading bodies strictly."""
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def strictly(request: Request) -> Response:
            if takes_body and not is_json(request.headers.get("content-type", "")):
                raise HTTPException(415)
            return await handle(_StrictRequest(request.scope, request.receive))

        return strictly


class _StrictRequest(Request):
    """A request whose JSON is UTF-8, finite, of sane depth and free of lone surrogates."""

    async def json(self) -> Any:
        return parse_json(await self.body())


def is_json(content_type: str) -> bool:
    """Whether a Content-Type header means JSON in UTF-8."""
    message = email.message.Message()
    message["content-type"] = content_type or "none/none"
    subtype = message.get_content_subtype()
    charset = str(message.get_param("charset", "utf-8")).lower()
    json_like = message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))
    return json_like and charset in {"utf-8", "utf8"}


def parse_json(body: bytes) -> Any:
    """The body's JSON. Raises HTTPException 400 with one sentence."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HTTPException(400, "The request body is not UTF-8 text.") from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise HTTPException(400, _TOO_DEEP) from None
    except ValueError:
        raise HTTPException(400, "The request body is not valid JSON.") from None
    _check_depth(value)
    if "\\ud" in text or "\\uD" in text:
        _check_surrogates(value)
    return value


_TOO_DEEP = f"The request body nests deeper than {DEPTH_MAX} levels."


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH_MAX + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise HTTPException(400, _TOO_DEEP)


def _check_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise HTTPException(400, "The request body holds a lone surrogate, which is no Unicode character.") from None
