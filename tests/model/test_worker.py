"""The worker for real: shared prefixes, batching, seeds, cancelling, queue, death in mid-sentence, files that lie."""

import asyncio
import os
import signal
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from service.adapters.llama import LlamaRuntime
from service.adapters.llama.jobs import Order, Part
from service.adapters.llama.states import Down, Serving
from service.domain.answer import Writer
from service.domain.brief import composed
from service.errors import BadSettings, Unavailable
from service.turn.write import Written, write
from tests.model.asking import brief, phraser, phrasing, said
from tests.model.conftest import config_for, serving
from tests.turn.test_write import no_lies

pytestmark = pytest.mark.model
LONG = Part("Tell me all about the template and the data. " * 30)


def lines(
    runtime: LlamaRuntime, *, seed: int = 1, prompt: Part = LONG, tokens: int = 200, answer: object = None
) -> Order:
    """An order whose text comes as it is."""
    number = runtime.number_of(answer if answer is not None else object())
    return Order(0, number, (prompt, Part("")), 999, 4000, tokens, seed, 1.0, lines=True)


async def under_way(runtime: LlamaRuntime) -> None:
    """Until the worker has been asked something."""
    for _ in range(20_000):
        if runtime.keeper.active:
            return
        await asyncio.sleep(0.0005)
    raise AssertionError("nothing was asked")


async def text_of(runtime: LlamaRuntime, order: Order) -> str:
    return "\n".join(await said(runtime.say(order, last=True)))


async def test_the_same_seed_says_the_same_and_another_seed_something_else(runtime: LlamaRuntime) -> None:
    model = phraser(runtime)
    made = brief(characters=600)
    first, again, other = [
        await said(model.phrase(phrasing(brief(characters=600) if seed < 0 else made, seed=abs(seed))))
        for seed in (3, -3, 4)
    ]
    assert first == again
    assert first != other or not first


async def test_eight_readers_are_batched_and_share_their_beginning(runtime: LlamaRuntime) -> None:
    orders = [lines(runtime, seed=seed, prompt=Part(LONG.text + str(seed)), tokens=40) for seed in range(8)]
    await asyncio.gather(*(text_of(runtime, order) for order in orders))
    counts = runtime.keeper.counts
    assert counts["generated"] >= 8
    assert counts["batches"] < counts["generated"]
    alone = counts["computed"] - counts["shared"] / 7
    assert counts["shared"] >= 0.95 * 7 * alone * 0.9


async def test_a_reader_that_leaves_is_cancelled_at_once(runtime: LlamaRuntime) -> None:
    long = phraser(runtime).phrase(phrasing(brief(characters=3000)))
    task = asyncio.create_task(anext(long))
    await under_way(runtime)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await long.aclose()
    assert runtime.keeper.active == 0
    assert runtime.ready()
    await text_of(runtime, lines(runtime, tokens=5))


async def test_a_queue_that_is_full_says_so(tiny: Path) -> None:
    opened = serving(config_for(tiny, readers=1, queue=1))
    try:
        await opened.places.enter(-1, lambda: True)
        waiting = asyncio.create_task(text_of(opened, lines(opened, tokens=5)))
        await asyncio.sleep(0.05)
        with pytest.raises(Unavailable, match="wait for the local model already"):
            await text_of(opened, lines(opened, tokens=5))
        opened.places.leave(-1, last=True)
        await waiting
    finally:
        opened.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
async def test_a_worker_that_dies_in_mid_sentence_is_finished_for_and_started_anew(tiny: Path, how: int) -> None:
    opened = serving(config_for(tiny))
    asked = brief("one", "two", characters=3000)
    try:
        first = opened.keeper.process_number
        assert first is not None

        async def kill() -> None:
            await under_way(opened)
            os.kill(first, how)

        killing = asyncio.create_task(kill())
        parts = [part async for part in write(asked, phraser(opened), no_lies)]
        await killing
        last = parts[-1]
        assert isinstance(last, Written)
        assert last.text == composed(asked) or last.writer is Writer.LLAMA
        ends = time.monotonic() + 30
        while opened.keeper.process_number in (first, None) or not opened.ready():
            assert time.monotonic() < ends
            await asyncio.sleep(0.05)
        assert opened.keeper.starts == 2
        await text_of(opened, lines(opened, tokens=5))
    finally:
        opened.close()


