"""Frames on a pipe: four bytes of length, then JSON. Both ends refuse what is too long or no object."""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
FRAME_MAX = 16 << 20
"""Bytes of the longest frame; a whole prompt of a million tokens fits."""


class BadFrame(Exception):
    """The other end does not speak the protocol."""


def write_frame(pipe: BinaryIO, message: Mapping[str, Any]) -> None:
    """Sends one message. Raises OSError when the other end is gone."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > FRAME_MAX:
        raise BadFrame(f"a message of {len(body)} bytes is too long")
    pipe.write(LENGTH.pack(len(body)) + body)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> dict[str, Any] | None:
    """The next message; None at the end, also where the end comes inside a frame. Raises BadFrame."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if length > FRAME_MAX:
        raise BadFrame(f"a message of {length} bytes is too long")
    body = pipe.read(length)
    if len(body) < length:
        return None
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise BadFrame("a message is not JSON") from None
    if not isinstance(message, dict):
        raise BadFrame("a message is not an object")
    return message
