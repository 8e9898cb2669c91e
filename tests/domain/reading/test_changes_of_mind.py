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


@pytest.mark.parametrize(
    ("message", "fact", "value"),
    [
        (
            "First it was supposed to chat, then the plan changed: it classifies tickets. Base or chat?",
            "task",
            "classification",
        ),
        ("It was going to be a chatbot. Now it's a classifier. Base or chat?", "task", "classification"),
        ("The old plan was extraction, the new one is summarisation. Base or chat?", "task", "summarization"),
        ("We dropped the chatbot and do ticket tagging instead. Base or chat?", "task", "classification"),
        ("Instead of a chatbot we're now building a summariser. Base or chat?", "task", "summarization"),
        ("原计划做翻译，现在改做摘要。选哪个 base", "task", "summarization"),
        ("先是想做聊天机器人，后面变成做工单分类。选哪个 base", "task", "classification"),
        ("聊天机器人不做了，改做工单分类。选哪个 base", "task", "classification"),
        ("之前说做摘要，其实是做翻译。选哪个 base", "task", "translation"),
        ("不是做客服，是做工单分类。选哪个 base", "task", "classification"),
        ("从做客服改成了做分类。选哪个 base", "task", "classification"),
        ("把客服换成了分类任务。选哪个 base", "task", "classification"),
        ("We'd planned on LoRA, it's QLoRA now. Tagging tickets. Base or chat?", "method", "qlora"),
        ("LoRA was the plan, now it's full fine-tuning. Tagging tickets. Base or chat?", "method", "full"),
        ("从 LoRA 换成了全参。做分类，选哪个", "method", "full"),
        ("先前 LoRA，现在全参了。做分类，选哪个", "method", "full"),
        ("不用 LoRA 了，上全参。做分类，选哪个", "method", "full"),
        ("It used to be 3,000 rows; after cleaning it's 1,800. Tagging tickets. Base or chat?", "examples", 1800),
        ("数据从三千条涨到了五千条。做分类，选哪个", "examples", 5000),
        ("原先三千条，清洗后一千八。做分类，选哪个", "examples", 1800),
        ("We had 3k rows, now 5k. Tagging tickets. Base or chat?", "examples", 5000),
        ("样本三千条，现在五千。做分类，选哪个", "examples", 5000),
        ("It was internal only, now customers use it too. Tagging tickets. Base or chat?", "public_facing", "yes"),
        ("原来只有内部用，现在客户也能用了。做分类，选哪个", "public_facing", "yes"),
        ("本来对外的，现在只给内部用。做分类，选哪个", "public_facing", "no"),
        ("It was public at first, now it's staff only. Tagging tickets. Base or chat?", "public_facing", "no"),
        ("It was multi-turn, now it's single-turn. Tagging tickets. Base or chat?", "dialogue", "no"),
        ("之前是多轮，现在改单轮了。做分类，选哪个", "dialogue", "no"),
        ("之前不需要工具，现在要调接口了。选哪个 base", "tools", "yes"),
        ("No tools at first, but now it must call our API. Base or chat?", "tools", "yes"),
        ("DPO was planned, now it's nothing after SFT. Tagging tickets. Base or chat?", "rl_next", "none"),
        ("原来要做 DPO，现在 SFT 完就结束。做分类，选哪个", "rl_next", "none"),
    ],
)
def test_what_is_now_takes_the_place_of_what_was(message: str, fact: str, value: str | int) -> None:
    assert stated(message).get(fact) == value


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("I thought the chat licence was fine, but legal is still checking. Tagging tickets. Base or chat?", "license"),
        ("我以为协议没问题，但法务还在看。做分类，选哪个 base", "license"),
        ("We had thought about RL but nothing is decided. Tagging tickets. Base or chat?", "rl_next"),
        ("We can't get the chat model to follow our format with prompts. Base or chat?", "chat_published"),
        ("Does the vendor offer an instruct version of it? Tagging tickets. Base or chat?", "chat_published"),
        ("No chat history is kept. Base or chat?", "chat_published"),
        ("Schools can't use the chat weights, we're a bakery. Summaries. Base or chat?", "license"),
    ],
)
def test_what_is_not_known_is_not_stated(message: str, fact: str) -> None:
    assert fact not in stated(message)
