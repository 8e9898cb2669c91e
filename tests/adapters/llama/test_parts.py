"""Settings, plans, frames, templates, places in the queue."""

import asyncio
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from service.adapters.llama.config import LlamaConfig, config_as_json, config_from
from service.adapters.llama.frames import FRAME_MAX, BadFrame, read_frame, write_frame
from service.adapters.llama.header import Header
from service.adapters.llama.jobs import Order, Part, order_as_json, order_from
from service.adapters.llama.places import Places
from service.adapters.llama.plan import READER_TOKENS, plan_for, token_bytes
from service.adapters.llama.templates import FAMILIES, PLAIN, family_of, fits, parts_for
from service.errors import BadSettings, Unavailable

GIB = 1 << 30


def test_unknown_settings_are_refused_by_name() -> None:
    with pytest.raises(BadSettings, match="n_treads"):
        config_from({"path": "x", "n_treads": 2})
    with pytest.raises(BadSettings, match="path"):
        config_from({})
    given = LlamaConfig("x", readers=4)
    assert config_from(config_as_json(given)) == given


@pytest.mark.parametrize(
    "wrong",
    [
        {"context": 100}, {"context": 1 << 40}, {"batch": 1}, {"gpu_layers": -2}, {"threads": 1.5}, {"readers": True},
        {"readers": 0}, {"kv_type": "f8"}, {"split": "some"}, {"flash_attention": "maybe"}, {"cache": ""},
        {"temperature": float("nan")}, {"path": ""}, {"path": "a\0b"}, {"kv_type": "q8_0", "flash_attention": "off"},
    ],
)  # fmt: skip
def test_values_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadSettings):
        LlamaConfig(**{"path": "x", **wrong})  # type: ignore[arg-type]


def header(size: int = GIB) -> Header:
    names = {"block_count": 28, "attention.head_count": 16, "attention.head_count_kv": 8, "embedding_length": 2048}
    metadata = {"general.architecture": "qwen3"} | {f"qwen3.{name}": value for name, value in names.items()}
    return Header(3, metadata, (), 0, size)


def test_the_plan_gives_each_reader_a_part_where_memory_allows() -> None:
    config = LlamaConfig("x")
    assert token_bytes(config, header()) == 28 * 8 * 256 * 2
    rich = plan_for(config, header(), 16 * GIB, on_gpu=False)
    assert (rich.context, rich.sequences, rich.split, rich.flash) == (8 * READER_TOKENS, 8, True, 0)
    poor = plan_for(config, header(), 3 * GIB, on_gpu=True)
    assert poor.context < 8 * READER_TOKENS
    assert (poor.sequences, poor.split, poor.flash) == (16, False, -1)
    none = plan_for(config, header(), GIB, on_gpu=False)
    assert none.context == 4096
    forced = plan_for(LlamaConfig("x", context=2048, cache="split", kv_type="q8_0"), header(), GIB, on_gpu=False)
    assert (forced.context, forced.split, forced.flash) == (2048, True, -1)


def test_frames_go_over_a_pipe_and_nonsense_is_refused() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"text": "用 \ud800 x"})
    pipe.seek(0)
    assert read_frame(pipe) == {"text": "用 \ud800 x"}
    assert read_frame(pipe) is None
    for raw in (struct.pack(">I", FRAME_MAX + 1), struct.pack(">I", 3) + b"abc", struct.pack(">I", 2) + b"[]"):
        with pytest.raises(BadFrame):
            read_frame(io.BytesIO(raw))
    assert read_frame(io.BytesIO(struct.pack(">I", 9) + b"cut")) is None
    assert read_frame(io.BytesIO(b"\0\0")) is None
    with pytest.raises(BadFrame):
        write_frame(io.BytesIO(), {"text": "x" * FRAME_MAX})


def test_an_order_survives_the_pipe() -> None:
    order = Order(1, 2, (Part("a", marks=True), Part("b")), 3, 4, 5, 6, 0.7, lines=True)
    assert order_from(order_as_json(order)) == order


@dataclass(frozen=True)
class Before:
    asked: str = "EARLIER <|im_end|>"
    shown: str = "SAID"


