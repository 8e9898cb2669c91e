"""Keeping a worker alive: loading with progress, whatever ends it, what the next one is told, and those who listen."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.jobs import Order, Part
from service.adapters.llama.keeper import Keeper
from service.adapters.llama.process import WorkerProcess
from service.adapters.llama.runtime import LlamaRuntime
from service.adapters.llama.states import Closed, Down, Serving, Starting
from service.domain.facts import Language
from service.errors import Unavailable

Opened = Callable[..., Keeper]
ORDER = Order(0, 1, (Part("a"), Part("")), 9, 99, 9, 1, 0.7)


class Book:
    """Keepers over workers without a model, and what those were told."""

    def __init__(self, folder: Path) -> None:
        self.record, self.model = folder / "starts", folder / "model.gguf"
        self.model.write_bytes(b"x")
        self.open: list[Keeper | LlamaRuntime] = []

    def starter(self, *modes: str) -> Callable[[], WorkerProcess]:
        """Starts workers of these modes, one after the other, the last one over and over."""
        left = list(modes)

        def start() -> WorkerProcess:
            mode = left.pop(0) if len(left) > 1 else left[0]
            return WorkerProcess((sys.executable, "-m", "tests.adapters.llama.fake_worker", mode, str(self.record)))

        return start

    def keeper(self, *modes: str, **settings: object) -> Keeper:
        keeper = Keeper(LlamaConfig(str(self.model), **settings), self.starter(*modes))  # type: ignore[arg-type]
        self.open.append(keeper)
        keeper.start()
        return keeper

    def runtime(self, *modes: str, **settings: object) -> LlamaRuntime:
        runtime = LlamaRuntime(LlamaConfig(str(self.model), **settings), self.starter(*modes))  # type: ignore[arg-type]
        self.open.append(runtime)
        runtime.start()
        return runtime

    def told(self) -> list[dict[str, object]]:
        """What every worker was told to load."""
        return [json.loads(line) for line in self.record.read_text("utf-8").splitlines()]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Everything opened is closed at the end."""
    made = Book(tmp_path)
    yield made
    for opened in made.open:
        opened.close()


def until(what: Callable[[], bool], seconds: float = 20) -> None:
    """Waits until it is so."""
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.005)


def is_down(keeper: Keeper, reason: str) -> Callable[[], bool]:
    return lambda: isinstance(state := keeper.state, Down) and reason in state.reason


def test_it_loads_in_the_background_and_says_how_far_it_is(book: Book) -> None:
    runtime = book.runtime("waits")
    until(lambda: runtime.state == Starting("loading", 40))
    assert not runtime.ready()
    with pytest.raises(Unavailable, match=r"loading 40 %.*composer writes meanwhile"):
        runtime.health()
    book.record.with_suffix(".go").touch()
    assert isinstance(runtime.wait(20), Serving)
    assert runtime.ready()
    assert "fake, template plain, 1 threads, 5 tokens/s" in runtime.health()


def test_while_it_tries_again_it_says_why_the_last_try_ended(book: Book) -> None:
    runtime = book.runtime("refuses", "waits")
    until(lambda: isinstance(state := runtime.state, Starting) and state.stage == "loading")
    with pytest.raises(Unavailable, match=r"loading 40 %; the last time: .*not a GGUF file.*composer writes meanwhile"):
        runtime.health()
    book.record.with_suffix(".go").touch()
    assert isinstance(runtime.wait(20), Serving)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("refuses", "it is not a GGUF file"),
        ("dies loading", "while loading (killed by signal 9)"),
        ("dies probing", "while probing (killed by signal 6"),
        ("talks nonsense", "while loading"),
    ],
)
def test_whatever_ends_a_worker_is_said_and_the_next_one_serves(book: Book, mode: str, reason: str) -> None:
    runtime = book.runtime(mode, "serves")
    until(is_down(runtime.keeper, reason))
    until(runtime.ready)
    assert runtime.keeper.starts == 2
    first, second = book.told()
    assert (first["tries"], first["probe"]) == (0, True)
    assert second["tries"] == (mode in ("dies loading", "talks nonsense"))
    assert second["probe"] == (mode != "dies probing")


def test_a_worker_that_cannot_be_started_is_no_end_of_the_service(book: Book) -> None:
    def none() -> WorkerProcess:
        return WorkerProcess(("/nowhere/at/all",))

    keeper = Keeper(LlamaConfig(str(book.model)), none)
    book.open.append(keeper)
    keeper.start()
    until(is_down(keeper, "cannot be started"))


def test_a_file_that_is_replaced_is_tried_at_once(book: Book) -> None:
    keeper = book.keeper("refuses", "refuses", "refuses", "refuses", "serves")
    until(lambda: keeper.starts == 4 and isinstance(keeper.state, Down))
    assert keeper.state == Down("it is not a GGUF file", 5)
    book.model.write_bytes(b"xyz")
    started = time.monotonic()
    until(lambda: isinstance(keeper.state, Serving))
    assert time.monotonic() - started < 4


async def test_a_file_that_is_replaced_while_it_serves_is_loaded_beside_and_changed_over_to(book: Book) -> None:
    runtime = book.runtime("serves")
    assert isinstance(runtime.wait(20), Serving)
    first = runtime.keeper
    book.model.write_bytes(b"another file")
    while runtime.keeper is first:
        assert runtime.ready()
        assert [text async for text in runtime.say(ORDER, last=True)] == ["One."]
        await asyncio.sleep(0.05)
    assert [text async for text in runtime.say(ORDER, last=True)] == ["One."]
    until(lambda: isinstance(first.state, Closed))


async def test_what_prompts_begin_with_is_read_before_anybody_asks(book: Book) -> None:
    rules: dict[Language, str] = {"zh": "规则", "en": "RULES"}
    runtime = LlamaRuntime(LlamaConfig(str(book.model)), book.starter("says what it hears"), rules)
    book.open.append(runtime)
    runtime.start()
    assert isinstance(runtime.wait(20), Serving)
    heard = [text async for text in runtime.say(ORDER, last=True)]
    assert heard == ["规则", "RULES", "a"]


async def test_who_listens_to_a_worker_that_dies_is_told_and_hears_the_next_one(book: Book) -> None:
    runtime = book.runtime("dies speaking", "serves")
    assert isinstance(runtime.wait(20), Serving)
    listening = runtime.say(ORDER, last=True)
    assert await anext(listening) == "One."
    with pytest.raises(Unavailable, match="worker ended"):
        await anext(listening)
    until(lambda: runtime.keeper.starts == 2 and runtime.ready())
    assert [text async for text in runtime.say(ORDER, last=True)] == ["One."]
    assert runtime.places.writing == runtime.keeper.active == 0


async def test_a_worker_that_gives_no_sign_of_life_is_ended(book: Book) -> None:
    runtime = book.runtime("is silent", "serves", silent_s=1.0)
    assert isinstance(runtime.wait(20), Serving)
    with pytest.raises(Unavailable, match="worker ended"):
        await anext(runtime.say(ORDER, last=True))
    until(runtime.ready)


async def test_a_model_that_was_given_back_is_asked_no_more(book: Book) -> None:
    runtime = book.runtime("serves")
    assert isinstance(runtime.wait(20), Serving)
    runtime.close()
    assert runtime.state == Closed()
    with pytest.raises(Unavailable):
        await anext(runtime.say(ORDER, last=True))
    with pytest.raises(Unavailable, match="given back"):
        runtime.health()
