"""The model of statements: its weights belong to the clauses that stand there, and it tells what is stated."""

import json
import tomllib
from pathlib import Path

import pytest

from service.adapters.knowledge import build_json
from service.adapters.statement_training import (
    LANGUAGES,
    MESSAGES,
    NOTHING,
    Clause,
    digest,
    read_clauses,
    train,
    write_weights,
)
from service.adapters.task_training import read_lessons
from service.domain.reading.statement_model import statement_model_from
from service.errors import BadKnowledge
from tests.engines import KNOWLEDGE, engine

STATEMENTS = KNOWLEDGE / "statements"
WRITTEN = sorted(path for path in STATEMENTS.glob("*.toml") if path.stem != MESSAGES)
LANTERN = (
    Clause("red lamp", frozenset({("tools", "yes")}), "tools"),
    Clause("red light", frozenset({("tools", "yes")}), "tools"),
    Clause("no lamp", frozenset({("tools", "no")}), "tools"),
    Clause("no light", frozenset({("tools", "no")}), "tools"),
    Clause("blue sea", frozenset(), "tools"),
    Clause("blue sky", frozenset(), "tools"),
)


def test_the_weights_were_trained_on_these_clauses() -> None:
    source = json.loads((STATEMENTS / "weights.json").read_text(encoding="utf-8"))["source"]
    tasks = [text for text, _ in read_lessons(KNOWLEDGE / "tasks").clauses]
    assert source == digest(read_clauses(STATEMENTS, tasks)), "run `sft-advisor knowledge train`"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_every_value_of_a_fact_has_clauses_in_both_languages(path: Path) -> None:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(tables) == {str(choice.value) for choice in engine().vocabulary[path.stem].choices} | {NOTHING}
    for value, texts in tables.items():
        assert set(texts) == set(LANGUAGES), value
        sizes = [len(texts[language]) for language in LANGUAGES]
        assert min(sizes) * 1.3 >= max(sizes), value


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_no_clause_stands_twice(path: Path) -> None:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    listed = [text for texts in tables.values() for language in LANGUAGES for text in texts[language]]
    assert len(listed) == len(set(listed))


def test_messages_say_what_they_leave_open(tmp_path: Path) -> None:
    text = '"method=lora tools=no dialogue?" = ["LoRA, no tools"]\n"nothing" = ["two years ago"]\n'
    (tmp_path / "messages.toml").write_text(text, encoding="utf-8")
    first, second = read_clauses(tmp_path)
    assert first == Clause(
        "LoRA, no tools", frozenset({("method", "lora"), ("tools", "no")}), open=frozenset({"dialogue"})
    )
    assert second == Clause("two years ago", frozenset())


def test_what_was_written_is_read_back_and_told_apart(tmp_path: Path) -> None:
    model = train(LANTERN, lambda text: set(text.split()))
    path = tmp_path / "weights.json"
    write_weights(model, digest(LANTERN), path)
    assert build_json(path, statement_model_from) == model
    scores = dict(zip(model.values, model.scores({"red", "lamp"}), strict=True))
    assert scores["tools", "yes"] > 0 > scores["tools", "no"]


def test_a_phrase_of_another_fact_leaves_a_clause_out() -> None:
    """A clause written for one fact says nothing of another one that a phrase finds in it."""
    doubtful = Clause("red lantern", frozenset(), "method")
    look = {"red lantern": {"red", "lantern", "!fact.tools.yes"}}
    with_it = train((*LANTERN, doubtful), lambda text: look.get(text, set(text.split())))
    plain = train(LANTERN, lambda text: set(text.split()))
    assert with_it.scores({"red"}) == plain.scores({"red"})


def test_a_clause_teaches_nothing_of_what_it_leaves_open() -> None:
    unsure = Clause("red lantern", frozenset(), open=frozenset({"tools"}))
    with_it, plain = (train(clauses, lambda text: set(text.split())) for clauses in ((*LANTERN, unsure), LANTERN))
    assert with_it.scores({"red"}) == plain.scores({"red"})


@pytest.mark.parametrize(
    "damage", [{"bias": [0]}, {"values": ["tools"]}, {"weights": {"x": [9, 100]}}, {"weights": {"x": [0]}}]
)
def test_damaged_weights_are_one_sentence(damage: dict[str, object], tmp_path: Path) -> None:
    whole = {"values": ["tools=yes", "tools=no"], "bias": [0, 0], "weights": {}}
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(whole | damage), encoding="utf-8")
    with pytest.raises(BadKnowledge, match="knowledge train"):
        build_json(path, statement_model_from)
