"""What was expected and turned out otherwise states what it turned out to be."""

import pytest

from service.domain.facts import Value
from tests.readers import stated

OTHERWISE: list[tuple[str, str, Value]] = [
    ("之前以为有 Base，结果并没有发布。做分类，选哪个？", "base_published", "no"),
    ("还当没有 chat 版呢，其实早就发布了。做分类，选哪个？", "chat_published", "yes"),
    ("原来以为没有基座版，后来在魔搭上找到了。做分类，选哪个？", "base_published", "yes"),
    ("起初想保住通用能力，后来觉得没必要，不保了。做分类，选哪个？", "keep_general_ability", "no"),
    ("说好 SFT 后要上 PPO 的，现在老板不同意，不上了。做分类，选哪个？", "rl_next", "none"),
    ("本来不打算搞二次预训练，商量完还是加上了。做分类，选哪个？", "continued_pretraining", "yes"),
    ("起初觉得原版聊天模型够用，实测之后发现差得远。做分类，选哪个？", "baseline", "not_enough"),
    ("原先担心 Chat 版的德语不行，试了下发现很好。做摘要，选哪个？", "language_cover", "good"),
    ("一开始担心协议不让商用，核实后发现是允许的。做摘要，选哪个？", "license", "ok"),
    ("I thought there was no chat variant, but they've published one. Base or chat?", "chat_published", "yes"),
    ("We hoped for a base but there is none. Base or chat?", "base_published", "no"),
    ("We'd planned RL but dropped it. Base or chat?", "rl_next", "none"),
    ("wed planned rl but dropped it. base or chat?", "rl_next", "none"),
    ("We'd thought of opening it to the public but decided against that. Base or chat?", "public_facing", "no"),
    ("Function calling was planned but has been cut. Base or chat?", "tools", "no"),
    (
        "I feared its Polish would be weak, but the chat model's Polish is really good. Base or chat?",
        "language_cover",
        "good",
    ),
    (
        "I initially thought that the plain chat model would suffice, but the measurements prove that it does not."
        " Base or chat?",
        "baseline",
        "not_enough",
    ),
]


@pytest.mark.parametrize(("message", "name", "value"), OTHERWISE)
def test_what_it_turned_out_to_be(message: str, name: str, value: Value) -> None:
    assert stated(message).get(name) == value


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        ("我以为 base 更好，但同事说 chat 更好。做分类，选哪个？", "base_published", None),
        ("我们想做多轮客服，但没有对话数据。选哪个？", "dialogue", "yes"),
        ("I wanted it to call tools, and it does. It books tables. Base or chat?", "tools", "yes"),
        ("后头还要拿偏好对跑一轮 DPO，这个先不提。写段子，选哪个？", "rl_next", "dpo"),
        (
            "We planned it as an internal tool, but now outside users will get it too. Base or chat?",
            "public_facing",
            "yes",
        ),
        ("I thought we'd use LoRA, but full fine-tuning it is. Base or chat?", "method", "full"),
    ],
)
def test_what_speaks_of_something_else_turns_nothing(message: str, name: str, value: Value | None) -> None:
    assert stated(message).get(name) == value


def test_what_was_wished_for_a_product_goes_with_it() -> None:
    told = stated("本来打算做多轮问答机器人，后来改成给读者留言自动归类了。选 base 还是 chat？")
    assert told == {"task": "classification"}


def test_wishes_without_a_task_of_their_own_stay() -> None:
    told = stated("We planned it as an internal tool, but now it tags tickets as well. Base or chat?")
    assert told == {"task": "classification", "public_facing": "no"}
