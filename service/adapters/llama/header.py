"""Reads the header of a GGUF file with limits, in Python, before native code sees the file. The file is untrusted.

Knows the container (ggml's docs/gguf.md, versions 2 and 3), not the models. Every count, length, offset and type is
checked against a limit and against the size of the file before it is used.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from service.adapters.llama.tensors import BLOCKS

HEADER_MAX = 256 << 20
"""Bytes that a header may take; the largest vocabularies take about 20 MB."""
PAIRS_MAX, TENSORS_MAX = 4096, 65_536
KEY_MAX, TEXT_MAX, ITEMS_MAX = 256, 4 << 20, 4 << 20
DIMENSIONS_MAX, ELEMENTS_MAX = 4, 1 << 40
KEPT_ITEMS = 8
"""Arrays longer than this are checked and counted, not kept."""

_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<B", 10: "<Q", 11: "<q", 12: "<d"}
_BOOL, _STRING, _ARRAY = 7, 8, 9


class BadGguf(Exception):
    """The file is no GGUF file that may be loaded; the message says why, without text from the file."""


@dataclass(frozen=True, slots=True)
class Items:
    """An array of the metadata: how many items, and the first of them."""

    count: int
    first: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor's place: offset in bytes from the start of the data, and its size in bytes."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself; `data_at` is where the tensors begin, bytes from the start of the file."""

    version: int
    metadata: Mapping[str, Any]
    tensors: tuple[Tensor, ...]
    data_at: int
    file_size: int

    def text(self, key: str) -> str:
        """A text of the metadata, empty where there is none."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int | None:
        """A whole number of the metadata; the first where it is one a layer; None where there is none."""
        value = self.metadata.get(key)
        if isinstance(value, Items) and value.first:
            value = max((item for item in value.first if isinstance(item, int)), default=None)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def read_header(path: Path) -> Header:
    """The header of the file. Raises BadGguf, or OSError where it cannot be read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        return _Reader(file, size).header()


class _Reader:
    """A file read forward, never past its end nor past the largest header."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size, self._at = file, size, 0

    def header(self) -> Header:
        """The whole header."""
        if self._take(4) != b"GGUF":
            raise BadGguf("it is not a GGUF file")
        version = self._number("<I")
        if version not in (2, 3):
            raise BadGguf(f"GGUF version {version} is not known (a big-endian or newer file?)")
        tensors, pairs = self._number("<Q"), self._number("<Q")
        if not 0 < tensors <= TENSORS_MAX or pairs > PAIRS_MAX:
            raise BadGguf(f"it claims {tensors} tensors and {pairs} metadata pairs")
        metadata = self._metadata(pairs)
        infos = [self._tensor() for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment not in {1 << power for power in range(3, 17)}:
            raise BadGguf("its alignment is not a small power of two")
        data_at = -(-self._at // alignment) * alignment
        _check_places(infos, alignment, data_at, self._size)
        return Header(version, metadata, tuple(infos), data_at, self._size)

    def _metadata(self, pairs: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in range(pairs):
            key = self._text(KEY_MAX, "a metadata key")
            if not key or key in found:
                raise BadGguf("a metadata key is empty or stands twice")
            found[key] = self._value(self._number("<I"))
        return found

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._text(TEXT_MAX, "a metadata text")
        if kind == _ARRAY:
            return self._items()
        return self._scalar(kind)

    def _scalar(self, kind: int) -> Any:
        if kind not in _SCALARS:
            raise BadGguf(f"metadata type {kind} is not known")
        value = self._number(_SCALARS[kind])
        if kind == _BOOL:
            if value > 1:
                raise BadGguf("a truth value is neither 0 nor 1")
            return bool(value)
        return value

    def _items(self) -> Items:
        kind, count = self._number("<I"), self._number("<Q")
        if count > ITEMS_MAX:
            raise BadGguf(f"an array claims {count} items")
        if kind == _STRING:
            return self._texts(count)
        if kind not in _SCALARS:
            raise BadGguf(f"an array's type {kind} is not known")
        form = struct.Struct(_SCALARS[kind])
        raw = self._take(form.size * count)
        kept = count if count <= 1024 else KEPT_ITEMS
        return Items(count, tuple(item for (item,) in form.iter_unpack(raw[: form.size * kept])))

    def _texts(self, count: int) -> Items:
        first = [self._text(TEXT_MAX, "a text of an array") for _ in range(min(count, KEPT_ITEMS))]
        for _ in range(count - len(first)):
            length = self._number("<Q")
            if length > TEXT_MAX:
                raise BadGguf(f"a text of an array claims {length} bytes")
            self._take(length)
        return Items(count, tuple(first))

    def _tensor(self) -> Tensor:
        name = self._text(KEY_MAX, "a tensor's name")
        dimensions = self._number("<I")
        if not 0 < dimensions <= DIMENSIONS_MAX:
            raise BadGguf(f"a tensor has {dimensions} dimensions")
        shape = tuple(self._number("<Q") for _ in range(dimensions))
        kind, offset = self._number("<I"), self._number("<Q")
        if min(shape) < 1 or max(shape) > ELEMENTS_MAX or prod(shape) > ELEMENTS_MAX:
            raise BadGguf("a tensor is empty or too large")
        if kind not in BLOCKS:
            raise BadGguf(f"tensor type {kind} is not known")
        per_block, block_bytes = BLOCKS[kind]
        if shape[0] % per_block:
            raise BadGguf("a tensor's rows are no whole number of blocks")
        return Tensor(name, shape, kind, offset, prod(shape) // per_block * block_bytes)

    def _text(self, longest: int, what: str) -> str:
        length = self._number("<Q")
        if length > longest:
            raise BadGguf(f"{what} claims {length} bytes")
        return self._take(length).decode("utf-8", "replace")

    def _number(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _take(self, count: int) -> bytes:
        self._at += count
        if self._at > min(self._size, HEADER_MAX):
            raise BadGguf("it ends inside its header" if self._at > self._size else "its header is too long")
        raw = self._file.read(count)
        if len(raw) < count:
            raise BadGguf("it ends inside its header")
        return raw


def _check_places(tensors: list[Tensor], alignment: int, data_at: int, file_size: int) -> None:
    """Every tensor inside the file, aligned, named once, none over another."""
    if len({tensor.name for tensor in tensors}) < len(tensors):
        raise BadGguf("a tensor's name stands twice")
    ordered = sorted(tensors, key=lambda tensor: tensor.offset)
    for tensor in ordered:
        if tensor.offset % alignment:
            raise BadGguf("a tensor is not aligned")
        if data_at + tensor.offset + tensor.size > file_size:
            raise BadGguf("it is cut off: a tensor lies past its end")
    for before, after in pairwise(ordered):
        if before.offset + before.size > after.offset:
            raise BadGguf("two tensors overlap")
