"""Facts that no phrase knows: what a clause states by itself, and where it may not be believed."""

from dataclasses import replace

import pytest

from service.domain.facts import Value
from service.domain.reading import read
from tests.readers import models, stated, words

PLAIN = [
    ("The compute bill is nobody's headache here. Base or chat?", "resources", "ample"),
    ("It can forget how to write poems for all we care. Base or chat?", "keep_general_ability", "no"),
    ("We never got round to trying it untuned. Which one do I tune?", "baseline", "unmeasured"),
    ("Only the baker and I ever lay hands on it. Base or chat?", "public_facing", "no"),
    ("训完只会干这一样也认了。选 base 还是 chat？", "keep_general_ability", "no"),
    ("训练用的是一句吩咐配一份成品。选 base 还是 chat？", "data_shape", "instruction"),
]


def phrases_alone(message: str) -> dict[str, Value]:
    """What a message states to a reader without the model of statements."""
    found = read(message, replace(words(), statements=None), mentions=models().mentions)
    return {one.name: one.value for one in found.statements}


@pytest.mark.parametrize(("message", "name", "value"), PLAIN)
def test_what_no_phrase_knows_is_read(message: str, name: str, value: str) -> None:
    assert name not in phrases_alone(message)
    assert stated(message).get(name) == value


@pytest.mark.parametrize(
    "message",
    [
        "If all I owned were my nephew's old gaming PC, base or chat?",
        "My colleague says all he owns is an old gaming PC. Base or chat?",
        "要是每次调用都是独立的，选 base 还是 chat？",
        "同事说他们那边机时多到用不完。选 base 还是 chat？",
    ],
)
def test_what_is_supposed_or_said_of_others_is_not(message: str) -> None:
    assert not {"resources", "dialogue"} & stated(message).keys()


@pytest.mark.parametrize(
    "message",
    [
        "The lawyers said no to the chat weights. Base or chat?",
        "那个系列只有一个能对话的版本能下。选 base 还是 chat？",
    ],
)
def test_what_one_clause_cannot_state_is_left_to_phrases(message: str) -> None:
    """What exists and what a ban comes to hang on the clauses beside."""
    asked = {"license", "base_published", "chat_published"}
    assert stated(message).keys() & asked == phrases_alone(message).keys() & asked


def test_a_denial_states_no_shape_of_the_rows() -> None:
    assert "data_shape" not in stated("训练用的不是一句吩咐配一份成品。选 base 还是 chat？")
