"""zen-engine as judge: the same policies as JDM tables give the same rule in every class of cases."""

import random

import pytest

from service.domain.engine.classes import case_classes
from service.domain.facts import Interval, Value
from service.domain.inference import closed
from tests import engines
from tests.policy.jdm import judge


@pytest.mark.parametrize("name", ["guide", "field"])
def test_zen_engine_agrees_on_every_class_of_cases(name: str) -> None:
    machine = engines.engine().machines[name]
    samples = [found.sample for found in case_classes(machine.matcher.everything, machine.diagram.axes)]
    agree(name, samples)


@pytest.mark.parametrize("name", ["guide", "field"])
def test_zen_engine_agrees_on_sampled_cases(name: str) -> None:
    """Any values and any intervals, not one sample for each class."""
    drawn = random.Random(11)
    samples = []
    for _ in range(8_000):
        known = drawn.random()
        case: dict[str, Value] = {}
        for fact in engines.engine().machines[name].reads:
            choices = engines.book().vocabulary[fact].choices
            if drawn.random() < known:
                low, high = sorted((drawn.randint(0, 2000), int(10 ** (drawn.random() * 7))))
                numbers: list[Value] = [low, high, Interval(low, high), Interval(low, None)]
                case[fact] = drawn.choice(choices).value if choices else drawn.choice(numbers)
        samples.append(case)
    agree(name, samples)


def agree(name: str, samples: list[dict[str, Value]]) -> None:
    machine, inferences = engines.engine().machines[name], engines.book().inferences
    judged = judge(engines.policy(name), [closed(sample, inferences) for sample in samples])
    differing = [
        (sample, machine.winner(sample).id, other)
        for sample, other in zip(samples, judged, strict=True)
        if machine.winner(sample).id != other
    ]
    assert differing == []
