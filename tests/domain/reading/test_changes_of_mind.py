"""Plans dropped in the same breath, plans that are found out, and wishes that change."""

import pytest

from tests.eval.run_reader import answers
from tests.readers import stated


@pytest.mark.parametrize(
    ("message", "fact", "value"),
    [
        ("We planned DPO after SFT but dropped it. Base or chat?", "rl_next", "none"),
        ("原计划 SFT 后做 DPO 但后来放弃了，选哪个？", "rl_next", "none"),
        ("We thought about more pretraining, not doing it. Base or chat?", "continued_pretraining", "no"),
        ("没有继续预训练这一步，也没有多轮，选哪个？", "dialogue", "no"),
        ("没有多轮也没有工具，选哪个？", "tools", "no"),
    ],
)
def test_dropped_in_the_same_breath(message: str, fact: str, value: str) -> None:
    assert stated(message)[fact] == value


@pytest.mark.parametrize(
    ("turns", "fact", "value"),
    [
        (
            ("选 base 还是 chat 跟做不做继续预训练有关吗？我去问问同事", "问清楚了，会做"),
            "continued_pretraining",
            "yes",
        ),
        (("选 base 还是 chat 跟做不做继续预训练有关吗？我去问问同事", "确认了，不做"), "continued_pretraining", "no"),
        (("Does base vs chat depend on doing CPT? I'll ask.", "Asked. Yes, we will."), "continued_pretraining", "yes"),
        (("Does base vs chat depend on doing CPT? I'll ask.", "Checked, we won't."), "continued_pretraining", "no"),
        (("base 还是 chat 要看用不用工具吗？我查下方案", "要用"), "tools", "yes"),
    ],
)
def test_what_is_found_out_settles_what_was_asked(turns: tuple[str, ...], fact: str, value: str) -> None:
    first, last = answers(list(turns))
    assert first["facts"].get(fact, {}).get("source") != "stated"
    assert last["facts"][fact]["value"] == value


def test_strangers_of_the_old_wish_are_gone_with_it() -> None:
    turns = [
        "想做个养老院里陪老人聊天的，base 还是 chat",
        "需求改了，院长说不聊天了，改成每晚把护工一天的记录压成一小段",
    ]
    facts = answers(turns)[-1]["facts"]
    assert facts["task"]["value"] == "summarization"
    assert "public_facing" not in facts


def test_a_stage_in_the_clause_takes_no_task_away() -> None:
    said = stated("I want to do CPT on 2B tokens of Icelandic text and then SFT for a chat assistant. Base or chat?")
    assert said == {"task": "dialogue", "continued_pretraining": "yes"}


@pytest.mark.parametrize(
    ("message", "fact", "value"),
    [
        ("We shelved the DPO stage in spring, un-shelved it last week. Base or chat?", "rl_next", "dpo"),
        ("QLoRA gave us trouble, so that's out. LoRA it is. Base or chat?", "method", "lora"),
        ("全参那条线关了，留 LoRA，选哪个？", "method", "lora"),
        ("谁说我要用 LoRA 了？从头到尾都是全参，选哪个？", "method", "full"),
        ("客服？不是。翻译？也不是。就是给古籍断句，选哪个？", "task", "other"),
        ("Can't do without function calling. Base or chat?", "tools", "yes"),
        ("竞品会自己调接口，我们的不会，选哪个？", "tools", "no"),
    ],
)
def test_what_holds_after_all(message: str, fact: str, value: str) -> None:
    assert stated(message).get(fact) == value


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("要是批了钱我就全参，选哪个？", "method"),
        ("If the grant comes we'd do a full fine-tune. Base or chat?", "method"),
        ("Will it be multi-turn? No idea yet. Base or chat?", "dialogue"),
        ("数据不是多轮，每行就一个提示一个回答，选哪个？", "dialogue"),
    ],
)
def test_what_is_open_is_not_stated(message: str, fact: str) -> None:
    assert fact not in stated(message)


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("我们的数据是病历。全参训 Llama-3.2-3B，一张 48G 的卡放得下吗？", "special_domain"),
        ("We summarise court rulings. Will QLoRA on a 7B fit in 24 GB?", "task"),
    ],
)
def test_what_is_told_beside_another_question_counts(message: str, fact: str) -> None:
    assert fact in stated(message)
