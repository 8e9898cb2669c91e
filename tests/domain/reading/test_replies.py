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
