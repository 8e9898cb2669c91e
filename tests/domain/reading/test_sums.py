"""Numbers of rows that belong together: what is left or usable counts, not what went or what merely lies there."""

import pytest

from service.domain.understanding import Asked
from tests.readers import stated

LEFT = {
    "Scraped 31,000 listings, tossed the junk, 9,200 made it through. Base or chat?": 9200,
    "We had 12 000 pairs, 3 000 turned out to be garbage, so 9 000 remain. Base or chat?": 9000,
    "Of the 80k reviews in our warehouse only 2,100 are labelled. Base or chat?": 2100,
    "3,000 of our 50,000 rows have been annotated. Base or chat?": 3000,
    "60,000 pairs, of which we train on 45,000 and test on the remainder. Base or chat?": 45000,
    "By December we should have 60k, but today it's 1,800 rows. Base or chat?": 1800,
    "里面有一千条是重的，去掉剩 4 千，base 还是 chat？": 4000,
    "库里躺着二十万份工单，打好标签的就两千六，base 还是 chat？": 2600,
    "五万条里标了三千，base 还是 chat？": 3000,
    "年底能攒到 5 万条，眼下能用的才 1500 条，base 还是 chat？": 1500,
    "等标完有 3 万条，先用手上 2400 条训，base 还是 chat？": 2400,
}


@pytest.mark.parametrize("message", LEFT)
def test_what_is_left(message: str) -> None:
    assert stated(message).get("examples") == LEFT[message]


@pytest.mark.parametrize(
    "message",
    [
        "It must answer in three bullet points, never more. Base or chat?",
        "让它只列五条就五条，base 还是 chat？",
        "Only 3 of us work here. Base or chat?",
        "No labels at all, just 30 GB of raw text for continued pretraining. Base or chat?",
        "五千万字的原文，没有标注，先做继续预训练，base 还是 chat？",
    ],
)
def test_no_rows(message: str) -> None:
    assert "examples" not in stated(message)


def test_a_question_how_many_says_what_is_counted() -> None:
    found = stated("How many conversations? 3,300 after cleaning. Base or chat?")
    assert found == {"examples": 3300, "data_shape": "dialogue"}


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        ("12.5k rows after dedupe (was 31k), full FT. Base or chat?", 12_500),
        ("300 old eulogies written by our vicar. Base or chat?", 300),
        ("We have 350 sketches with captions. Base or chat?", 350),
        ("给它两则启事，判断是不是同一件，选 base 还是 chat？", None),
        ("Give it two rows and it tells which came first. Base or chat?", None),
        ("样本没数，七万客户，选 base 还是 chat？", None),
    ],
)
def test_rows_among_other_numbers(message: str, rows: int | None) -> None:
    assert stated(message).get("examples") == rows


def test_a_number_that_opens_a_reply_counts_rows() -> None:
    asked = Asked("dialogue", ("yes", "no"))
    assert stated("700ish, all from one panel", asked)["examples"] == 700


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        ("30 rows per class, 12 classes of rust. Base or chat?", 360),
        ("We have 9 kinds of moth and labelled 200 of each. Base or chat?", 1800),
        ("Rows: 400 per valley, 7 valleys. Base or chat?", 2800),
        ("7 个类，每类攒了整 300 条，选 base 还是 chat？", 2100),
        ("类别定了，8 个，每类还是五百条，选 base 还是 chat？", 4000),
    ],
)
def test_so_many_of_each(message: str, rows: int) -> None:
    assert stated(message).get("examples") == rows


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        ("About 4k taped sermons, one sermon per row. Base or chat?", 4000),
        ("一条一段，统共六千三百段鼓书，选 base 还是 chat？", 6300),
    ],
)
def test_each_of_them_is_a_row(message: str, rows: int) -> None:
    assert stated(message).get("examples") == rows
