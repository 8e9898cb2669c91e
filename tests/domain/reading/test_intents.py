"""What messages want, in both languages, look-alikes and mixed wishes included."""

import pytest

from service.domain.understanding import Intent
from tests.readers import heard

WANTED = {
    Intent.CHOOSE: [
        "base vs chat for sft??",
        "进行SFT操作的时候，基座模型选用Chat还是Base？",
        "Qwen3-8B-Base 和 Qwen3-8B 选哪个微调？",
        "LoRA, about 2k rows, internal tool",
    ],
    Intent.EXPLAIN: [
        "为什么大家都说做继续预训练必须用 base？",
        "What is a chat vector and when do people add it back?",
        "base 模型和 chat 模型本质区别在哪？",
        "Why did you say base?",
    ],
    Intent.MODEL_LOOKUP: ["Qwen3-32B 有没有放出 Base 权重？", "Which licence does Yi-1.5-34B use?"],
    Intent.MEMORY: ["QLoRA 微调 14B 大概要吃多少显存？", "Will QLoRA on a 32B model fit in 24 GB?"],
    Intent.GREETING: ["你好呀，在吗", "Hello, good evening"],
    Intent.OUT_OF_SCOPE: [
        "base64 解码在 Python 里怎么写？",
        "我们家附近新建了个 5G base station，辐射大不大？",
        "How do I set up a knowledge base in Confluence?",
        "Let's just chat about the weather, looks like rain again.",
        "Write me a limerick about my cat.",
        "What's the pH of a strong base?",
    ],
}


@pytest.mark.parametrize(("intent", "message"), [(intent, one) for intent, many in WANTED.items() for one in many])
def test_intent(intent: Intent, message: str) -> None:
    assert heard(message).intent is intent


@pytest.mark.parametrize("intent", [Intent.GREETING, Intent.OUT_OF_SCOPE])
def test_what_is_no_case_states_nothing(intent: Intent) -> None:
    assert all(not heard(message).statements for message in WANTED[intent])


def test_a_choice_with_an_explanation_is_a_choice() -> None:
    understood = heard("LoRA 和全参有什么区别？我做新闻摘要，选 base 还是 chat？")
    assert understood.intent is Intent.CHOOSE
    assert understood.wants_explanation


@pytest.mark.parametrize(
    ("message", "before", "language", "foreign"),
    [
        ("我们的 use case 是 shopping assistant，用 Base 比较 make sense？", None, "zh", False),
        ("For our 景区导览 bot, should SFT start from Base? 数据大概 1.2万.", None, "en", False),
        ("5k", "zh", "zh", False),
        ("???", None, "en", False),
        ("Начинать с Base или Chat?", "zh", "en", True),
        ("Soll ich mit Base oder Instruct anfangen, und welche ist besser?", None, "en", True),
    ],
)
def test_language(message: str, before: str | None, language: str, foreign: bool) -> None:
    understood = heard(message, language="zh" if before == "zh" else None)
    assert (understood.language, understood.foreign) == (language, foreign)
