"""Short replies to the question just asked, and replies that speak of something else."""

import pytest

from service.domain.facts import Interval, Value
from service.domain.understanding import Asked
from tests.readers import heard, stated

YES_NO = Asked("continued_pretraining", ("yes", "no"))
METHOD = Asked("method", ("full", "lora", "qlora"))
ROWS = Asked("examples", (0, Interval(1, 99)))


@pytest.mark.parametrize(
    ("reply", "asked", "value"),
    [
        ("有的", YES_NO, "yes"),
        ("no", YES_NO, "no"),
        ("不会", YES_NO, "no"),
        ("the second one", METHOD, "lora"),
        ("第一个吧", METHOD, "full"),
        ("大约五千", ROWS, 5000),
        ("没测过", Asked("baseline", ("enough", "not_enough", "unmeasured")), "unmeasured"),
        ("24", Asked("gpu_memory_gb", (8, 16, 24)), 24),
    ],
)
def test_answers_what_was_asked(reply: str, asked: Asked, value: Value) -> None:
    assert stated(reply, asked) == {asked.fact: value}


def test_a_yes_that_names_its_own_subject_answers_nothing_else() -> None:
    said = stated("Yes, it must call our booking functions.", YES_NO)
    assert said["tools"] == "yes"
    assert "continued_pretraining" not in said


def test_not_knowing_answers_nothing() -> None:
    assert not heard("不知道", YES_NO).statements


FACTS: dict[str, tuple[str, ...]] = {
    "dialogue": ("yes", "no"),
    "tools": ("yes", "no"),
    "public_facing": ("yes", "no"),
    "keep_general_ability": ("yes", "no"),
    "special_domain": ("yes", "no"),
    "base_published": ("yes", "no"),
    "license": ("ok", "chat_blocked", "both_blocked"),
    "baseline": ("enough", "not_enough", "unmeasured"),
    "resources": ("limited", "ample"),
    "rl_next": ("none", "dpo", "rl"),
    "data_shape": ("dialogue", "instruction", "document"),
}


@pytest.mark.parametrize(
    ("fact", "reply", "value"),
    [
        ("dialogue", "one-off", "no"),
        ("dialogue", "单次的", "no"),
        ("tools", "不调", "no"),
        ("public_facing", "open to everybody", "yes"),
        ("public_facing", "公司里的人用", "no"),
        ("keep_general_ability", "must stay", "yes"),
        ("keep_general_ability", "don't care", "no"),
        ("keep_general_ability", "无所谓", "no"),
        ("special_domain", "nothing special", "no"),
        ("special_domain", "通用的", "no"),
        ("base_published", "only chat", "no"),
        ("base_published", "both are out", "yes"),
        ("license", "both fine", "ok"),
        ("license", "chat isn't allowed", "chat_blocked"),
        ("license", "neither is allowed", "both_blocked"),
        ("license", "两个都不能用", "both_blocked"),
        ("baseline", "no idea", "unmeasured"),
        ("baseline", "tried, not good enough", "not_enough"),
        ("resources", "pretty limited", "limited"),
        ("rl_next", "SFT only", "none"),
        ("rl_next", "就 SFT", "none"),
        ("data_shape", "multi-turn chats", "dialogue"),
        ("data_shape", "多轮对话", "dialogue"),
    ],
)
def test_answers_in_a_few_words(fact: str, reply: str, value: str) -> None:
    assert stated(reply, Asked(fact, FACTS[fact])) == {fact: value}


@pytest.mark.parametrize(
    ("fact", "reply", "value"),
    [
        ("public_facing", "not public", "no"),
        ("special_domain", "不专业", "no"),
        ("rl_next", "no dpo", "none"),
        ("dialogue", "not multi-turn", "no"),
        ("baseline", "isn't enough", "not_enough"),
        ("resources", "不紧张", "ample"),
    ],
)
def test_a_denial_turns_the_answer(fact: str, reply: str, value: str) -> None:
    assert stated(reply, Asked(fact, FACTS[fact])) == {fact: value}


@pytest.mark.parametrize(("fact", "reply"), [("license", "not ok"), ("special_domain", "not medical")])
def test_what_a_denial_leaves_open_is_no_answer(fact: str, reply: str) -> None:
    assert not stated(reply, Asked(fact, FACTS[fact]))


def test_rows_are_no_answer_on_the_product() -> None:
    assert stated("训练数据都是多轮对话", Asked("dialogue", ("yes", "no"))).get("dialogue") is None


def test_not_caring_answers_only_what_it_can_answer() -> None:
    assert not heard("don't care", Asked("tools", ("yes", "no"))).statements
