"""The classifier of tasks: its weights belong to the clauses that stand there, and it tells tasks apart."""

import json
import tomllib
from pathlib import Path

import pytest

from service.adapters.knowledge import build_json
from service.adapters.task_training import CONCEPTS, Lessons, digest, read_lessons, train, write_weights
from service.domain.reading.opinions import lesson
from service.domain.reading.task_model import NONE, Kinds, kinds_from, task_model_from
from service.errors import BadKnowledge
from tests.engines import KNOWLEDGE, engine
from tests.readers import words

TASKS = KNOWLEDGE / "tasks"


def test_the_weights_were_trained_on_these_clauses() -> None:
    source = json.loads((TASKS / "weights.json").read_text(encoding="utf-8"))["source"]
    assert source == digest(read_lessons(TASKS)), "run `sft-advisor knowledge train`"


def test_the_classes_are_the_tasks_of_the_vocabulary_and_none() -> None:
    known = {str(choice.value) for choice in engine().vocabulary["task"].choices}
    for language in ("zh", "en"):
        tables = tomllib.loads((TASKS / f"{language}.toml").read_text(encoding="utf-8"))
        assert set(tables) == known | {NONE}, language
    assert set(build_json(TASKS / "weights.json", task_model_from).tasks) == known | {NONE}


def test_no_clause_has_two_tasks() -> None:
    seen: dict[str, str] = {}
    for text, task in read_lessons(TASKS).clauses:
        assert seen.setdefault(text, task) == task, text


def test_every_kind_lists_a_word_once() -> None:
    for kind, listed in tomllib.loads((TASKS / CONCEPTS).read_text(encoding="utf-8"))["concepts"].items():
        assert len(listed) == len(set(listed)), kind


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("it takes depositions and gives back half a page", "summarization"),
        ("把值班记录压成三句话", "summarization"),
        ("a list of owners and plots out of each deed", "extraction"),
        ("从提单里把柜号和船名填进系统", "extraction"),
        ("limericks for our newsletter", "writing"),
        ("给饭店菜品写介绍", "writing"),
        ("we have about four thousand rows", NONE),
        ("两块4090", NONE),
    ],
)
def test_kinds_are_told_apart(text: str, task: str) -> None:
    model = build_json(TASKS / "weights.json", task_model_from)
    assert model.best(model.scores(lesson(text, words(), model)))[0] == task


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    lessons = Lessons(
        (
            ("sing a song", "writing"),
            ("sing a tune", "writing"),
            ("two cards", NONE),
            ("two rows", NONE),
            ("ask me", "qa"),
            ("ask us", "qa"),
        ),
        kinds_from({"music": ["song", "tune"]}),
    )
    model = train(lessons, lambda text: set(text.split()))
    path = tmp_path / "weights.json"
    write_weights(model, digest(lessons), path)
    assert build_json(path, task_model_from) == model


def test_only_writers_who_did_not_know_the_phrases_teach_what_these_are_worth() -> None:
    look = {
        "a": {"sing", "!fact.task.writing"},
        "b": {"sing", "!fact.task.writing"},
        "c": {"rows", "!scope.data"},
        "d": {"rows", "!scope.data"},
    }
    clauses = (("a", "writing"), ("b", "writing"), ("c", NONE), ("d", NONE), ("e", "qa"), ("f", "qa"))
    knowing = train(Lessons(clauses, Kinds({})), lambda text: look.get(text, {"ask"}))
    unseen = train(Lessons(clauses, Kinds({}), frozenset(look)), lambda text: look.get(text, {"ask"}))
    assert "!fact.task.writing" not in knowing.weights
    assert "!fact.task.writing" in unseen.weights
    assert "!scope.data" in knowing.weights


@pytest.mark.parametrize(
    "damage",
    [
        {"bias": [0]},
        {"tasks": ["qa", "writing"]},
        {"weights": {"x": [9, 100]}},
        {"weights": {"x": [0]}},
        {"kinds": []},
    ],
)
def test_damaged_weights_are_one_sentence(damage: dict[str, object], tmp_path: Path) -> None:
    whole = {"tasks": ["qa", NONE], "bias": [0, 0], "weights": {}, "kinds": {}}
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(whole | damage), encoding="utf-8")
    with pytest.raises(BadKnowledge, match="knowledge train"):
        build_json(path, task_model_from)
