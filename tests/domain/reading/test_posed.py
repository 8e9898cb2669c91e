"""Choices put to somebody: by alternatives whatever they are called, or by a told case with a question which one."""

import pytest

from service.domain.reading import look
from service.domain.reading.signs import POSED, STRAY
from service.domain.understanding import Intent
from tests.domain.reading.test_second import looked
from tests.eval.run_reader import ear


def shown(text: str) -> tuple[str, ...]:
    """The signs of a first message."""
    return look(text, ear().lexicon, mentions=ear().catalogue.mentions).signs


PUT = [
    "做 SFT，是在裸模型上训，还是在对齐过的模型上训？",
    "一般建议以基础模型抑或对话模型作为初始权重？",
    "base 跟 chat，站哪边？",
    "Should our tuning begin from the raw weights or from the aligned ones?",
    "Base versus instruct, your pick?",
    "Kindly advise whether the foundation or the conversational model ought to be the start.",
]
TOLD = [
    "想让模型学我写诗，攒了两千首，版本怎么定？",
    "We have 2,000 poems and tune with LoRA. Which one should we start from?",
]
GOVERNED = [
    "为什么在 base 上训不会停，在 chat 上训就会停？",
    "base 和 chat 有什么区别？",
    "Which of base and chat forgets faster during tuning?",
    "Was LIMA trained on the base or on the chat weights?",
    "Why do people start from base rather than chat?",
]
EVERYDAY = [
    "台灯底座松了老是晃，用什么胶粘比较牢？",
    "吉他琴桥上那颗微调螺丝，弦太高应该往哪边拧？",
    "Got invited to a fireside chat with our CEO, what do people wear to that?",
    "How do I turn the fine-tuning knob of a microscope?",
]


@pytest.mark.parametrize("text", PUT + TOLD)
def test_a_choice_put_to_somebody_is_a_choice(text: str) -> None:
    assert POSED in shown(text)
    assert looked(text) is Intent.CHOOSE


@pytest.mark.parametrize("text", GOVERNED)
def test_a_question_of_knowledge_beside_the_variants_is_none(text: str) -> None:
    assert POSED not in shown(text)
    assert looked(text) is Intent.EXPLAIN


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_senses_of_the_words_are_out_of_scope(text: str) -> None:
    assert looked(text) is Intent.OUT_OF_SCOPE


def test_everyday_words_do_not_hide_a_case_about_them() -> None:
    text = "我们卖台灯底座，想微调一个客服机器人，base 还是 chat？"
    assert STRAY not in shown(text)
    assert looked(text) is Intent.CHOOSE
