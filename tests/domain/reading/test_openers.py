"""How a message opens and closes states nothing: greetings, apologies, names that are addressed, calls for answers."""

import pytest

from tests.eval.run_reader import answers
from tests.readers import stated

ZH = (
    "三千条工单做分类，LoRA，选 base 还是 chat？",
    "得保留前几轮的上下文，base 还是 chat？",
    "英文菜单翻成冰岛语，用哪个 base？",
)
EN = (
    "3,000 tickets to tag, LoRA. Base or chat?",
    "English menus into Icelandic, that's the whole job. Base or Chat?",
    "Our budget is tight and compute is scarce. Base or chat?",
)
OPENERS_ZH = (
    "大家好，请教一个问题。", "各位大佬好，", "新手求助：", "小白一个，不太懂，", "先交代下背景。", "情况如下：",
    "是这样的，", "有个事想咨询下，", "@advisor ", "@小助手 ",
    "网上说法不一，", "不废话，直接上情况：", "刚接手这个项目，", "老板催得急，",
)  # fmt: skip
CLOSERS_ZH = ("谢谢！", "大家怎么看？", "（机翻见谅）", "在线等。", "如果信息不够我再补充。", "求大佬指点迷津。")
OPENERS_EN = (
    "Hi all, quick question. ", "Here's the situation: ", "Asking for my team: ", "TL;DR below. ",
    "Some background first. ", "@advisor ",
    "Newbie here. ", "Sorry if this was asked before. ", "UPDATE: ", "Our use case: ", "Question: ",
)  # fmt: skip
CLOSERS_EN = (
    " Thanks!",
    " (translated with DeepL)",
    " Thoughts?",
    " Sent from my iPhone",
    " No rush.",
    " Kind regards, Anna",
)


@pytest.mark.parametrize("opener", OPENERS_ZH)
@pytest.mark.parametrize("message", ZH)
def test_a_chinese_opener_states_nothing(opener: str, message: str) -> None:
    assert stated(opener + message) == stated(message) != {}


@pytest.mark.parametrize("closer", CLOSERS_ZH)
@pytest.mark.parametrize("message", ZH)
def test_a_chinese_closer_states_nothing(closer: str, message: str) -> None:
    assert stated(message + closer) == stated(message) != {}


@pytest.mark.parametrize("opener", OPENERS_EN)
@pytest.mark.parametrize("message", EN)
def test_an_english_opener_states_nothing(opener: str, message: str) -> None:
    assert stated(opener + message) == stated(message) != {}


@pytest.mark.parametrize("closer", CLOSERS_EN)
@pytest.mark.parametrize("message", EN)
def test_an_english_closer_states_nothing(closer: str, message: str) -> None:
    assert stated(message + closer) == stated(message) != {}


@pytest.mark.parametrize(
    ("turns", "fact", "value"),
    [
        (("Tagging incoming emails as spam, promo or personal.", "Base or -it for SFT?"), "task", "classification"),
        (("Licence is fine for both variants, legal has signed off.", "Base or Chat?"), "license", "ok"),
        (("林场巡护日志，一天一篇，想每周缩成几句话。", "用哪个版本微调？"), "task", "summarization"),
        (("Write me a poem about spring.", "Base or chat for SFT?"), "task", None),
        (("帮我写一首关于春天的诗。", "微调选 base 还是 chat？"), "task", None),
        (("My lamp's base is broken.", "Base or chat for SFT?"), "task", None),
    ],
)
def test_what_is_told_before_the_question_counts_with_it(turns: tuple[str, str], fact: str, value: str | None) -> None:
    assert answers(turns)[-1]["facts"].get(fact, {}).get("value") == value
