"""Reads a JSON object of texts while it streams in: {"1": "…", "2": "…"}, and nothing else. Untrusted; strict."""

import json
from enum import Enum

TEXT_MAX = 8192
OBJECT_MAX = 65_536
_HALVES = "".join(chr(code) for code in range(0xD800, 0xDC00))
"""First halves of surrogate pairs: the second may still come."""


class NoSpans(Exception):
    """What came is not such an object."""


class _Next(Enum):
    """What may come next, as the marks that may begin it."""

    OBJECT = "{"
    KEY_OR_END = '"}'
    KEY = '"'
    COLON = ":"
    TEXT = ' "'
    COMMA_OR_END = ",}"
    NOTHING = ""


_AFTER = {"{": _Next.KEY_OR_END, ":": _Next.TEXT, ",": _Next.KEY, "}": _Next.NOTHING}


class SpanReader:
    """Takes pieces of JSON; `texts` grows, `whole` names those that are complete. Other keys are refused."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._allowed = frozenset(keys)
        self._buffer = ""
        self._at = 0
        self._key = ""
        self._next = _Next.OBJECT
        self.texts: dict[str, str] = {}
        self.whole: set[str] = set()

    @property
    def closed(self) -> bool:
        """Whether the object has ended."""
        return self._next is _Next.NOTHING

    def feed(self, piece: str) -> None:
        """Takes a piece. Raises NoSpans."""
        self._buffer += piece
        if len(self._buffer) > OBJECT_MAX:
            raise NoSpans("the object is too long")
        while not self.closed and self._step():
            pass

    def _step(self) -> bool:
        """Reads one token of JSON, or part of a text; False when more is needed."""
        while self._at < len(self._buffer) and self._buffer[self._at] in " \t\r\n":
            self._at += 1
        if self._at >= len(self._buffer):
            return False
        mark = self._buffer[self._at]
        if mark not in self._next.value:
            raise NoSpans(f"the object has {mark!r} where it cannot stand")
        if mark == '"':
            return self._take_text() if self._next is _Next.TEXT else self._take_key()
        self._at += 1
        self._next = _AFTER[mark]
        return True

    def _take_key(self) -> bool:
        end = _end_of_text(self._buffer, self._at + 1)
        if end is None:
            return False
        self._key = _unescaped(self._buffer[self._at + 1 : end])
        if self._key not in self._allowed or self._key in self.texts:
            raise NoSpans("the object has a key that was not asked for, or has one twice")
        self._at, self._next = end + 1, _Next.COLON
        return True

    def _take_text(self) -> bool:
        start = self._at + 1
        end = _end_of_text(self._buffer, start)
        self.texts[self._key] = _unescaped(self._buffer[start : _safe_end(self._buffer, start) if end is None else end])
        if end is None:
            return False
        self.whole.add(self._key)
        self._at, self._next = end + 1, _Next.COMMA_OR_END
        return True


def _end_of_text(buffer: str, start: int) -> int | None:
    """Where the closing quote is."""
    position = start
    while position < len(buffer):
        if buffer[position] == '"':
            return position
        position += 2 if buffer[position] == "\\" else 1
    if len(buffer) - start > TEXT_MAX:
        raise NoSpans("a text is too long")
    return None


def _safe_end(buffer: str, start: int) -> int:
    """Where an unfinished text may be cut without splitting an escape or a pair of surrogates."""
    last = buffer.rfind("\\", max(start, len(buffer) - 12))
    while last > start and buffer[last - 1] == "\\":
        last -= 1
    return len(buffer) if last < 0 else last


def _unescaped(raw: str) -> str:
    try:
        text = json.loads(f'"{raw}"', strict=False)
    except ValueError:
        raise NoSpans("a text has a broken escape") from None
    return str(text).rstrip(_HALVES).encode("utf-8", "replace").decode()
