"""Facts that a sentence names although nobody states them: what is supposed, asked or somebody else's."""

import pytest

from service.domain.reading.posited import posited
from tests.readers import heard, words


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("If you did continued pretraining first, Base would be it.", ("continued_pretraining", "yes")),
        ("倘若先做一轮继续预训练，指南就会改口。", ("continued_pretraining", "yes")),
        ("Had users wanted to chat with it over many turns, Chat would win.", ("dialogue", "yes")),
        ("要是产品得记住上文，就轮到 Chat 了。", ("dialogue", "yes")),
        ("Unless the licence of the chat model forbids commercial use, stay.", ("license", "chat_blocked")),
        ("除非 Chat 的许可证禁止商用，否则不变。", ("license", "chat_blocked")),
    ],
)
def test_what_is_supposed_is_named_and_not_stated(text: str, fact: tuple[str, str]) -> None:
    assert fact in posited(text, words())
    assert fact not in {(one.name, one.value) for one in heard(text).statements}


def test_names_and_numbers_are_no_conditions() -> None:
    assert not posited("If Qwen3-8B had 4,000 rows and a card of 24 GB", words())
