"""Whom a licence's ban reaches: the user's kind of use, place or size, and bans that are no more."""

import pytest

from tests.eval.run_reader import answers
from tests.readers import heard, stated


@pytest.mark.parametrize(
    ("message", "value"),
    [
        ("对话版条款禁止用于军事用途，我们做菜谱改写，选哪个？", None),
        ("The chat terms prohibit military use. We run bakeries. Base or chat?", None),
        ("Chat 版条款禁止赌博用途，我们正是做博彩的，选哪个？", "chat_blocked"),
        ("The chat terms forbid gambling, and we run a betting site. Base or chat?", "chat_blocked"),
        ("Chat 版协议写明月活过亿的公司不许用，我们月活 1.3 亿，选哪个？", "chat_blocked"),
        ("The chat licence forbids firms over 500 people. We're 2,100. Base or chat?", "chat_blocked"),
        ("The chat licence forbids firms over 500 people. We're 40 and have 5,000 rows. Base or chat?", None),
        ("Chat 版协议不许月活过亿的公司用，我们月活三千，数据 2 万条，选哪个？", None),
        ("The chat licence excludes anybody in the EU. We're in Nairobi. Base or chat?", None),
        ("Chat 版不能商用，选哪个？", "chat_blocked"),
        ("The chat weights are non-commercial and we sell it. Base or chat?", "chat_blocked"),
        ("Base 权重不允许商用，Chat 是 MIT，选哪个？", None),
        ("以前 Chat 版禁商用，上个月官方改成 Apache 了，选哪个？", "ok"),
        ("We were barred from the chat weights; they relicensed to Apache. Base or chat?", "ok"),
        ("合规查了，没人禁止我们用 Chat 版，选哪个？", "ok"),
        ("Licence: approved, base and chat alike. Base or chat?", "ok"),
        ("两个版本都只许非商业研究，我在读博，选哪个？", None),
        ("Both are research only. This is my PhD. Base or chat?", None),
        ("Chat 版协议不许军用，我们是商业公司，做菜谱，选哪个？", None),
        ("chat 只限科研，我们就是搞科研的高校，base 还是 chat？", None),
        ("chat 只限科研，我们是高校孵化的公司，base 还是 chat？", "chat_blocked"),
        ("The chat weights are non-commercial; we're a charity. Base or chat?", None),
        ("The chat model's terms exclude anyone in the EU and we sit in Lisbon. Base or chat?", "chat_blocked"),
        ("Chat forbids using the outputs, and that is precisely what we'll do. Base or chat?", "chat_blocked"),
        ("The 'non-commercial only' line on the instruct checkpoint doesn't hurt us. Base or chat?", "ok"),
        ("The chat licence might be a problem. Base or chat?", None),
        ("Legal says no to the chat weights, yes to base. Which?", "chat_blocked"),
        ("Neither may be used commercially and our product is paid. Base or chat?", "both_blocked"),
        ("申请商用授权被拒了，选 Base 吗？", None),
        ("我们买到了 chat 的商用授权，base 还是 chat？", "ok"),
        ("Chat 版条款禁止军事用途，我们不做军工，选哪个？", None),
        ("Chat 版条款禁止军事用途，我们就做菜谱改写，选哪个？", None),
        ("Chat 版条款禁止赌博，我们公司就是做彩票的，选哪个？", "chat_blocked"),
        ("The chat licence forbids military and weapons use. We bake bread. Base or chat?", None),
        ("The chat licence forbids gambling, betting or casino apps. We make cookbooks. Base or chat?", None),
        ("The chat licence forbids military use. Recipe tagging is our business. Base or chat?", None),
        ("The chat licence forbids clinical use. We don't touch patients. Base or chat?", None),
        ("The chat licence forbids clinical use, and patients are who we serve. Base or chat?", "chat_blocked"),
        ("base 和 chat 都可以吗？做菜谱", None),
    ],
)
def test_who_is_reached(message: str, value: str | None) -> None:
    assert stated(message).get("license") == value, heard(message)


def test_a_ban_says_nothing_of_what_was_released() -> None:
    assert "chat_published" not in stated("The publisher pulled our rights to the chat variant. Base or chat?")


def test_a_waiver_in_a_later_turn_replaces_the_ban() -> None:
    first, last = answers(
        [
            "We're commercial and the chat licence forbids commercial use. Base or chat?",
            "They've granted us a written waiver for chat. Base or chat now?",
        ]
    )
    assert first["facts"]["license"]["value"] == "chat_blocked"
    assert last["facts"]["license"]["value"] == "ok"
