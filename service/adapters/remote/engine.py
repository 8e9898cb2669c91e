"""Asks an OpenAI-compatible server for text, behind a circuit breaker. Every failure of it is Unavailable."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx2

from service.adapters.remote.breaker import Breaker
from service.adapters.remote.config import RemoteConfig, remote_config
from service.adapters.remote.transport import Clients
from service.errors import Unavailable

if TYPE_CHECKING:
    from openai import AsyncOpenAI

NAME_MAX = 200
EMPTY_MAX = 2000
"""Pieces without text that are borne before the server counts as talking nonsense."""


class RemoteEngine:
    """One server. Lives on any event loop."""

    def __init__(self, config: RemoteConfig, breaker: Breaker | None = None) -> None:
        self.config = remote_config(config)
        self.breaker = breaker or Breaker()
        self._clients = Clients(self.config)
        self._model = self.config.model

    def ready(self) -> bool:
        """Whether it may be asked now."""
        return self.breaker.may_ask()

    def health(self) -> str:
        """One sentence on how it is. Raises Unavailable with the sentence when it is not asked for now."""
        where = f"engine at {self.config.url}" + (f" ({self._model})" if self._model else "")
        if self.breaker.left_s:
            left = f"next try in {self.breaker.left_s:.0f} s"
            raise Unavailable(f"The {where} fails: {self.breaker.reason} The composer writes, {left}.")
        return f"{where}" + (f"; last failure: {self.breaker.reason}" if self.breaker.reason else " is asked")

    async def close(self) -> None:
        """Closes the connections of the running loop."""
        await self._clients.close()

    async def stream(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        seed: int,
        max_tokens: int,
        seconds: float,
        schema: Mapping[str, Any] | None = None,
    ) -> AsyncGenerator[str, None]:
        """Pieces of text that the server answers, within so many seconds in all.

        Raises Unavailable; hangs up at once when closed, which is no failure of the server's.
        """
        if not self.breaker.may_ask():
            raise Unavailable("The engine is left alone for now.")
        client = await self._clients.here()
        self.breaker.ask()
        ends = asyncio.get_running_loop().time() + seconds
        told: Any = list(messages)
        asked: dict[str, Any] = {"seed": seed, "max_tokens": max_tokens, "temperature": self.config.temperature}
        if schema is not None:
            asked["response_format"] = _format(schema)
        async with self._judged() as heard:
            async with asyncio.timeout_at(ends):
                response: Any = await client.chat.completions.create(
                    model=await self._model_name(client), messages=told, stream=True, **asked
                )
            async with aclosing(_texts(response, ends)) as texts:
                async for piece in texts:
                    heard.append(True)
                    yield piece

    async def _model_name(self, client: "AsyncOpenAI") -> str:
        """The model to ask for: the one set, else the first that the server lists."""
        if not self._model:
            listed = await client.models.list()
            names = [str(model.id) for model in listed.data[:1]]
            self._model = names[0][:NAME_MAX] if names else "default"
        return self._model

    @asynccontextmanager
    async def _judged(self) -> AsyncGenerator[list[bool], None]:
        """Tells the breaker how a request went; every failure becomes Unavailable. A reader that has heard enough,
        or goes, hangs up: the server worked if anything was heard."""
        from openai import APIError, OpenAIError

        heard: list[bool] = []
        try:
            yield heard
        except (GeneratorExit, asyncio.CancelledError):
            self.breaker.worked() if heard else self.breaker.gave_up()
            raise
        except TimeoutError as error:
            self._failed("it did not answer in time.", error)
        except APIError as error:
            self._failed(_said(error), error)
        except (OpenAIError, httpx2.HTTPError, ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
            self._failed("what it answered is no answer.", error)
        else:
            self.breaker.worked()

    def _failed(self, reason: str, error: Exception) -> None:
        self.breaker.failed(reason)
        raise Unavailable(f"The engine failed: {reason}") from error


def _said(error: Any) -> str:
    """What went wrong, in our words: the server's own are untrusted."""
    status = getattr(error, "status_code", None)
    if status is not None:
        return f"it answered with HTTP status {int(status)}."
    return {"APITimeoutError": "it did not answer in time.", "APIConnectionError": "it cannot be reached."}.get(
        type(error).__name__, "what it answered is no answer."
    )


def _format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The request for an object; a server may ignore it, so what comes is read strictly all the same."""
    return {"type": "json_schema", "json_schema": {"name": "spans", "strict": True, "schema": dict(schema)}}


async def _texts(response: Any, ends: float) -> AsyncGenerator[str, None]:
    """The texts of a stream of chunks until a time of the loop's clock; a stream that goes on without text is ended."""
    empty, chunks = 0, aiter(response)
    try:
        while True:
            try:
                async with asyncio.timeout_at(ends):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            text = chunk.choices[0].delta.content if chunk.choices else None
            if isinstance(text, str) and text:
                empty = 0
                yield text
                continue
            empty += 1
            if empty > EMPTY_MAX:
                raise ValueError("the stream has no text")
    finally:
        await response.close()
