"""A server on loopback that answers OpenAI's protocol as it is told to: well, badly, endlessly, or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Exchange:
    """One request and the way to answer it."""

    path: str
    body: dict[str, Any]
    writer: asyncio.StreamWriter
    number: int

    async def head(self, status: int = 200, **headers: str) -> None:
        """Sends a status and headers; the body ends with the connection."""
        lines = [f"HTTP/1.1 {status} X", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.raw(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def raw(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def event(self, payload: object) -> None:
        """Sends one event."""
        await self.raw(b"data: " + json.dumps(payload).encode() + b"\n\n")

    async def say(self, *texts: str) -> None:
        """A well-formed stream of texts."""
        await self.head(content_type="text/event-stream")
        for text in texts:
            await self.event(chunk(text))
        await self.raw(b"data: [DONE]\n\n")


def chunk(text: str | None) -> dict[str, Any]:
    """A chunk of OpenAI's protocol."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


@dataclass
class FakeServer:
    """What was asked, and how to behave."""

    behave: Behaviour
    url: str = ""
    asked: list[Exchange] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    handlers: set[asyncio.Task[None]] = field(default_factory=set)

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection is served by a task that is ended with the server."""
        task = asyncio.create_task(self.serve(reader, writer))
        self.handlers.add(task)
        task.add_done_callback(self.handlers.discard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError), closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                (int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0
            )
            raw = await reader.readexactly(length)
            exchange = Exchange(head.split(" ")[1], json.loads(raw or b"{}"), writer, len(self.asked) + 1)
            self.asked.append(exchange)
            try:
                await self.behave(exchange)
            except ConnectionError:
                self.gone.append(exchange.number)


@asynccontextmanager
async def serving(behave: Behaviour) -> AsyncIterator[FakeServer]:
    """A server that behaves so."""
    fake = FakeServer(behave)
    server = await asyncio.start_server(fake.connected, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield fake
    finally:
        server.close()
        for task in list(fake.handlers):
            task.cancel()
        await asyncio.gather(*fake.handlers, return_exceptions=True)
