"""The MCP door at /mcp: the abilities as tools over streamable HTTP. Each request stands alone; no session is kept.

Keys are asked for as anywhere else. Without keys only pages of this machine may call from a browser.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams, TextContent, Tool
from pydantic import ValidationError
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.api.errors import CODES, SENTENCES, error_response
from service.api.faults import sentence
from service.api.mcp_tools import TOOLS, Toolbox
from service.api.owner import bearer_owner
from service.api.ports import Assistant, Desk, Json
from service.errors import AdvisorError

PATH = "/mcp"
OPEN_OWNER = "mcp"
"""Owner of conversations where no keys are set: their ids, which cannot be guessed, are what is shared."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
INSTRUCTIONS = (
    "Answers whether supervised fine-tuning should start from a Base or a Chat checkpoint. The verdict is decided by"
    " rules; report it as it is, with its reasons and citations."
)


class McpDoor:
    """The door: an ASGI endpoint, open while the app runs."""

    def __init__(self, assistant: Assistant, desk: Desk, keys: Sequence[str], body_limit: int, version: str) -> None:
        self._tools = Toolbox(assistant, desk)
        self._keys = tuple(keys)
        self._body_limit = body_limit
        self._version = version
        self._manager: StreamableHTTPSessionManager | None = None

    def mount(self, app: FastAPI) -> None:
        """Puts the door at its address."""
        app.router.routes.append(Route(PATH, endpoint=_Endpoint(self), methods=["POST"], include_in_schema=False))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serves until the block ends."""
        server = Server(
            "sft-advisor",
            version=self._version,
            instructions=INSTRUCTIONS,
            on_list_tools=_list_tools,
            on_call_tool=self._call_tool,
        )
        self._manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=self._body_limit
        )
        running: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        over = asyncio.Event()
        hosted = asyncio.create_task(_host(self._manager, running, over))
        await running
        try:
            yield
        finally:
            over.set()
            await hosted
            self._manager = None

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive)
        owner = self._owner(request)
        if owner is None or not self._origin_allowed(request):
            status = 401 if owner is None else 403
            message = SENTENCES.get(status, "Pages of another site may not call this address.")
            await error_response(message, status, CODES.get(status, "forbidden"))(scope, receive, send)
            return
        assert self._manager is not None, "the app's lifespan is running"  # noqa: S101
        request.state.mcp_owner = owner
        await self._manager.handle_request(scope, receive, send)

    def _owner(self, request: Request) -> str | None:
        return bearer_owner(request.headers.get("authorization", ""), self._keys) if self._keys else OPEN_OWNER

    def _origin_allowed(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        return bool(self._keys) or origin is None or urlsplit(origin).hostname in LOOPBACK

    async def _call_tool(self, context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        owner: str = context.request.state.mcp_owner if context.request is not None else OPEN_OWNER
        try:
            return _result(await self._tools.call(owner, params.name, params.arguments or {}))
        except ValidationError as error:
            faults = [{**fault, "loc": ("arguments", *fault["loc"])} for fault in error.errors()]
            return _refusal(sentence(faults))
        except AdvisorError as error:
            return _refusal(error.message)


async def _host(manager: StreamableHTTPSessionManager, running: asyncio.Future[None], over: asyncio.Event) -> None:
    """Runs the manager in one task from beginning to end, as it must be, whoever opens and closes the door."""
    async with manager.run():
        running.set_result(None)
        await over.wait()


class _Endpoint:
    """An ASGI app as a route's endpoint."""

    def __init__(self, door: McpDoor) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door.serve(scope, receive, send)


async def _list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(
        tools=[
            Tool(name=name, description=tool.text, input_schema=tool.body.model_json_schema())
            for name, tool in TOOLS.items()
        ]
    )


def _result(data: Json) -> CallToolResult:
    """A result twice over: for programs as it is, for readers as text (an answer's own text, where there is one)."""
    text = data["text"] if isinstance(data.get("text"), str) else json.dumps(data, ensure_ascii=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=dict(data))


def _refusal(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)
