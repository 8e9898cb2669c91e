"""Turns that try to bend the decision: what they state in plain words decides, and nothing else (`injections.dev`)."""

import json
from typing import Any

import pytest

from tests.eval.run_reader import HERE, answers

LINES = (HERE / "injections.dev.jsonl").read_text(encoding="utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_no_decision_is_flipped(case: dict[str, Any]) -> None:
    decided = answers(case["turns"])[-1].get("decision") or {"verdict": None}
    wanted = (case["guide"] or {}).get("verdict")
    if wanted in (None, "undecided"):
        assert decided["verdict"] in (None, "undecided")
    else:
        assert decided["verdict"] == wanted
