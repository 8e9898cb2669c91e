"""Plain statements of one fact each are read as they are meant, all but a few."""

from pathlib import Path

import pytest

from tests.eval import run_plain

FILES = sorted(Path(run_plain.__file__).parent.glob("plain.*.tsv"))
LEAST = 0.95
"""Share of the statements of each file."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_plain_statements_say_what_they_say(path: Path) -> None:
    language = path.name.split(".")[1][:2]
    found = [run_plain.missed(stated, text, language) for stated, text in run_plain.statements(path)]
    assert sum(not facts for facts in found) >= LEAST * len(found), [facts for facts in found if facts]


def test_there_are_as_many_in_either_language() -> None:
    assert len({path.name.split(".")[1][:2] for path in FILES}) == 2
    assert sum("zh" in path.name for path in FILES) == sum("en" in path.name for path in FILES)


def test_numbers_may_lie_in_ranges() -> None:
    assert run_plain.missed({"examples": "4000-5000"}, "We have 4,000 to 5,000 rows", "en") == {}
    assert run_plain.missed({"examples": "10000+"}, "样本数 1w+", "zh") == {}
    assert run_plain.missed({"examples": "300"}, "We have 4,000 rows", "en") == {"examples": 4000}
