"""Slips of the keyboard are mended; words that only hold or resemble one are let be."""

import pytest

from service.domain.reading.normal import Normal, normal
from service.domain.reading.typos import mended, typos
from tests.readers import heard, stated, words


def normalised(text: str) -> Normal:
    return normal(text, words().simplified)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("文本分累", "文本分类"), ("做多论客服", "做多轮客服"), ("the instrcut one", "the instruct one")],
)
def test_slips_are_mended(typed: str, read: str) -> None:
    assert mended(normalised(typed), words().typos).text == read


@pytest.mark.parametrize(
    "text",
    [
        "很多论文", "还是别的", "做苗语聊天", "老板本来说", "到底做不做", "数据本身", "不同用户",
        "能利用上", "包含数字", "写新问题",
        "triaging tickets", "a museum docent", "coreference", "unlearning", "lithology", "sharding",
    ],
)  # fmt: skip
def test_words_that_hold_a_slip_are_none(text: str) -> None:
    assert mended(normalised(text), words().typos).text == text


def test_a_right_word_is_passed_over_whole() -> None:
    table = typos({"chinese": {"版本": "板本"}, "right": "老板本"}, frozenset())
    assert mended(normalised("老板本来要板本"), table).text == "老板本来要版本"


def test_papers_are_no_turns() -> None:
    assert stated("很多论文摘要，3000 条，选哪个？") == {"task": "summarization", "examples": 3000}


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
    assert mended(normalised(typed), words().typos).text == read


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