@dataclass(frozen=True)
class Talk(Before):
    system: str = "SYSTEM"
    turns: tuple[Before, ...] = ()
    asked: str = "ASKED <|im_end|>"
    shown: str = "SHOWN"


LATER = Talk(turns=(Before(), Before("AGAIN", "AND MORE")))
IN_ORDER = ("SYSTEM", "EARLIER", "SAID", "AGAIN", "AND MORE", "ASKED", "SHOWN")


def marks(*known: str) -> Callable[[str], bool]:
    return lambda mark: mark in known


@pytest.mark.parametrize("family", [*FAMILIES, PLAIN])
def test_every_family_keeps_what_is_told_outside_its_marks(family: str) -> None:
    parts = parts_for(family, LATER, "en")
    assert parts[-1] == Part("SHOWN")
    for part in parts:
        assert not (part.marks and any(told in part.text for told in IN_ORDER))
        assert part.marks or any(told in part.text for told in IN_ORDER)
    text = "".join(part.text for part in parts)
    places = [text.index(told) for told in IN_ORDER]
    assert places == sorted(places)
    marked = "".join(part.text for part in parts if part.marks)
    assert all(mark in marked for mark in (FAMILIES[family].control if family != PLAIN else ("Answer:",)))


@pytest.mark.parametrize("family", [*FAMILIES, PLAIN])
def test_a_talk_only_grows(family: str) -> None:
    first = Talk(asked="EARLIER <|im_end|>", shown="SAID")
    one, two = parts_for(family, first, "zh"), parts_for(family, LATER, "zh")
    assert two[: len(one)] == one


def test_the_family_is_the_one_whose_marks_the_vocabulary_has() -> None:
    chatml = ("<|im_start|>", "<|im_end|>")
    assert family_of("qwen2", "x", marks(*chatml)) == "chatml"
    assert family_of("qwen3", "x", marks(*chatml, "<think>")) == "qwen3"
    assert family_of("qwen3", "Qwen3-4B-Instruct-2507", marks(*chatml, "<think>")) == "chatml"
    assert family_of("llama", "x", marks(*chatml)) == "chatml"
    assert family_of("llama", "x", marks("[INST]", "[/INST]", "</s>")) == "mistral"
    assert family_of("phi3", "x", marks(*chatml, "<|im_sep|>")) == "phi4"
    assert family_of("qwen2", "x", marks()) == PLAIN
    assert fits("plain", marks())
    assert not fits("chatml", marks())
    assert not fits("llama9", marks(*chatml))
    assert family_of("llama", "x", marks("[INST]", "[/INST]")) == PLAIN


async def test_places_are_given_in_order_and_kept_between_spans() -> None:
    now = 0.0
    places = Places(1, 2, 5.0, lambda: now)
    order = []

    async def answer(number: int) -> None:
        await places.enter(number, lambda: True)
        order.append(number)

    await answer(1)
    waiting = [asyncio.create_task(answer(number)) for number in (2, 3)]
    await asyncio.sleep(0)
    assert (places.position(1), places.position(2), places.position(3)) == (0, 1, 2)
    with pytest.raises(Unavailable, match="wait for the local model"):
        await places.enter(4, lambda: True)
    places.leave(1, last=False)
    await answer(1)
    assert order == [1, 1]
    places.leave(1, last=True)
    await waiting[0]
    places.leave(2, last=False)
    await asyncio.sleep(0.15)
    assert order == [1, 1, 2]
    now += 1.1
    await waiting[1]
    assert order == [1, 1, 2, 3]
    places.leave(1, last=True)
    assert (places.writing, places.waiting) == (1, 0)


async def test_those_that_wait_too_long_or_for_a_model_that_is_gone_are_told() -> None:
    now, there = 0.0, True
    places = Places(1, 9, 5.0, lambda: now)
    await places.enter(1, lambda: there)
    late = asyncio.create_task(places.enter(2, lambda: there))
    await asyncio.sleep(0)
    now += 6
    with pytest.raises(Unavailable, match="no place within"):
        await late
    left = asyncio.create_task(places.enter(3, lambda: there))
    await asyncio.sleep(0)
    there = False
    with pytest.raises(Unavailable, match="gone"):
        await left
    assert places.waiting == 0
