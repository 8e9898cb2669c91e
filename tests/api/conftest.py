"""The doors around a fake assistant: in process, and on a real server on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from service.api.app import create_app
from tests.api.fakes import FakeAssistant

SESSION = {"x-session-id": "session-of-ann-000001"}
OTHER = {"x-session-id": "session-of-bob-000001"}


@dataclass
class Served:
    """A running server: its address and a client on it."""

    url: str
    client: httpx.AsyncClient
    server: uvicorn.Server


@asynccontextmanager
async def in_process(app: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client on the app with its lifespan running; errors of the app come as responses."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://doors", headers=headers or SESSION) as client,
    ):
        yield client


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, has_started: asyncio.Event) -> None:
        super().__init__(config)
        self._has_started = has_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._has_started.set()


@asynccontextmanager
async def served(app: FastAPI, **config: Any) -> AsyncIterator[Served]:
    """The app on a real server on a free port of loopback."""
    started = asyncio.Event()
    server = _Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=2, **config), started)
    running = asyncio.create_task(server.serve())
    await asyncio.wait_for(started.wait(), 20)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(
            base_url=url, headers=SESSION, timeout=20, trust_env=False, verify=False
        ) as client:
            yield Served(url, client, server)
    finally:
        server.should_exit = True
        await running


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def app(assistant: FakeAssistant) -> FastAPI:
    return create_app(assistant)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with in_process(app) as opened:
        yield opened
