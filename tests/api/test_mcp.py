"""The real MCP client against a real server, in both of the protocol's manners."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent

from service.api.app import create_app
from tests.api.conftest import in_process, served
from tests.api.fakes import PIECES, FakeAssistant

KEY = "key-of-ann-0123456789"
CALL: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"accept": "application/json, text/event-stream"}


@asynccontextmanager
async def connected(assistant: FakeAssistant, mode: str, key: str = KEY) -> AsyncIterator[Client]:
    async with (
        served(create_app(assistant, keys=(KEY,))) as service,
        httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"}, trust_env=False) as http,
        Client(streamable_http_client(f"{service.url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_every_ability_is_a_tool(assistant: FakeAssistant, mode: str) -> None:
    async with connected(assistant, mode) as client:
        listed = await client.list_tools()
        assert [tool.name for tool in listed.tools] == ["ask", "decide", "extract", "search", "memory", "catalogue"]
        asked = await client.call_tool("ask", {"question": "Base or Chat?"})
        assert not asked.is_error
        assert isinstance(asked.content[0], TextContent)
        assert asked.content[0].text == "".join(PIECES) == asked.structured_content["text"]
        more = {"question": "We summarise.", "conversation_id": asked.structured_content["conversation_id"]}
        again = await client.call_tool("ask", more)
        assert again.structured_content["decision"]["verdict"] == "base"
        for name, arguments, expected in (
            ("decide", {"facts": {"dialogue": "yes"}, "policy": "field"}, {"verdict": "chat", "policy": "field"}),
            ("extract", {"text": "客服"}, {"of": "客服"}),
            (
                "search",
                {"query": "q", "top": 3},
                {"results": [{"entry": "default-chat", "query": "q", "top": 3, "status": None}]},
            ),
            ("memory", {"model": "m", "method": "full"}, {"model": "m", "method": "full"}),
            ("catalogue", {}, {"models": []}),
        ):
            called = await client.call_tool(name, arguments)
            assert expected.items() <= called.structured_content.items()


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_what_is_wrong_is_told_as_the_tools_error(assistant: FakeAssistant, mode: str) -> None:
    async with connected(assistant, mode) as client:
        for name, arguments, message in (
            ("ask", {"question": " "}, "question must be more than blank space."),
            ("ask", {"question": "?", "conversation_id": "c9"}, "There is no conversation c9."),
            ("ask", {"question": "?", "colour": 1}, "Unknown key 'colour'."),
            ("decide", {"facts": {"colour": 1}}, "Unknown fact 'colour'; known facts are dialogue."),
            ("search", {"query": "q", "top": 99}, "top: input should be less than or equal to 50."),
            ("fly", {}, "There is no tool 'fly'; there are ask, decide, extract, search, memory, catalogue."),
        ):
            called = await client.call_tool(name, arguments)
            assert called.is_error
            assert isinstance(called.content[0], TextContent)
            assert called.content[0].text == message


async def test_keys_are_asked_for(assistant: FakeAssistant) -> None:
    async with in_process(create_app(assistant, keys=(KEY,))) as client:
        response = await client.post("/mcp", json=CALL, headers=ACCEPT)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "invalid_api_key")


async def test_pages_of_other_sites_may_not_call(assistant: FakeAssistant) -> None:
    async with in_process(create_app(assistant)) as client:
        for origin, status in (("https://evil.example", 403), ("null", 403), ("http://localhost:8501", 200)):
            response = await client.post("/mcp", json=CALL, headers={**ACCEPT, "origin": origin})
            assert response.status_code == status


async def test_garbage_is_refused_in_the_protocols_words(assistant: FakeAssistant) -> None:
    async with in_process(create_app(assistant)) as client:
        headers = {**ACCEPT, "content-type": "application/json"}
        for content in (b"", b"{", b"[]", b"null", b'{"jsonrpc": "2.0"}', b"\xff"):
            response = await client.post(
                "/mcp", content=content, headers={**ACCEPT, "content-type": "application/json"}
            )
            assert 400 <= response.status_code < 500
        big = await client.post("/mcp", content=b"x" * 300_000, headers=headers)
        assert big.status_code == 413
