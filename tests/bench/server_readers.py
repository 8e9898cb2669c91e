"""Readers of an OpenAI-compatible server, all at once, each asking for a completion of so many tokens."""

import asyncio
import json
import time
from collections.abc import Sequence
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
    """Seconds to the end of the first sentence and of the answer, and whether it came whole."""

    first_s: float
    total_s: float
    whole: bool


async def read_all(url: str, asks: Sequence[Ask]) -> list[Read]:
    """Everything that the readers got."""
    async with httpx.AsyncClient(timeout=httpx.Timeout(900)) as client:
        return list(await asyncio.gather(*(_read(client, url, ask) for ask in asks)))


async def _read(client: httpx.AsyncClient, url: str, ask: Ask) -> Read:
    body = {"prompt": ask.prompt, "max_tokens": ask.tokens, "temperature": 0.7, "stream": True, "seed": 1}
    started, first, count = time.perf_counter(), 0.0, 0
    try:
        async with client.stream("POST", f"{url}/completions", json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {") and json.loads(line[6:])["choices"]:
                    count += 1
                    if count == ask.first:
                        first = time.perf_counter() - started
    except httpx.HTTPError:
        return Read(first, time.perf_counter() - started, whole=False)
    return Read(first, time.perf_counter() - started, whole=count >= ask.tokens * 0.9)
