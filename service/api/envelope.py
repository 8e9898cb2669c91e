"""What every HTTP exchange gets, whatever answers it: a request id, security headers, a bound on the body, a new
browser's session, a count, and at the outermost edge one sentence instead of a traceback. Pure ASGI."""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.counting import Meter
from service.api.errors import CODES, SENTENCES, error_response
from service.api.owner import session_cookie

logger = logging.getLogger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}


class Envelope:
    """Wraps the whole app. Streams pass through it unbuffered."""

    def __init__(self, app: ASGIApp, *, body_limit: int, meter: Meter) -> None:
        self._app = app
        self._body_limit = body_limit
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one exchange."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._body_limit)
        try:
            if exchange.declared_too_large():
                raise HTTPException(413)
            await self._app(scope, exchange.receive, exchange.send)
        except HTTPException as error:
            await exchange.refuse(error.status_code)
        except Exception:
            logger.exception("request %s failed", exchange.id)
            if exchange.status:
                raise
            await exchange.refuse(500)
        finally:
            self._meter.request(_method(scope), _route(scope), exchange.status, exchange.seconds)


class _Exchange:
    def __init__(self, scope: Scope, receive: Receive, send: Send, body_limit: int) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._headers = Headers(scope=scope)
        self._limit, self._read = body_limit, 0
        self._begun = time.perf_counter()
        given = self._headers.get("x-request-id", "")
        self.id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        self.status = 0
        self.seconds = 0.0
        scope.setdefault("state", {})["request_id"] = self.id

    def declared_too_large(self) -> bool:
        length = self._headers.get("content-length", "")
        return length.isascii() and length.isdigit() and (len(length) > 12 or int(length) > self._limit)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self._limit:
                raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.seconds = time.perf_counter() - self._begun
            self._add_headers(MutableHeaders(scope=message))
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers["x-request-id"] = self.id
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
        session = self._scope["state"].get("new_session")
        if session:
            headers.append("set-cookie", session_cookie(session, secure=self._scope.get("scheme") == "https"))

    async def refuse(self, status: int) -> None:
        if self.status:
            return
        response = error_response(SENTENCES.get(status, SENTENCES[500]), status, CODES.get(status, "internal_error"))
        await response(self._scope, self._receive, self.send)


def _method(scope: Scope) -> str:
    known = {"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"}
    return scope["method"] if scope["method"] in known else "OTHER"


def _route(scope: Scope) -> str:
    """The route's pattern, so that ids in addresses do not multiply the counts."""
    return str(getattr(scope.get("route"), "path", "") or "other")
