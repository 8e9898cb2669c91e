"""What several commands share: the house, facts given as name=value, lines of a batch, printing."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.assemble import House
from service.errors import BadInput
from service.log import set_up_logging
from service.settings import load_settings

OWNER = "cli"


@contextmanager
def house(**overrides: Any) -> Iterator[House]:
    """The parts of this process, closed at the end."""
    settings = load_settings(**{name: value for name, value in overrides.items() if value is not None})
    set_up_logging(settings.log_level, settings.log_format)
    built = House(settings, show_progress)
    try:
        yield built
    finally:
        built.close()


def show_progress(progress: Any) -> None:
    """One line on stderr that counts up while the index is built."""
    end = "\n" if progress.percent >= 100 else ""
    if sys.stderr.isatty() or end:
        print(f"\rindex: {progress.phase} {progress.percent:3}%", end=end, file=sys.stderr, flush=True)


def fact(text: str) -> tuple[str, str]:
    """`name=value` as a pair."""
    name, found, value = text.partition("=")
    if not found or not name.strip() or not value.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE, such as task=qa or examples=3000..5000")
    return name.strip(), value.strip()


def print_json(value: Any) -> None:
    """One line of JSON on stdout."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def run_batch(path: str, answer: Callable[[Mapping[str, Any]], Mapping[str, Any]], required: str) -> int:
    """Answers every line of a file in order, with progress on stderr. A bad line is an error that names its number,
    and nothing before it is lost."""
    rows = list(_rows(path, required))
    for number, row in enumerate(rows, 1):
        try:
            print_json({"id": row["id"], **answer(row)})
        except BadInput as error:
            raise BadInput(f"{path}, line {number} (id {row['id']!r}): {error.message}") from None
        if sys.stderr.isatty() or number == len(rows):
            end = "\n" if number == len(rows) else ""
            print(f"\r{number} of {len(rows)}", end=end, file=sys.stderr, flush=True)
    return 0


def _rows(path: str, required: str) -> Iterator[Mapping[str, Any]]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadInput(f"{path} cannot be read: {reason}.") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _row(path, number, line, required)


def _row(path: str, number: int, line: str, required: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(f"{path}, line {number}: no JSON object.") from None
    if not isinstance(row, dict) or "id" not in row or required not in row:
        raise BadInput(f'{path}, line {number}: an object with "id" and "{required}" is needed.')
    return row
