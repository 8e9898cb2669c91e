"""Numbers without what they count, numbers that sources differ on, that come in packs, or that count what follows."""

import pytest

from service.domain.facts import Interval, Value
from tests.eval.run_reader import answers
from tests.readers import heard, stated


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("将近六千条问答，选哪个？", 6000),
        ("近万条数据，base 还是 chat", 10000),
        ("接近一万条训练数据，base 还是 chat", 10000),
        ("We have just under 4,000 Q&A pairs. Base or chat?", Interval(3800, 3999)),
        ("数据嘛，估计两三千。选哪个 base", Interval(2000, 3000)),
        ("Rows? Maybe 5k. Base or chat?", 5000),
        ("Not few rows and not a lot, somewhere between 2k and 4k. Base or chat?", Interval(2000, 4000)),
        ("样本不到一百条，六七十条的样子，选哪个", Interval(60, 70)),
        ("3k rows. No, 4k. Base or chat?", 4000),
        ("三千条，不是五千条。选哪个 base", 3000),
        ("外包交了四包，每包 2500 条，选哪个 base？", 10000),
        ("題庫 62 冊、每冊 180 頁，還沒拆題，選哪個 base？", None),
        ("30 question types with exactly 40 training examples each. Base or chat?", 1200),
        ("7,500 are usable out of 20,000 rows. Base or chat?", 7500),
        ("Data: 90k dialogues, 1.1M messages in all. Base or chat?", 90000),
        ("Would it change if we had 100k instead of the 9k examples we've got? Base or chat?", 9000),
        ("SFT 之后接 DPO，偏好对已经在标了，2 万对，选哪个？", None),
        ("A couple dozen samples. Base or chat?", 24),
        ("Training rows at the moment: zero. Base or chat?", 0),
        ("样本数：0，选哪个 base", 0),
        ("85 hours of podcast, cut into 1,900 clips; every clip with its summary is one training row. Base?", 1900),
        ("不调提示词只有 61 分，选哪个 base", None),
    ],
)
def test_how_many_rows(message: str, value: Value | None) -> None:
    assert stated(message).get("examples") == value


@pytest.mark.parametrize(
    "message",
    [
        "Ann says 2,000 training rows, Ben says 9,000. Base or chat?",
        "表里写三千条，文档里写五千条，选哪个 base？",
    ],
)
def test_what_two_sources_differ_on_is_no_fact(message: str) -> None:
    said = heard(message)
    assert [one.fact for one in said.contradictions] == ["examples"]
    assert "examples" not in {one.name for one in said.statements}


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (("How many rows would tip it? I'd have to look.", "Looked: 41,000. It guesses a film's genre."), 41000),
        (("Tagging notes, base or chat?", "How many examples? I'd have to ask Ines.", "She says 640."), 640),
        (("样本多少我问下", "小李说 640"), 640),
        (("Base or chat? Around 900 rows.", "hm, recounted, it's 1,900 actually"), 1900),
        (("做校园问答，手上 5 千条，选哪个？", "更正，是 5 万条不是 5 千"), 50000),
    ],
)
def test_numbers_of_later_turns(turns: tuple[str, ...], value: int) -> None:
    assert answers(turns)[-1]["facts"]["examples"]["value"] == value


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("She says yes, GRPO right after SFT.", "rl"),
        ("他说要做，SFT 完上 GRPO", "rl"),
        ("They say DPO is always needed. Base or chat?", None),
    ],
)
def test_an_answer_that_is_passed_on_is_the_writers_own(reply: str, value: str | None) -> None:
    facts = answers(("Does it matter whether RL comes afterwards? I'll ask our lead.", reply))[-1]["facts"]
    assert facts.get("rl_next", {}).get("value") == value


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("Zero conversation, one line per event. Seventy thousand lines. Base or chat?", 70000),
        ("There's zero conversation anywhere. Base or chat?", None),
        ("We have zero conversations to train on. Base or chat?", 0),
        ("We have 310 reports with a short version each, going back to 1988. Base or chat?", 310),
        ("一年经手 1100 多条船，人工分好的邮件有 7500 封，选哪个 base？", 7500),
        ("In my earlier mail I wrote 3,000 rows, but the correct figure is 30,000. Base or chat?", 30000),
    ],
)
def test_what_denies_talk_or_tells_a_year_counts_no_rows(message: str, value: Value | None) -> None:
    assert stated(message).get("examples") == value
