"""GGUF headers that are sound, cut off, corrupt or hostile: told apart in no time and little memory."""

import random
import struct
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.llama.header import BadGguf, Header, Items, read_header


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(raw)) + raw


def pair(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def tensor(name: str, shape: tuple[int, ...] = (32,), kind: int = 0, offset: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)


ARCHITECTURE = pair("general.architecture", 8, text("qwen2"))


def gguf(
    pairs: tuple[bytes, ...] = (ARCHITECTURE,),
    tensors: tuple[bytes, ...] = (tensor("a"),),
    *,
    magic: bytes = b"GGUF",
    version: int = 3,
    counts: tuple[int, int] | None = None,
    data: int = 128,
) -> bytes:
    """A file as it is described, right or wrong."""
    many, some = counts if counts is not None else (len(tensors), len(pairs))
    head = magic + struct.pack("<IQQ", version, many, some) + b"".join(pairs) + b"".join(tensors)
    return head + b"\0" * (-len(head) % 32) + b"\0" * data


def header_of(folder: Path, raw: bytes) -> Header:
    path = folder / "x.gguf"
    path.write_bytes(raw)
    return read_header(path)


def test_a_sound_header_is_read(tmp_path: Path) -> None:
    values = struct.pack("<IQ", 4, 3) + struct.pack("<III", 7, 8, 9)
    names = struct.pack("<IQ", 8, 20) + b"".join(text(str(number)) for number in range(20))
    found = header_of(
        tmp_path,
        gguf(
            (
                ARCHITECTURE,
                pair("layers", 9, values),
                pair("names", 9, names),
                pair("on", 7, b"\1"),
                pair("n", 10, b"\5" + b"\0" * 7),
            )
        ),
    )
    assert found.text("general.architecture") == "qwen2"
    assert found.text("n") == ""
    assert found.number("n") == 5
    assert found.number("on") is None
    assert found.number("layers") == 9
    assert found.metadata["names"] == Items(20, tuple("01234567"))
    assert found.tensors[0].size == 128
    assert found.file_size == found.data_at + 128


HUGE = struct.pack("<Q", 1 << 62)
HOSTILE = {
    "no magic": gguf(magic=b"GGML"),
    "empty": b"",
    "a page": b"<html>404</html>" * 20,
    "version 1": gguf(version=1),
    "big-endian": gguf(version=0x03000000),
    "no tensors": gguf(tensors=()),
    "too many tensors": gguf(counts=(1 << 60, 1)),
    "too many pairs": gguf(counts=(1, 1 << 60)),
    "a key without end": gguf((HUGE + b"x",)),
    "a text without end": gguf((text("a") + struct.pack("<I", 8) + HUGE,)),
    "an array without end": gguf((pair("a", 9, struct.pack("<I", 4) + HUGE),)),
    "an array of texts without end": gguf((pair("a", 9, struct.pack("<IQ", 8, 1000) + HUGE),)),
    "an array of arrays": gguf((pair("a", 9, struct.pack("<IQIQ", 9, 1, 9, 1)),)),
    "an array that claims 4 GB": gguf((pair("a", 9, struct.pack("<IQ", 10, 1 << 29)),)),
    "an unknown type": gguf((pair("a", 77, b""),)),
    "a truth value of 2": gguf((pair("a", 7, b"\2"),)),
    "a key twice": gguf((ARCHITECTURE, ARCHITECTURE)),
    "an empty key": gguf((pair("", 7, b"\1"),)),
    "alignment 0": gguf((pair("general.alignment", 4, struct.pack("<I", 0)),)),
    "alignment 33": gguf((pair("general.alignment", 4, struct.pack("<I", 33)),)),
    "alignment of another type": gguf((pair("general.alignment", 8, text("32")),)),
    "a tensor with no dimension": gguf(tensors=(tensor("a", ()),)),
    "a tensor with five": gguf(tensors=(tensor("a", (1, 1, 1, 1, 1)),)),
    "a tensor that is empty": gguf(tensors=(tensor("a", (0, 4)),)),
    "a tensor that overflows": gguf(tensors=(tensor("a", (1 << 33, 1 << 33)),)),
    "a tensor type that is gone": gguf(tensors=(tensor("a", kind=4),)),
    "a tensor type of the future": gguf(tensors=(tensor("a", kind=1000),)),
    "half a block": gguf(tensors=(tensor("a", (33,), kind=8),)),
    "a tensor past the end": gguf(tensors=(tensor("a", (1 << 20,)),)),
    "an offset past the end": gguf(tensors=(tensor("a", offset=1 << 62),)),
    "an offset that is not aligned": gguf(tensors=(tensor("a", offset=4),)),
    "a name twice": gguf(tensors=(tensor("a", (8,)), tensor("a", (8,), offset=32))),
    "tensors over one another": gguf(tensors=(tensor("a"), tensor("b", offset=96))),
    "cut off in the data": gguf()[:-1],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_else_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    tracemalloc.start()
    started = time.monotonic()
    with pytest.raises(BadGguf) as raised:
        header_of(tmp_path, HOSTILE[name])
    assert time.monotonic() - started < 2
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()
    assert str(raised.value).isprintable()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12), st.floats(0, 1))
def test_bytes_changed_anywhere_are_read_or_refused_and_nothing_else(seed: int, changes: int, cut: float) -> None:
    drawn = random.Random(seed)
    raw = bytearray(gguf((ARCHITECTURE, pair("names", 9, struct.pack("<IQ", 8, 2) + text("ab") + text("c")))))
    for _ in range(changes):
        raw[drawn.randrange(len(raw))] = drawn.randrange(256)
    kept = bytes(raw[: int(len(raw) * cut)] if drawn.random() < 0.5 else raw)
    path = Path("/dev/shm" if Path("/dev/shm").is_dir() else "/tmp") / "sft-advisor-fuzz.gguf"
    path.write_bytes(kept)
    try:
        read_header(path)
    except BadGguf:
        return
