"""Questions that a message puts to itself, settings of trainers, and totals of cards."""

import pytest

from service.domain.facts import Value
from tests.readers import heard, stated


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        ("Base or chat? Will strangers use it? No, staff of the yard only.", "public_facing", "no"),
        ("Base or chat? Can guests use it? Sure, from the tablet in the room.", "public_facing", "yes"),
        ("Base or chat? Does it need any tools? Nah.", "tools", "no"),
        ("Base or chat? RL afterwards? No.", "rl_next", "none"),
        ("选 base 还是 chat？会有外人用吗？不会，就科室里用。", "public_facing", "no"),
        ("选 base 还是 chat？会有外人用吗？会，谁扫码都能用。", "public_facing", "yes"),
        ("选 base 还是 chat？会先做继续预训练吗？不会。", "continued_pretraining", "no"),
        ("选 base 还是 chat？要接 DPO 吗？要。", "rl_next", "dpo"),
    ],
)
def test_an_answer_settles_the_question_before_it(message: str, name: str, value: Value) -> None:
    assert stated(message)[name] == value


def test_no_after_a_choice_denies_nothing_in_it() -> None:
    assert (
        stated("Base or chat for a bot on our public website? No, wait, it is for the app.")["public_facing"] == "yes"
    )


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        ("num_rows=27_300 max_seq=2048 epochs=3, base or chat?", "examples", 27300),
        ("train_rows: 22_000, eval_rows: 1_000. base or chat?", "examples", 22000),
        ("load_in_4bit=False, peft lora r=8. base or chat?", "method", "lora"),
        ("load_in_4bit=True, r=8, adapters. base or chat?", "method", "qlora"),
        ("2x 4090, so 48 gigs in total. Base or chat?", "gpu_memory_gb", 48),
        ("2x 4090, 24 gigs each. Base or chat?", "gpu_memory_gb", 48),
        ("8x H100, 640 GB in all. Base or chat?", "gpu_memory_gb", 640),
    ],
)
def test_settings_and_totals(message: str, name: str, value: Value) -> None:
    assert stated(message)[name] == value


@pytest.mark.parametrize(
    ("message", "count"), [("one of them died. two left", 2), ("only two work", 2), ("2 cards here", 2)]
)
def test_numbers_of_cards_told_alone(message: str, count: int) -> None:
    rack = heard(message).rack
    assert rack is not None
    assert rack.count == count
