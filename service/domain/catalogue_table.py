"""Reads one table of a catalogue file: typed values out of parsed data, every fault noted with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.checkpoints import CERTAINTIES, UNKNOWN, Count, Known
from service.domain.memory import Embedding

_UNKNOWN = Known(UNKNOWN, "unknown")


@dataclass
class TableReader:
    """One table and the place it stands in. A wrong value becomes a fault and a harmless stand-in; `defaults` give
    what the table itself leaves out."""

    table: Mapping[str, Any]
    place: str
    faults: list[str]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def fault(self, what: str) -> None:
        """Notes a fault of this place."""
        self.faults.append(f"{self.place}: {what}.")

    def get(self, key: str) -> Any:
        """The raw value, the default where the table has none."""
        return self.table.get(key, self.defaults.get(key))

    def only(self, allowed: set[str]) -> None:
        """Refuses keys that mean nothing here."""
        for key in sorted(set(self.table) - allowed):
            self.fault(f"unknown key {key!r}")

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(f"{key} is missing or no text")
        return ""

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none."""
        value = self.get(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(word, str) and word for word in value):
            return tuple(value)
        self.fault(f"{key} must be a list of texts")
        return ()

    def known(self, *keys: str) -> Known:
        """The first of `keys` that is there, as [value, certainty (, in Chinese)]; unknown when none is."""
        key = next((key for key in keys if self.get(key) is not None), None)
        if key is None:
            return _UNKNOWN
        value = self.get(key)
        zh = value[2] if isinstance(value, list) and len(value) == 3 and isinstance(value[2], str) else ""
        value = value[:2] if zh and isinstance(value, list) else value
        if not _with_certainty(value) or not isinstance(value[0], str) or not value[0]:
            self.fault(f"{key} must be [value, certainty] with a certainty of {', '.join(CERTAINTIES)}")
            return _UNKNOWN
        if (value[0] == UNKNOWN) != (value[1] == "unknown"):
            self.fault(f"{key}: the value ? and the certainty unknown go together")
        return Known(value[0], value[1], zh)

    def count(self, key: str) -> Count:
        """Billions of parameters with their certainty; None where unknown."""
        value = self.get(key)
        if _with_certainty(value):
            if value == [UNKNOWN, "unknown"]:
                return Count(None, "unknown")
            if _number(value[0]) and 0 < value[0] < 10_000 and value[1] != "unknown":
                return Count(float(value[0]), value[1])
        self.fault(f"{key} must be [billions, certainty], or ['?', 'unknown']")
        return Count(None, "unknown")

    def tables(self, key: str) -> Iterator[Mapping[str, Any]]:
        """The members of a list of tables, none where there is no such list."""
        value = self.get(key)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(f"{key} must be a list of tables")
            return
        yield from value

    def embedding(self) -> Embedding | None:
        """Vocabulary, width and tying of the input embedding, None where not given."""
        table = self.get("embedding")
        if table is None:
            return None
        if isinstance(table, dict) and set(table) == {"vocabulary", "width", "tied", "certainty"}:
            rows, width, tied = table["vocabulary"], table["width"], table["tied"]
            whole = all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in (rows, width))
            if whole and isinstance(tied, bool) and table["certainty"] in CERTAINTIES:
                return Embedding(rows, width, tied)
        self.fault("embedding must give vocabulary, width, tied and certainty")
        return None


def _with_certainty(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and value[1] in CERTAINTIES


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
