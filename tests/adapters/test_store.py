"""The SQL store: stored before acknowledged, each owner's own, one file shared by several processes."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.store import SqlStore, open_store
from service.domain.records import StoredTurn
from service.errors import BadSettings, NotFound


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(None, tmp_path)
    yield opened
    opened.close()


def turn(answer_id: str, question: str = "Base or Chat?") -> StoredTurn:
    return StoredTurn(answer_id, question, {"examples": {"low": 1, "high": None}, "dialogue": None}, "guide", "en")


def test_turns_come_back_in_order_and_whole(store: SqlStore) -> None:
    store.begin("ann", "c1", turn("a1"))
    store.begin("ann", "c1", turn("a2", "客服"))
    store.finish("ann", {"answer_id": "a1", "text": "…"}, {"r1": {"verdict": "chat"}})
    found = store.turns("ann", "c1")
    assert found is not None
    assert [item.answer_id for item in found] == ["a1", "a2"]
    assert found[0].form == {"examples": {"low": 1, "high": None}, "dialogue": None}
    assert found[0].answer == {"answer_id": "a1", "text": "…"}
    assert found[1].answer is None
    assert found[1].question == "客服"
    assert store.receipt("ann", "r1") == {"verdict": "chat"}


def test_nobody_reads_or_writes_what_belongs_to_another(store: SqlStore) -> None:
    store.begin("ann", "c1", turn("a1"))
    store.finish("ann", {"answer_id": "a1"}, {"r1": {}})
    assert store.turns("bob", "c1") is None
    assert store.conversations("bob") == []
    for act in (
        lambda: store.begin("bob", "c1", turn("b1")),
        lambda: store.answer("bob", "a1"),
        lambda: store.receipt("bob", "r1"),
        lambda: store.delete("bob", "c1"),
        lambda: store.rate("bob", "a1", "up", None, None),
        lambda: store.finish("bob", {"answer_id": "a1"}, {}),
    ):
        with pytest.raises(NotFound):
            act()
    assert store.turns("ann", "c1") is not None


def test_deleting_a_conversation_takes_everything_along(store: SqlStore) -> None:
    store.begin("ann", "c1", turn("a1"))
    store.rate("ann", "a1", "down", "wrong", "…")
    store.delete("ann", "c1")
    assert store.turns("ann", "c1") is None
    with pytest.raises(NotFound):
        store.answer("ann", "a1")


def test_an_event_is_taken_once(store: SqlStore) -> None:
    assert store.take_event("Ev1")
    assert not store.take_event("Ev1")
    assert store.take_event("Ev2")


def test_turns_left_by_a_killed_service_are_found(store: SqlStore) -> None:
    store.begin("ann", "c1", turn("a1"))
    store.begin("ann", "c1", turn("a2"))
    store.finish("ann", {"answer_id": "a2"}, {})
    assert [(owner, found.answer_id) for owner, _, found in store.unfinished()] == [("ann", "a1")]


def write_turns(folder: Path, name: str, count: int) -> None:
    store = open_store(None, folder)
    for number in range(count):
        store.begin("ann", "shared", turn(f"{name}-{number}"))
    store.close()


def test_two_processes_write_to_one_conversation(tmp_path: Path) -> None:
    open_store(None, tmp_path).close()
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=write_turns, args=(tmp_path, name, 20)) for name in ("a", "b")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    store = open_store(None, tmp_path)
    found = store.turns("ann", "shared")
    store.close()
    assert found is not None
    assert sorted(item.answer_id for item in found) == sorted(f"{n}-{i}" for n in "ab" for i in range(20))


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadSettings, match="database"):
        open_store(None, tmp_path / "file" / "below")
