"""What people write in several ways is read in one; tables that would not do are refused in one sentence."""

import pytest

from service.domain.reading.normal import normal
from service.domain.reading.one_way import one_way
from tests.readers import heard, stated, words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("we dont plan it", "we don't plan it"),
        ("it does not chat", "it doesn't chat"),
        ("I cannot say", "i can't say"),
        ("it does not only chat", "it does not only chat"),
        ("the donts of tuning", "the donts of tuning"),
        ("还没尝试过", "还没试过"),
        ("显卡内存 12G", "显存 12g"),
    ],
)
def test_what_is_written_in_several_ways_is_read_in_one(typed: str, read: str) -> None:
    assert words().ways.applied(normal(typed, words().simplified)).text == read


def test_quotes_keep_the_way_it_was_written() -> None:
    told = heard("It doesnt chat with anyone. Base or chat?").statements
    assert [one.quote for one in told if one.name == "dialogue"] == ["It doesnt chat"]


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("We don't plan any RL. Base or chat?", "We do not plan any RL. Base or chat?"),
        ("The chat model can't do Wolof at all. Base or chat?", "The chat model cannot do Wolof at all. Base or chat?"),
        ("It doesn't chat with anyone. Base or chat?", "it doesnt chat with anyone. base or chat?"),
        ("还没试过原版 chat，选哪个？", "还没尝试过原版 chat，选哪个？"),
    ],
)
def test_both_ways_state_the_same(plain: str, other: str) -> None:
    assert stated(plain) == stated(other) != {}


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"don't": "do not"}, 'one_way: what stands for "don\'t" must be a list of words.'),
        ({"试过": ["尝试过"], "测过": ["尝试过"]}, "one_way: '尝试过' stands for '试过' and '测过'; keep one."),
    ],
)
def test_a_table_that_would_not_do_is_refused(table: dict[str, object], fault: str) -> None:
    faults: list[str] = []
    one_way(table, faults)
    assert faults == [fault]
