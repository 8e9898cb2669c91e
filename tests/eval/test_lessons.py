"""The lessons of the second opinion: cases that the engine decides so, in both languages."""

from pathlib import Path

import pytest

from service.domain.decide import decide
from service.domain.facts import Fact, Source, parse_value
from tests.engines import engine
from tests.eval import lessons


@pytest.mark.parametrize("path", lessons.FILES, ids=lambda path: path.stem)
def test_every_verdict_is_the_engines(path: Path) -> None:
    taught = list(lessons.rows(path))
    cases = {str(row["facts"]): row for row in taught}
    for row in cases.values():
        facts = {
            name: Fact(parse_value(engine().vocabulary, name, value), Source.FORM)
            for name, value in row["facts"].items()
        }
        assert decide(engine(), facts, policy="guide", language=row["lang"]).decision.verdict == row["verdict"]
    assert {row["label"] for row in taught} == set(lessons.LABELS)
    assert {row["lang"] for row in taught} == {path.stem.rsplit("_", 1)[1]}
