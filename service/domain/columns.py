"""Sums of many rows of whole numbers: a row is kept as one number with room for each column, so that adding up rows is
adding up numbers. Knows nothing of what the columns mean."""

from collections.abc import Iterable
from functools import cache

_ROOM = 48
"""Bits of a column: sums stay far below half of what fits, and are told from below nought by that half."""
_HALF = 1 << (_ROOM - 1)
_ALL = (1 << _ROOM) - 1


def packed(row: Iterable[tuple[int, int]]) -> int:
    """A row of columns and what stands there, which may be below nought, as one number."""
    return sum(number << (_ROOM * column) for column, number in row)


def unpacked(total: int, columns: int) -> list[int]:
    """The columns of a sum of packed rows."""
    raised = total + _halves(columns)
    return [_at(raised, at) for at in range(columns)]


def places(row: Iterable[int], columns: int) -> tuple[tuple[int, int], ...]:
    """Columns and what stands there, which a file holds one after the other. Raises ValueError."""
    numbers = [int(number) for number in row]
    pairs = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    if any(not 0 <= at < columns for at, _ in pairs):
        raise ValueError
    return pairs


def _at(raised: int, at: int) -> int:
    return (raised >> (_ROOM * at) & _ALL) - _HALF


@cache
def _halves(columns: int) -> int:
    """Half of what fits in every column: keeps each above nought, so that none borrows from the next."""
    return sum(_HALF << (_ROOM * at) for at in range(columns))
