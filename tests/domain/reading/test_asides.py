"""Facts told in passing in Chinese, and what only looks like one: messages on trades of all kinds (`asides_zh.jsonl`).

Each line gives the turns, the intent of the last, and every stated fact but the task and whether turns matter, which
other tests look at; `dialogue` is compared where it is given.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from service.domain.conversation import added_up
from service.domain.reading.amounts import amounts
from service.domain.reading.units import units
from service.domain.understanding import UNNAMED, Rack
from tests.eval.run_reader import answers

LINES = (Path(__file__).parent / "asides_zh.jsonl").read_text(encoding="utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["turns"][0][:16])
def test_asides(case: dict[str, Any]) -> None:
    last = answers(case["turns"])[-1]
    passed_over = {"task", "aim"} | ({"dialogue", "model"} - case["facts"].keys())
    told = {name: fact["value"] for name, fact in last["facts"].items() if fact["source"] == "stated"}
    assert last["intent"] == case["intent"]
    assert {name: value for name, value in told.items() if name not in passed_over} == case["facts"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("手头一百来首，一首一条", {"首"}),
        ("每场就是一条", {"场"}),
        ("一行=一段对话", {"段"}),
        ("一条龙服务，一点一点来", set()),
        ("三百首歌", set()),
    ],
)
def test_what_makes_one_row_each(text: str, found: set[str]) -> None:
    assert units(text) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 万 2,任务", 32000),
        ("6 万 4 千个", 64000),
        ("4 万零 2 百句", 40200),
        ("样本总数九万", 90000),
        ("好......300 条", 300),
    ],
)
def test_numbers_in_groups(text: str, value: int) -> None:
    assert [(one.low, one.high) for one in amounts(text)] == [(value, value)]


def test_a_name_that_follows_the_number_of_cards_adds_up() -> None:
    rack, memory = added_up(Rack(4, None, UNNAMED, "四张"), Rack(None, 48.0, "l40s", "都是 L40S"))
    assert (rack.count, rack.card) == (4, "l40s")
    assert memory is not None
    assert memory.fact is not None
    assert memory.fact.value == 192


def test_other_cards_start_anew() -> None:
    assert added_up(Rack(4, None, UNNAMED, "四张"), Rack(2, 24.0, "4090", "两张 4090"))[0].count == 2
