"""The MCP door at /mcp: who may call, and a server that is made when the first caller comes.

Keys are asked for as anywhere else. Without keys only pages of this machine may call from a browser.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.api.errors import CODES, SENTENCES, error_response
from service.api.mcp_tools import OPEN_OWNER, Toolbox
from service.api.owner import bearer_owner
from service.api.ports import Assistant, Desk

if TYPE_CHECKING:
    from service.api.mcp_server import McpServer

PATH = "/mcp"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class McpDoor:
    """The door: an ASGI endpoint, open while the app runs."""

    def __init__(self, assistant: Assistant, desk: Desk, keys: Sequence[str], body_limit: int, version: str) -> None:
        self._tools = Toolbox(assistant, desk)
        self._keys = tuple(keys)
        self._body_limit = body_limit
        self._version = version
        self._server: McpServer | None = None
        self._making = asyncio.Lock()

    def mount(self, app: FastAPI) -> None:
        """Puts the door at its address."""
        app.router.routes.append(Route(PATH, endpoint=_Endpoint(self), methods=["POST"], include_in_schema=False))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serves until the block ends."""
        try:
            yield
        finally:
            if self._server is not None:
                await self._server.close()
                self._server = None

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive)
        owner = self._owner(request)
        if owner is None or not self._origin_allowed(request):
            status = 401 if owner is None else 403
            message = SENTENCES.get(status, "Pages of another site may not call this address.")
            await error_response(message, status, CODES.get(status, "forbidden"))(scope, receive, send)
            return
        request.state.mcp_owner = owner
        await (await self._made()).serve(scope, receive, send)

    async def _made(self) -> "McpServer":
        """The server. Its package takes a second to import, which a service that nobody calls this way is spared."""
        async with self._making:
            if self._server is None:
                make = await asyncio.to_thread(_server_class)
                self._server = await make.started(self._tools, self._body_limit, self._version)
        return self._server

    def _owner(self, request: Request) -> str | None:
        return bearer_owner(request.headers.get("authorization", ""), self._keys) if self._keys else OPEN_OWNER

    def _origin_allowed(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        return bool(self._keys) or origin is None or urlsplit(origin).hostname in LOOPBACK


def _server_class() -> "type[McpServer]":
    from service.api.mcp_server import McpServer

    return McpServer


class _Endpoint:
    """An ASGI app as a route's endpoint."""

    def __init__(self, door: McpDoor) -> None:
        self._door = door
        self._named = SimpleNamespace(path=PATH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self._named
        await self._door.serve(scope, receive, send)
