"""A real house on a data folder of its own, and phrasers that behave badly, as small real classes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from service.adapters.index import Index, IndexConfig, open_index
from service.adapters.index.glossary import read_glossary
from service.adapters.index.unanswered import read_unanswered
from service.assemble import House
from service.domain.answer import Writer
from service.domain.brief import Phrasing
from service.settings import load_settings
from service.turn.ports import Phraser
from service.turn.run import Parts
from tests.engines import KNOWLEDGE


class Lines:
    """A phraser that writes what `say` gives for a span, in small pieces."""

    writer = Writer.LLAMA

    def __init__(self, say: Callable[[Phrasing], str]) -> None:
        self._say = say
        self.asked = 0

    def ready(self) -> bool:
        """Always."""
        return True

    async def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        """The text, seven characters at a time."""
        self.asked += 1
        text = self._say(phrasing)
        for start in range(0, len(text), 7):
            await asyncio.sleep(0)
            yield text[start : start + 7]


class Hanging(Lines):
    """A phraser that never answers."""

    def __init__(self) -> None:
        super().__init__(lambda _: "")
        self.started = asyncio.Event()

    async def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        """Waits for ever."""
        self.asked += 1
        self.started.set()
        await asyncio.Event().wait()
        yield ""


def house_in(folder: Path) -> House:
    """A house whose index is in memory."""
    house = House(load_settings({}, data_dir=folder, log_level="error"))
    house.__dict__["index"] = _index()
    return house


@cache
def _index() -> Index:
    """The index over the entries as they are, in memory, built once for all tests."""
    house = House(load_settings({}, log_level="error"))
    glossary = read_glossary(KNOWLEDGE / "glossary.toml")
    unanswered = read_unanswered(KNOWLEDGE / "unanswered.toml")
    config = IndexConfig(
        folder=None, chroma=False, simplified=house.lexicon.simplified, glossary=glossary, unanswered=unanswered
    )
    return open_index(house.entries, config, lambda _: None)


def parts_with(house: House, model: Phraser | None) -> Parts:
    """The house's parts with another model."""
    return replace(house.parts, phraser=lambda: model)
