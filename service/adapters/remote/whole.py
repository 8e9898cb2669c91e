"""One structured call for all free spans of an answer; each span reads its own text as it streams in."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from service.adapters.remote.engine import RemoteEngine
from service.adapters.remote.spans import NoSpans, SpanReader
from service.adapters.told import Told
from service.domain.brief import Free, Phrasing
from service.domain.facts import Language
from service.errors import Unavailable

IDLE_S = 5.0
"""Seconds between two spans after which nobody will ask for the rest."""
_TASK: dict[Language, str] = {
    "zh": "把各部分写成一个 JSON 对象，键是部分的编号，值是那一部分的文字，例如 {example}。只输出这个对象。",
    "en": "Write the parts as one JSON object: the keys are the numbers of the parts, the values their texts, such as "
    "{example}. Output the object alone.",
}


class WholeAnswer:
    """The one call, made when the first span is asked for, hung up after the last or when nobody asks any more."""

    def __init__(self, engine: RemoteEngine, phrasing: Phrasing, prompt: Told) -> None:
        spans = [span for span in phrasing.brief.spans if isinstance(span, Free)]
        self._keys = tuple(str(number) for number in range(1, len(spans) + 1))
        self._reader = SpanReader(self._keys)
        self._brief = phrasing.brief  # held, so that nothing else can come to have its id
        self._pieces: AsyncGenerator[str, None] = engine.stream(
            _messages(prompt, phrasing.brief.language, self._keys),
            seed=phrasing.seed,
            max_tokens=2 * sum(span.max_characters for span in spans),
            seconds=engine.config.timeout_s * len(spans),
            schema=_schema(self._keys),
        )
        self._idle: asyncio.TimerHandle | None = None
        self._over = False

    async def text(self, number: int) -> AsyncGenerator[str, None]:
        """What a span's text gains, until it is whole. Raises Unavailable."""
        key, sent = self._keys[number], 0
        self._rest()
        try:
            while True:
                text = self._reader.texts.get(key, "")
                if len(text) > sent:
                    yield text[sent:]
                    sent = len(text)
                if key in self._reader.whole or self._over:
                    return
                await self._read_on()
        finally:
            if key == self._keys[-1]:
                await self._hang_up()
            else:
                self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._forgotten)

    async def _read_on(self) -> None:
        try:
            self._reader.feed(await anext(self._pieces))
        except StopAsyncIteration:
            self._over = True
            if not self._reader.closed:
                raise Unavailable("The engine's answer is no object of spans.") from None
        except NoSpans as error:
            await self._hang_up()
            raise Unavailable(f"The engine's answer cannot be read: {error}.") from None

    def _rest(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _forgotten(self) -> None:
        self._closing: Any = asyncio.ensure_future(self._hang_up())

    async def _hang_up(self) -> None:
        self._over = True
        await self._pieces.aclose()


def _messages(prompt: Told, language: Language, keys: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    example = "{" + ", ".join(f'"{key}": "…"' for key in keys) + "}"
    task = _TASK[language].replace("{example}", example)
    return (
        {"role": "system", "content": prompt.system},
        {"role": "user", "content": f"{prompt.asked}\n\n{task}"},
    )


def _schema(keys: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys},
        "required": list(keys),
        "additionalProperties": False,
    }
