"""Server-sent events out of bytes as they come, cut anywhere, even within a character. No HTTP in it.

Lines end at CR, LF or both and nowhere else: JSON may hold U+2028 and its like, where `str.splitlines` would cut.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its id on the wire, its name, and its data, a JSON object."""

    id: str
    name: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Parser:
    """Takes bytes, gives events. What is not an event with a JSON object is passed over."""

    _rest: bytes = b""
    _id: str = ""
    _name: str = ""
    _data: list[str] = field(default_factory=list)

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that this chunk completes."""
        self._rest += chunk
        while (end := LINE_END.search(self._rest)) is not None:
            if end.group() == b"\r" and end.end() == len(self._rest):
                return  # an LF of the same line end may follow in the next chunk
            line, self._rest = self._rest[: end.start()], self._rest[end.end() :]
            event = self._line(line.decode("utf-8", errors="replace"))
            if event is not None:
                yield event

    def _line(self, line: str) -> Event | None:
        if not line:
            return self._finish()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        elif name == "id":
            self._id = value
        return None

    def _finish(self) -> Event | None:
        name, text = self._name or "message", "\n".join(self._data)
        self._name, self._data = "", []
        if not text:
            return None
        try:
            data = json.loads(text)
        except ValueError:
            return None
        return Event(self._id, name, data) if isinstance(data, dict) else None
