"""HTTP to an engine that is not trusted: no redirects, and no more bytes than an answer can have."""

import asyncio
import weakref
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx2

from service.adapters.remote.config import RemoteConfig

if TYPE_CHECKING:
    from openai import AsyncOpenAI

BYTES_MAX = 8 << 20
"""Bytes of one response; a whole answer with all its framing has less than a tenth."""
CONNECT_S = 5.0
CONNECTIONS = 64


class TooMuch(httpx2.TransportError):
    """The server sends more than anybody asked for."""


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for piece in self._stream:
            count += len(piece)
            if count > BYTES_MAX:
                raise TooMuch(f"the response has more than {BYTES_MAX} bytes")
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Bounded(httpx2.AsyncHTTPTransport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["accept-encoding"] = "identity"  # what is unpacked cannot be counted before
        response = await super().handle_async_request(request)
        response.stream = _Counted(response.stream)  # type: ignore[arg-type]
        return response


class Clients:
    """A client for each event loop that asks: connections belong to the loop that opened them."""

    def __init__(self, config: RemoteConfig) -> None:
        self._config = config
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncOpenAI] = weakref.WeakKeyDictionary()

    async def here(self) -> "AsyncOpenAI":
        """The client of the running loop; made in a thread the first time, since its library takes long to import."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            client = await asyncio.to_thread(self._make)
            self._clients.setdefault(loop, client)
        return self._clients[loop]

    async def close(self) -> None:
        """Closes the connections of the running loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    def _make(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        timeout = httpx2.Timeout(self._config.timeout_s, connect=min(CONNECT_S, self._config.timeout_s))
        limits = httpx2.Limits(max_connections=CONNECTIONS)
        http: Any = httpx2.AsyncClient(
            transport=_Bounded(limits=limits), timeout=timeout, follow_redirects=False, trust_env=False
        )
        return AsyncOpenAI(
            base_url=self._config.url,
            api_key=self._config.api_key or "none",
            timeout=timeout,
            max_retries=self._config.retries,
            http_client=http,
        )
