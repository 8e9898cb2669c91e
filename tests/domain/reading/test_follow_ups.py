"""Short messages that ask the question before them again, and those that leave the subject."""

import pytest

from service.domain.understanding import Intent
from tests.eval.run_reader import ear


def intents(*turns: str) -> list[Intent]:
    """What each of these messages wants, the one before it in mind."""
    out: list[Intent] = []
    for turn in turns:
        out.append(ear().read(turn, None, None, out[-1] if out else None).intent)
    return out


@pytest.mark.parametrize(
    ("first", "then", "wanted"),
    [
        ("Yi-6B LoRA 一张 3090 够吗", "34B 呢？", Intent.MEMORY),
        ("How much VRAM for QLoRA on Yi-6B?", "and the 34B?", Intent.MEMORY),
        ("Is there a base of Phi-4?", "and Phi-3?", Intent.MODEL_LOOKUP),
        ("Phi-4 有 base 吗", "Phi-3 呢", Intent.MODEL_LOOKUP),
        ("Is there a base of Yi-6B?", "and how much VRAM for LoRA?", Intent.MEMORY),
        ("How much VRAM for QLoRA on Yi-6B?", "Base or chat for 5,000 rows of summaries?", Intent.CHOOSE),
    ],
)
def test_the_question_is_asked_again(first: str, then: str, wanted: Intent) -> None:
    assert intents(first, then)[-1] is wanted


@pytest.mark.parametrize("message", ["算了先不聊这个，今晚决赛几点开踢", "unrelated, who won the cup last night?"])
def test_leaving_the_subject(message: str) -> None:
    language = ear().read(message, None, None).language
    assert ear().read(message, None, language, Intent.CHOOSE).intent is Intent.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "message",
    ["by the way, it lives on the trams, and whoever rides talks to it", "顺带说一句，机房在地下室，夏天热得很"],
)
def test_a_remark_in_passing_leaves_no_subject(message: str) -> None:
    language = ear().read(message, None, None).language
    assert ear().read(message, None, language, Intent.CHOOSE).intent is Intent.CHOOSE
