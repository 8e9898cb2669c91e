"""The engine against the plain second evaluator: the guide's whole space, and every class of the field policy's."""

import random
from collections.abc import Iterator
from itertools import product

import pytest

from service.domain.engine.classes import case_classes
from service.domain.facts import Interval, Value
from tests import engines
from tests.policy.plain import EVALUATORS, Case, Outcome


def as_case(values: dict[str, Value]) -> Case:
    """The engine's values in the plain evaluator's form."""
    case: Case = dict(values)
    number = values.get("examples")
    if isinstance(number, Interval):
        case["examples"] = (number.low, number.high)
    elif number is not None:
        case["examples"] = (number, number)
    return case


def engine_says(policy: str, values: dict[str, Value]) -> Outcome:
    rule = engines.engine().machines[policy].winner(values)
    return rule.id, rule.verdict.value, rule.strength.value if rule.strength else None


def test_guide_agrees_on_every_case() -> None:
    machine = engines.engine().machines["guide"]
    choices = [[None, *(choice.value for choice in engines.book().vocabulary[name].choices)] for name in machine.reads]
    checked = 0
    for row in product(*choices):
        values: dict[str, Value] = {
            name: value for name, value in zip(machine.reads, row, strict=True) if value is not None
        }
        assert engine_says("guide", values) == EVALUATORS["guide"](as_case(values)), values
        checked += 1
    assert checked == 18 * 3 * 3 * 3 * 4 * 3 * 4


def members(policy: str, seed: int) -> Iterator[dict[str, Value]]:
    """One case of every class, its values drawn anew among those that the engine takes for alike."""
    machine, drawn = engines.engine().machines[policy], random.Random(seed)
    axes = {axis.fact: axis for axis in machine.diagram.axes}
    for found in case_classes(machine.matcher.everything, machine.diagram.axes):
        values: dict[str, Value] = {}
        for name, axis in axes.items():
            edge = axis.samples.index(found.sample.get(name))
            alike = [move.value for move in axis.moves if move.edge == edge]
            if name in found.sample or (alike and edge == 0 and axis.default is None and drawn.random() < 0.5):
                value = drawn.choice(alike) if alike else found.sample[name]
                values[name] = inside(value, drawn) if isinstance(value, Interval) else value
        yield values


def inside(region: Interval, drawn: random.Random) -> Value:
    """The region itself, a number in it, or an interval inside it."""
    high = region.high if region.high is not None else region.low * 10 + 10
    low, high = sorted((drawn.randint(region.low, high), drawn.randint(region.low, high)))
    options: list[Value] = [region, low, high, Interval(low, high)]
    return drawn.choice(options)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_field_agrees_on_every_class_of_cases(seed: int) -> None:
    rules = set()
    for values in members("field", seed):
        expected = EVALUATORS["field"](as_case(values))
        assert engine_says("field", values) == expected, values
        rules.add(expected[0])
    assert rules == {rule.id for rule in engines.policy("field").rules}


def test_field_agrees_on_random_cases_with_any_interval() -> None:
    drawn = random.Random(7)
    vocabulary, reads = engines.book().vocabulary, engines.engine().machines["field"].reads
    marks = [0, 1, 50, 99, 100, 101, 299, 300, 999, 1000, 9_999, 10_000, 99_999, 100_000, 10**12]
    for _ in range(20_000):
        known = drawn.random()
        values: dict[str, Value] = {}
        for name in reads:
            if drawn.random() >= known:
                continue
            if name == "examples":
                low, high = sorted(drawn.choices(marks, k=2))
                options: list[Value] = [low, Interval(low, high), Interval(low, None)]
                values[name] = drawn.choice(options)
            else:
                values[name] = drawn.choice(vocabulary[name].choices).value
        assert engine_says("field", values) == EVALUATORS["field"](as_case(values)), values
