"""Sums of many rows of whole numbers: a row is kept as one number with room for each column, so that adding up rows is
adding up numbers. Knows nothing of what the columns mean."""

from collections.abc import Iterable
from functools import cache
from struct import Struct

_ROOM = 32
"""Bits of a column, as many as `struct` unpacks at once: sums stay far below half of what fits."""


def packed(row: Iterable[tuple[int, int]]) -> int:
    """A row of columns and what stands there, which may be below nought, as one number."""
    return sum(number << (_ROOM * column) for column, number in row)


def unpacked(total: int, columns: int) -> tuple[int, ...]:
    """The columns of a sum of packed rows.

    A column below nought has borrowed from the next. Half of what fits, added to each, pays that back and sets its
    highest bit; turning that bit over leaves the column as machines write signed numbers.
    """
    halves, signed = _halves(columns), _signed(columns)
    return signed.unpack(((total + halves) ^ halves).to_bytes(signed.size, "little"))


def places(row: Iterable[int], columns: int) -> tuple[tuple[int, int], ...]:
    """Columns and what stands there, which a file holds one after the other. Raises ValueError."""
    numbers = [int(number) for number in row]
    pairs = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    if any(not 0 <= at < columns for at, _ in pairs):
        raise ValueError
    return pairs


@cache
def _halves(columns: int) -> int:
    """Half of what fits, in every column."""
    return sum(1 << (_ROOM * column + _ROOM - 1) for column in range(columns))


@cache
def _signed(columns: int) -> Struct:
    return Struct(f"<{columns}i")