async def test_health_says_why_a_worker_is_gone(tiny: Path) -> None:
    opened = serving(config_for(tiny))
    try:
        number = opened.keeper.process_number
        assert number is not None
        os.kill(number, signal.SIGKILL)
        for _ in range(2000):
            if isinstance(state := opened.state, Down):
                break
            await asyncio.sleep(0.001)
        assert isinstance(state, Down)
        assert "killed by signal 9" in state.reason
    finally:
        opened.close()


def broken(tiny: Path, folder: Path, how: str) -> Path:
    raw, path = bytearray(tiny.read_bytes()), folder / f"{how}.gguf"
    if how == "cut":
        raw = raw[: len(raw) // 2]
    elif how == "magic":
        raw[:4] = b"GGML"
    elif how == "architecture":
        raw = bytearray(bytes(raw).replace(b"qwen2", b"qwenX"))
    elif how == "text":
        raw = bytearray(b"not a model at all" * 100)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("how", ["cut", "magic", "architecture", "text", "size", "sha256", "family", "missing"])
def test_a_file_that_cannot_be_used_is_refused_with_the_reason_and_retried(
    tiny: Path, tmp_path: Path, how: str
) -> None:
    every: dict[str, dict[str, object]] = {
        "size": {"size": 5},
        "sha256": {"sha256": "0" * 64},
        "family": {"family": "llama3"},
    }
    expected = every.get(how, {})
    path = tmp_path / "none.gguf" if how == "missing" else broken(tiny, tmp_path, how)
    opened = LlamaRuntime(config_for(path, **expected))
    opened.start()
    try:
        state = opened.wait(60)
        assert isinstance(state, Down)
        assert not opened.ready()
        with pytest.raises(Unavailable, match="the composer writes"):
            opened.health()
    finally:
        opened.close()


async def test_a_model_is_changed_while_it_serves_and_a_bad_one_changes_nothing(tiny: Path, tmp_path: Path) -> None:
    opened = serving(config_for(tiny))
    try:
        old = opened.keeper
        opened.swap(config_for(broken(tiny, tmp_path, "cut")))
        await asyncio.sleep(3)
        assert opened.keeper is old
        assert opened.ready()
        opened.swap(config_for(tiny, readers=2))
        ends = time.monotonic() + 60
        while opened.keeper is old:
            assert time.monotonic() < ends
            assert opened.ready()
            await asyncio.sleep(0.02)
        assert isinstance(opened.state, Serving)
        await text_of(opened, lines(opened, tokens=5))
    finally:
        opened.close()


def test_unknown_or_impossible_settings_are_refused(tiny: Path) -> None:
    with pytest.raises(BadSettings):
        config_for(tiny, kv_type="f32")


async def test_a_hundred_orders_cancelled_anywhere_leave_the_worker_sound(runtime: LlamaRuntime) -> None:
    async def some(number: int) -> None:
        order = lines(runtime, seed=number, prompt=Part(LONG.text + str(number % 7)), tokens=60)
        async with aclosing(runtime.say(order, last=True)) as texts:
            try:
                async with asyncio.timeout(0.002 * (number % 20)):
                    async for _ in texts:
                        pass
            except TimeoutError:
                return

    for start in range(0, 100, 20):
        await asyncio.gather(*(some(number) for number in range(start, start + 20)))
    assert runtime.keeper.active == 0
    assert runtime.keeper.starts == 1
    assert (runtime.places.writing, runtime.places.waiting) == (0, 0)
    await text_of(runtime, lines(runtime, tokens=5))
