"""Slips of the keyboard are mended; words that only hold or resemble one are let be."""

import pytest

from service.domain.reading.normal import Normal, normal
from service.domain.reading.typos import mended, typos
from tests.readers import stated, words


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
