"""The MCP server behind the door: the abilities as tools over streamable HTTP. Each request stands alone."""

import asyncio
import json
from typing import Any, Self

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams, TextContent, Tool
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from service.api.faults import sentence
from service.api.mcp_tools import OPEN_OWNER, TOOLS, Toolbox
from service.api.ports import Json
from service.errors import AdvisorError

INSTRUCTIONS = (
    "Answers whether supervised fine-tuning should start from a Base or a Chat checkpoint. The verdict is decided by"
    " rules; report it as it is, with its reasons and citations."
)


class McpServer:
    """A running server. Made with `started`; its manager lives in one task, as it must, whoever opens and closes it."""

    def __init__(self, tools: Toolbox, body_limit: int, version: str) -> None:
        self._tools = tools
        server = Server(
            "sft-advisor",
            version=version,
            instructions=INSTRUCTIONS,
            on_list_tools=_list_tools,
            on_call_tool=self._call_tool,
        )
        self._manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=body_limit
        )
        self._running: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._host = asyncio.create_task(self._run())

    @classmethod
    async def started(cls, tools: Toolbox, body_limit: int, version: str) -> Self:
        """A server that takes requests."""
        server = cls(tools, body_limit, version)
        await server._running
        return server

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        await self._manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """Ends what is going on."""
        self._over.set()
        await self._host

    async def _run(self) -> None:
        async with self._manager.run():
            self._running.set_result(None)
            await self._over.wait()

    async def _call_tool(self, context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        owner: str = context.request.state.mcp_owner if context.request is not None else OPEN_OWNER
        try:
            return _result(await self._tools.call(owner, params.name, params.arguments or {}))
        except ValidationError as error:
            faults = [{**fault, "loc": ("arguments", *fault["loc"])} for fault in error.errors()]
            return _refusal(sentence(faults))
        except AdvisorError as error:
            return _refusal(error.message)


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
