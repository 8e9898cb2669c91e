"""Sums of many rows of whole numbers: a row is kept as one number with room for each column, so that adding up rows is
adding up numbers. Knows nothing of what the columns mean."""

from collections.abc import Iterable

_ROOM = 48
"""Bits of a column: sums stay far below half of what fits, and are told from below nought by that half."""
_HALF = 1 << (_ROOM - 1)
_ALL = (1 << _ROOM) - 1


def packed(row: Iterable[tuple[int, int]]) -> int:
    """A row of columns and what stands there, which may be below nought, as one number."""
    return sum(number << (_ROOM * column) for column, number in row)


def unpacked(total: int, columns: int) -> list[int]:
    """The columns of a sum of packed rows."""
    halves = sum(_HALF << (_ROOM * column) for column in range(columns))
    raised = total + halves
    return [(raised >> (_ROOM * column) & _ALL) - _HALF for column in range(columns)]
