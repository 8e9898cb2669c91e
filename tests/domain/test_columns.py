"""Rows added up as one number each come to what their columns come to."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.columns import packed, unpacked

COLUMNS = 5
ROWS = st.lists(st.lists(st.integers(-20_000, 20_000), min_size=COLUMNS, max_size=COLUMNS), max_size=50)


@given(ROWS)
def test_packed_rows_add_up_like_their_columns(rows: list[list[int]]) -> None:
    total = sum(packed(enumerate(row)) for row in rows)
    assert unpacked(total, COLUMNS) == tuple(sum(row[column] for row in rows) for column in range(COLUMNS))


def test_a_row_may_leave_columns_out() -> None:
    assert unpacked(packed([(3, -7), (1, 2)]), COLUMNS) == (0, 2, 0, -7, 0)
