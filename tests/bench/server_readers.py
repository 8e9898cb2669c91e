"""Readers of an OpenAI-compatible server, all at once, each asking for a completion of so many tokens."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Ask:
    """A prompt, the tokens of the answer, and how many of them the first sentence has."""

    prompt: str
    tokens: int
    first: int


@dataclass(frozen=True)
class Read:
    """Seconds to the end of the first sentence and of the answer, whether it came whole, and the server's processor
    time when the first sentence was there."""

    first_s: float
    total_s: float
    whole: bool
    first_cpu_s: float


async def read_all(url: str, asks: Sequence[Ask], processor_s: Callable[[], float]) -> list[Read]:
    """Everything that the readers got; `processor_s` gives the server's processor time so far."""
    async with httpx.AsyncClient(timeout=httpx.Timeout(900)) as client:
        return list(await asyncio.gather(*(_read(client, url, ask, processor_s) for ask in asks)))


async def _read(client: httpx.AsyncClient, url: str, ask: Ask, processor_s: Callable[[], float]) -> Read:
    body = {"prompt": ask.prompt, "max_tokens": ask.tokens, "temperature": 0.7, "stream": True, "seed": 1}
    started, first, count, used = time.perf_counter(), 0.0, 0, 0.0
    try:
        async with client.stream("POST", f"{url}/completions", json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {") and json.loads(line[6:])["choices"]:
                    count += 1
                    if count == ask.first:
                        first, used = time.perf_counter() - started, processor_s()
    except httpx.HTTPError:
        return Read(first, time.perf_counter() - started, whole=False, first_cpu_s=used)
    return Read(first, time.perf_counter() - started, whole=count >= ask.tokens * 0.9, first_cpu_s=used)
