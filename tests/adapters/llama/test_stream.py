"""Sentences between two threads: order, failure, who leaves, and who does not read."""

import asyncio
import time

import pytest

from service.adapters.llama.stream import Ended, Stream
from service.errors import Unavailable


class Dropped(list[Stream]):
    """Who was dropped."""

    def stream(self, unread_s: float = 30.0) -> Stream:
        return Stream(unread_s, self.append)


async def test_sentences_come_in_order_and_end() -> None:
    dropped = Dropped()
    stream = dropped.stream()
    for item in ("One.", "Two.", Ended()):
        await asyncio.to_thread(stream.put, item)
    assert [await stream.next(), await stream.next(), await stream.next()] == ["One.", "Two.", None]
    stream.close()
    assert not dropped


async def test_a_failure_is_told_after_what_came_before_it() -> None:
    stream = Dropped().stream()
    stream.put("One.")
    stream.put(Ended("it broke"))
    assert await stream.next() == "One."
    with pytest.raises(Unavailable, match="it broke"):
        await stream.next()


async def test_who_leaves_cancels_once() -> None:
    dropped = Dropped()
    stream = dropped.stream()
    stream.put("One.")
    stream.close()
    stream.close()
    assert dropped == [stream]


async def test_what_nobody_reads_is_cancelled_and_ends() -> None:
    dropped = Dropped()
    stream = dropped.stream(unread_s=0.05)
    stream.put("One.")
    assert await stream.next() == "One."
    await asyncio.sleep(0.1)
    stream.put("Two.")
    assert dropped == [stream]
    with pytest.raises(Unavailable, match=r"read for 0.05 s"):
        await stream.next()


async def test_who_waits_for_a_slow_model_is_reading() -> None:
    dropped = Dropped()
    stream = dropped.stream(unread_s=0.05)
    waiting = asyncio.create_task(stream.next())
    await asyncio.sleep(0.15)
    stream.put("One.")
    assert await waiting == "One."
    assert not dropped


def test_a_loop_that_is_gone_reads_no_more() -> None:
    dropped = Dropped()

    async def made() -> Stream:
        return dropped.stream()

    stream = asyncio.run(made())
    time.sleep(0.01)
    stream.put("One.")
    assert dropped == [stream]
