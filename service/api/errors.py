"""Errors as the callers see them: the OpenAI shape, one clear sentence, and never a traceback."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service.api.faults import place_of, sentence
from service.errors import AdvisorError, BadInput, BadKnowledge, BadSettings, Conflict, NotFound, Unavailable

STATUS: Sequence[tuple[type[AdvisorError], int]] = (
    (NotFound, 404),
    (Conflict, 409),
    (BadInput, 400),
    (Unavailable, 503),
    (BadKnowledge, 503),
    (BadSettings, 500),
)
SENTENCES = {
    401: "A key is needed: send it as `Authorization: Bearer KEY`.",
    404: "There is nothing at this address; /docs lists what there is.",
    405: "This address does not take that method; /docs lists what it takes.",
    413: "The request body is too large; 256 KiB is the most that is read.",
    415: "The request body must be JSON: send `Content-Type: application/json`.",
    500: "Something went wrong inside the service; it was logged.",
}
CODES = {
    400: "invalid_request",
    401: "invalid_api_key",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "not_json",
}
MESSAGE_MAX = 1_000


def error_body(message: str, status: int, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """The body of an error in OpenAI's shape. Lone surrogates, which UTF-8 cannot carry, become question marks."""
    kind = "server_error" if status >= 500 else "authentication_error" if status == 401 else "invalid_request_error"
    short = message if len(message) <= MESSAGE_MAX else message[: MESSAGE_MAX - 1] + "…"
    return {"error": {"message": _sendable(short), "type": kind, "param": param and _sendable(param), "code": code}}


def error_response(
    message: str,
    status: int,
    code: str | None = None,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error as a response. OpenAI clients are told whether a second try can help: only when a part is down."""
    extra = dict(headers or {})
    if status == 503:
        extra.setdefault("retry-after", "1")
    extra["x-should-retry"] = "true" if status == 503 else "false"
    return JSONResponse(error_body(message, status, code, param), status, headers=extra)


def status_of(error: AdvisorError) -> int:
    """The HTTP status of an error of ours."""
    if error.code == "too_large":
        return 413
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def add_error_handlers(app: FastAPI) -> None:
    """Every error that a route raises leaves in OpenAI's shape."""

    @app.exception_handler(AdvisorError)
    async def advisor_error(_: Request, error: AdvisorError) -> JSONResponse:
        return error_response(error.message, status_of(error), error.code, error.param)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        status = error.status_code
        message = SENTENCES.get(status, str(error.detail))
        return error_response(message, status, CODES.get(status), headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def validation_error(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        return error_response(sentence(faults), 400, CODES[400], place_of(faults[0]) or None)


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
