"""Files that pass for models until they are loaded, and machines that are too small: said, survived, tried again."""

import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service.adapters.llama import LlamaRuntime
from service.adapters.llama.header import read_header
from service.adapters.llama.process import COMMAND, WorkerProcess
from service.adapters.llama.states import Down, Serving
from tests.model.asking import brief, phraser, phrasing, said
from tests.model.conftest import config_for

pytestmark = pytest.mark.model
UINT32, FLOAT32 = 4, 6


def number(key: str, value: int) -> Callable[[bytes], bytes]:
    """Puts another number in its place."""

    def changed(raw: bytes) -> bytes:
        name = key.encode()
        at = raw.index(struct.pack("<Q", len(name)) + name) + 8 + len(name)
        assert struct.unpack_from("<I", raw, at)[0] == UINT32
        return raw[: at + 4] + struct.pack("<I", value) + raw[at + 8 :]

    return changed


def renamed(old: str, new: str) -> Callable[[bytes], bytes]:
    """Gives a key or tensor another name of the same length."""
    assert len(old) == len(new)
    return lambda raw: raw.replace(old.encode(), new.encode())


HOSTILE = {
    "no heads": number("qwen2.attention.head_count", 0),
    "more kv heads than heads": number("qwen2.attention.head_count_kv", 3),
    "four thousand million heads": number("qwen2.attention.head_count", 0xFFFFFFFF),
    "no layers": number("qwen2.block_count", 0),
    "more layers than tensors": number("qwen2.block_count", 60_000),
    "a width that is not that of its tensors": number("qwen2.embedding_length", 128),
    "no width": number("qwen2.embedding_length", 0),
    "an end token outside the vocabulary": number("tokenizer.ggml.eos_token_id", 0x7FFFFFFF),
    "a tensor missing": renamed("blk.0.ffn_up.weight", "blk.0.ffn_zz.weight"),
    "no tokens": renamed("tokenizer.ggml.tokens", "tokenizer.ggml.tokenz"),
    "no merges": renamed("tokenizer.ggml.merges", "tokenizer.ggml.mergez"),
    "an unknown tokenizer": renamed("tokenizer.ggml.model", "tokenizer.ggml.modem"),
}


def write_hostile(path: Path, tiny: Path, how: str) -> None:
    """Writes the file; its header is sound as far as the container goes."""
    path.write_bytes(HOSTILE[how](tiny.read_bytes()))
    read_header(path)


@pytest.mark.parametrize("how", HOSTILE)
async def test_a_file_that_lies_about_itself_brings_nothing_down(tiny: Path, tmp_path: Path, how: str) -> None:
    path = tmp_path / "hostile.gguf"
    write_hostile(path, tiny, how)
    opened = LlamaRuntime(config_for(path))
    opened.start()
    try:
        state = opened.wait(60)
        if isinstance(state, Serving):  # llama.cpp puts up with it
            assert how == "an end token outside the vocabulary"
            await said(phraser(opened).phrase(phrasing(brief(characters=60))))
            assert opened.ready()
            return
        assert isinstance(state, Down)
        assert "llama.cpp could not load the file (" in state.reason or "GGML_ASSERT" in state.reason
        assert not opened.ready()
    finally:
        opened.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are Linux's")
def test_a_machine_that_is_too_small_is_said_and_the_service_lives(tiny: Path) -> None:
    def small() -> WorkerProcess:
        return WorkerProcess(("prlimit", "--as=900000000", *COMMAND))

    opened = LlamaRuntime(config_for(tiny, context=4_194_304), small)
    opened.start()
    try:
        state = opened.wait(60)
        assert isinstance(state, Down)
        assert "memory" in state.reason or "ended while" in state.reason
        assert not opened.ready()
    finally:
        opened.close()
