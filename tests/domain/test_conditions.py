"""The condition language: what holds, how it prints, what is refused."""

import pytest
from hypothesis import given

from service.domain.condition_parser import names_of, parse_condition
from service.domain.condition_words import in_words
from service.domain.conditions import ALWAYS, Condition, facts_read, holds, show
from service.domain.engine.normal_form import conjuncts
from service.domain.facts import Interval, Kind, Value
from service.domain.faults import Faulty
from tests import engines
from tests.domain.engine.brute import VOCABULARY
from tests.domain.engine.test_brute import cases, condition_strategy

NAMES = names_of(engines.book().vocabulary)


def parse(text: str) -> Condition:
    return parse_condition(text, NAMES)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("task = qa", {"task": "qa"}, True),
        ("task = qa", {"task": "writing"}, False),
        ("task = qa", {}, False),
        ("not task = qa", {}, True),
        ("task in {qa, writing}", {"task": "writing"}, True),
        ("task in {qa, writing}", {}, False),
        ("dialogue is unknown", {}, True),
        ("dialogue is unknown", {"dialogue": "no"}, False),
        ("dialogue is known", {"dialogue": "no"}, True),
        ("examples < 100", {"examples": 99}, True),
        ("examples < 100", {"examples": 100}, False),
        ("examples < 100", {}, False),
        ("not examples < 100", {}, True),
        ("examples < 100", {"examples": Interval(0, 99)}, True),
        ("examples < 100", {"examples": Interval(50, 150)}, False),
        ("not examples < 100", {"examples": Interval(50, 150)}, True),
        ("examples >= 100", {"examples": Interval(100, None)}, True),
        ("examples >= 100", {"examples": Interval(99, None)}, False),
        ("examples < 100", {"examples": Interval(0, None)}, False),
        ("examples <= 100", {"examples": 100}, True),
        ("examples > 100", {"examples": 100}, False),
        ("examples = 0", {"examples": 0}, True),
        ("examples = 0", {"examples": Interval(0, 5)}, False),
        ("examples is known", {"examples": Interval(0, None)}, True),
        ("gpu_memory_gb <= 24.5", {"gpu_memory_gb": 24.5}, True),
        ("gpu_memory_gb > 24", {"gpu_memory_gb": 24.1}, True),
        ("model = Qwen2.5-7B", {"model": "Qwen2.5-7B"}, True),
        ("task = qa and dialogue = no or examples < 5", {"examples": 1}, True),
        ("task = qa and (dialogue = no or examples < 5)", {"examples": 1}, False),
        ("always", {}, True),
        ("not always", {}, False),
    ],
)
def test_what_holds(text: str, values: dict[str, Value], expected: bool) -> None:
    assert holds(parse(text), values) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the name of a fact is expected, not 'the end'"),
        ("mood = good", "'mood' is not a known fact"),
        ("task = lunch", "task cannot be 'lunch'"),
        ("task in {}", "a value is expected"),
        ("task in {qa, qa}", "a value of task stands twice"),
        ("task in {qa", "'}' is expected"),
        ("task is maybe", "after 'is' comes 'known' or 'unknown'"),
        ("task qa", "after 'task' comes one of"),
        ("task = qa dialogue = no", "'dialogue' is not expected here"),
        ("task < qa", "task is no number"),
        ("examples < many", "no number"),
        ("examples < 1.5", "is a whole number"),
        ("examples in {1, 2}", "examples is a number and has no list of values"),
        ("(task = qa", "')' is expected"),
        ("not", "the name of a fact is expected"),
        ("task = qa and", "the name of a fact is expected"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Faulty) as caught:
        parse(text)
    [fault] = caught.value.faults
    assert fault.startswith(f"The condition “{text}” is wrong: ")
    assert reason in fault


def test_extra_names_are_the_caller_s_to_allow() -> None:
    condition = parse_condition(
        "verdict = base and thinking = yes", {"verdict": ("base", "chat"), "thinking": ("yes",)}
    )
    assert holds(condition, {"verdict": "base", "thinking": "yes"})
    assert facts_read(condition) == ("verdict", "thinking")


def test_negative_numbers_and_underscores() -> None:
    assert holds(parse_condition("n >= -5", {"n": Kind.NUMBER}), {"n": -5})
    assert show(parse("examples >= 100_000")) == "examples >= 100000"


@given(condition_strategy())
def test_printing_parses_back(condition: Condition) -> None:
    assert parse_condition(show(condition), names_of(VOCABULARY)) == condition


@given(condition_strategy(), cases)
def test_normal_form_holds_where_the_condition_does(condition: Condition, values: dict[str, Value]) -> None:
    spread = conjuncts(condition)
    found = any(all(literal.holds(values.get(literal.atom.fact)) for literal in conjunct) for conjunct in spread)
    assert found is holds(condition, values)


def test_always_prints_and_has_one_empty_conjunct() -> None:
    assert show(ALWAYS) == "always"
    assert conjuncts(ALWAYS) == ((),)


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("task = qa", "the task is question answering", "任务是问答"),
        ("method in {lora, qlora}", "training method is one of: LoRA, QLoRA", "训练方法是以下之一：LoRA、QLoRA"),
        ("examples < 100", "there are fewer than 100 rows after cleaning", "清洗后的数据有不到 100 条"),
        ("examples >= 100000", "there are at least 100,000 rows after cleaning", "清洗后的数据有至少 100,000 条"),
        ("dialogue is unknown", "dialogue history is unknown", "是否依赖对话历史未知"),
        (
            "dialogue = no and not task = instruction_following",
            "dialogue history does not matter to the product, "
            "and it is not known that the task is general instruction following",
            "产品不涉及多轮对话，并且不能确定任务是通用指令遵循",
        ),
        (
            "not license = ok and not method in {lora, qlora} and tools = yes",
            "tool calling or system prompts are needed, and none of this is known: "
            "the licence allows the use; the method is LoRA; the method is QLoRA",
            "需要工具调用或系统提示词，并且以下都不能确定：许可证允许这种用途；用 LoRA；用 QLoRA",
        ),
        (
            "not (task = qa or tools = yes)",
            "not (the task is question answering, or tool calling or system prompts are needed)",
            "并非（任务是问答，或者需要工具调用或系统提示词）",
        ),
        ("always", "in every other case", "其余情况"),
    ],
)
def test_conditions_in_words(text: str, en: str, zh: str) -> None:
    vocabulary = engines.book().vocabulary
    assert in_words(parse(text), vocabulary, "en") == en
    assert in_words(parse(text), vocabulary, "zh") == zh
