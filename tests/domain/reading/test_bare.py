"""A bare question tells nothing of a case, whatever words stand around it (`tests/eval/questions.bare_*.jsonl`)."""

import json
from typing import Any

import pytest

from service.domain.facts import LANGUAGES
from tests.eval.run_reader import HERE, answers

SILENT = 0.9
"""The share of bare questions in which nothing is read; written to tempt the reader, one of ten still does."""
ASKING = 0.98
"""The share of which it is read that they ask for a choice."""


def read_so(case: dict[str, Any]) -> tuple[str, set[str]]:
    """The intent of the last message and the facts that the case does not allow."""
    last = answers(case["turns"])[-1]
    allowed = case.get("accept", {})
    told = {name: fact["value"] for name, fact in last["facts"].items() if fact["source"] == "stated" and name != "aim"}
    return last["intent"], {name for name, value in told.items() if value not in allowed.get(name, [])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_bare_questions_are_read_as_such(language: str) -> None:
    lines = (HERE / f"questions.bare_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    seen = [read_so(json.loads(line)) for line in lines]
    assert sum(not told for _, told in seen) >= SILENT * len(seen)
    assert sum(intent == "choose" for intent, _ in seen) >= ASKING * len(seen)
