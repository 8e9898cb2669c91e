"""Errors as the callers see them: the OpenAI shape, one clear sentence, and never a traceback."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service.errors import AdvisorError, BadInput, BadKnowledge, BadSettings, Conflict, NotFound, Unavailable

logger = logging.getLogger(__name__)

STATUS: Sequence[tuple[type[AdvisorError], int]] = (
    (NotFound, 404),
    (Conflict, 409),
    (BadInput, 400),
    (Unavailable, 503),
    (BadKnowledge, 503),
    (BadSettings, 500),
)
ROUTER_SENTENCES = {
    401: "A key is needed: send it as `Authorization: Bearer KEY`.",
    404: "There is nothing at this address; /docs lists what there is.",
    405: "This address does not take that method; /docs lists what it takes.",
    413: "The request body is larger than 256 KiB.",
    415: "The request body must be JSON: send `Content-Type: application/json`.",
}
CODES = {401: "invalid_api_key", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "not_json"}


def error_body(message: str, status: int, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """The body of an error in OpenAI's shape."""
    kind = "server_error" if status >= 500 else "authentication_error" if status == 401 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def error_response(
    message: str, status: int, code: str | None = None, param: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error as a response. Errors that a second try cannot mend say so to OpenAI clients."""
    extra = dict(headers or {})
    if status == 503:
        extra.setdefault("retry-after", "1")
    return JSONResponse(error_body(message, status, code, param), status, headers=extra)


def status_of(error: AdvisorError) -> int:
    """The HTTP status of an error of ours."""
    if error.code == "too_large":
        return 413
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def add_error_handlers(app: FastAPI) -> None:
    """Every error of the app leaves in OpenAI's shape."""

    @app.exception_handler(AdvisorError)
    async def advisor_error(_: Request, error: AdvisorError) -> JSONResponse:
        return error_response(error.message, status_of(error), error.code, error.param)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        message = ROUTER_SENTENCES.get(error.status_code, str(error.detail))
        return error_response(
            message, error.status_code, CODES.get(error.status_code), headers=dict(error.headers or {})
        )

    @app.exception_handler(RequestValidationError)
    async def validation_error(_: Request, error: RequestValidationError) -> JSONResponse:
        faults = error.errors()
        param = ".".join(str(part) for part in faults[0]["loc"][1:]) or None
        message = " ".join(_sentence(fault) for fault in faults[:5])
        return error_response(message, 400, "invalid_request", param)

    @app.exception_handler(Exception)
    async def unexpected(_: Request, error: Exception) -> JSONResponse:
        logger.error("unexpected error", exc_info=error)
        return error_response("Something went wrong inside the service; it was logged.", 500, "internal_error")


def _sentence(fault: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in fault["loc"][1:])
    if fault["type"] == "json_invalid":
        return "The request body is not valid JSON."
    if fault["type"] == "extra_forbidden":
        return f"Unknown key {place!r}."
    if fault["type"] == "missing":
        return f"{place or 'The request body'} is missing."
    return f"{place}: {fault['msg']}."
