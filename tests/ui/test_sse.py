"""Server-sent events are read whole wherever the bytes are cut."""

import json

import pytest

from ui.sse import Event, Parser

DATA = {"text": "先答“是”\u2028再说 😀", "n": 1}
WIRE = (
    b": a comment\n\nid: 1\nevent: understood\ndata: " + json.dumps(DATA, ensure_ascii=False).encode() + b"\n\n"
    b'id: 2\nevent: delta\ndata: {"text":\ndata: "two lines"}\n\n'
    b'event: delta\ndata: {"text": "unfinished"}\n'
)
EVENTS = [Event("1", "understood", DATA), Event("2", "delta", {"text": "two lines"})]


def read(chunks: list[bytes]) -> list[Event]:
    parser = Parser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_cut_anywhere(end: bytes) -> None:
    wire = WIRE.replace(b"\n", end)
    for cut in range(len(wire)):
        assert read([wire[:cut], wire[cut:]]) == EVENTS


def test_byte_by_byte() -> None:
    assert read([bytes([byte]) for byte in WIRE]) == EVENTS


def test_what_is_not_an_object_is_passed_over() -> None:
    wire = b'data: not json\n\ndata: [1]\n\ndata:{"a": 1}\n\nretry: 5\n\n'
    assert read([wire]) == [Event("", "message", {"a": 1})]
