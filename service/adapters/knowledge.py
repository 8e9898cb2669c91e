"""Reads the files under knowledge/. Size and form are checked here; what the data mean is the domain's to judge."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from service.domain.entries import entry_from
from service.domain.evidence import Entry
from service.domain.faults import Faulty
from service.errors import BadKnowledge

FILE_LIMIT = 256 * 1024

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was left out, and every reason why."""

    file: str
    reasons: tuple[str, ...]


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file. Raises BadKnowledge with file and reason."""
    try:
        if path.exists() and not path.is_file():
            raise BadKnowledge(f"{path.name}: is no ordinary file.")
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise BadKnowledge(f"{path.name}: cannot be read ({error.strerror}).") from None
    if len(raw) > FILE_LIMIT:
        raise BadKnowledge(f"{path.name}: larger than {FILE_LIMIT // 1024} KiB; split it.")
    if b"\0" in raw:
        raise BadKnowledge(f"{path.name}: is a binary file, not TOML.")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadKnowledge(f"{path.name}: is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:  # tomllib lets a number of thousands of digits through as ValueError
        raise BadKnowledge(f"{path.name}: is not valid TOML: {error}.") from None


def build(path: Path, make: Callable[[Mapping[str, Any]], T]) -> T:
    """What `make` builds from the file; its faults become one BadKnowledge that names the file."""
    data = read_toml(path)
    try:
        return make(data)
    except Faulty as faulty:
        raise BadKnowledge(f"{path.name}: {' '.join(faulty.faults)}") from None


def build_json(path: Path, make: Callable[[Mapping[str, Any]], T]) -> T:
    """What `make` builds from a JSON file of our own making. Raises BadKnowledge with file and reason."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return make(data)
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(error.faults) if isinstance(error, Faulty) else "it cannot be read as JSON"
        raise BadKnowledge(f"{path.name}: {reason}") from None


def read_entries(folder: Path) -> tuple[dict[str, Entry], list[Refused]]:
    """Every whole entry under `folder` by id, in name order, and the files that were refused."""
    entries: dict[str, Entry] = {}
    refused: list[Refused] = []
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name.startswith("."):
            continue
        name = str(path.relative_to(folder))
        try:
            entry = _read_entry(path)
        except BadKnowledge as error:
            refused.append(Refused(name, (error.message,)))
        except Faulty as faulty:
            refused.append(Refused(name, faulty.faults))
        else:
            if entry.id in entries:
                refused.append(Refused(name, (f"id {entry.id!r} is taken by another file.",)))
            else:
                entries[entry.id] = entry
    return entries, refused


def _read_entry(path: Path) -> Entry:
    if path.suffix != ".toml":
        raise BadKnowledge(f"{path.name}: entries are .toml files; move it elsewhere.")
    return entry_from(read_toml(path), path.stem)
