"""What a search returns: order, language, filters, and nothing where nothing is relevant."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.adapters.index import Index, open_index
from service.domain.evidence import Status
from service.domain.facts import Language
from service.turn.ports import Retriever
from tests.adapters.index.samples import config, samples, without


@pytest.fixture(scope="module")
def index() -> Index:
    return open_index(samples(), config())


def ids(index: Index, query: str, language: Language, **more: object) -> list[str]:
    return [passage.entry for passage in index.search(query, language=language, **more)]  # type: ignore[arg-type]


def test_it_fits_the_port(index: Index) -> None:
    retriever: Retriever = index
    assert retriever.passages(["forgetting"], language="en")[0].title == "Catastrophic forgetting"


@pytest.mark.parametrize(
    ("query", "language", "entry"),
    [
        ("显存不够怎么办", "zh", "same-memory"),
        ("顯存不夠", "zh", "same-memory"),
        ("ＧＰＵ ＭＥＭＯＲＹ of both", "en", "same-memory"),
        ("catastrophic forgeting", "en", "forgetting"),
        ("licence of qwen3", "en", "qwen-licence"),
        ("模板是什么东西？", "zh", "chat-template"),
    ],
)
def test_the_right_entry_comes_first(index: Index, query: str, language: Language, entry: str) -> None:
    assert ids(index, query, language)[0] == entry


def test_passages_are_in_the_askers_language(index: Index) -> None:
    chinese, english = index.search("vram", language="zh")[0], index.search("显存", language="en")[0]
    assert chinese.title.endswith("显存")
    assert english.title == "Same GPU memory"
    assert english.url == "https://arxiv.org/abs/1"


@pytest.mark.parametrize(("query", "asked"), [("灾难性遗忘是什么", "zh"), ("what is forgetting", "en")])
def test_an_entry_without_the_askers_language_is_found_by_what_both_share(query: str, asked: Language) -> None:
    entries = samples()
    entries["forgetting"] = without(entries["forgetting"], asked)
    found = open_index(entries, config()).search(query, language=asked)
    assert found[0].entry == "forgetting"
    assert found[0].title in {"灾难性遗忘", "Catastrophic forgetting"}


@pytest.mark.parametrize(("query", "language"), [("今天天气怎么样", "zh"), ("weather in Lisbon tomorrow", "en")])
def test_nothing_relevant_is_nothing(index: Index, query: str, language: Language) -> None:
    assert ids(index, query, language) == []


def test_filters_by_status_and_rule(index: Index) -> None:
    assert ids(index, "qwen3 licence", "en", status=Status.GUIDE) == ["qwen-licence"]
    assert ids(index, "forgetting", "en", rules=("guide:G3",)) == ["forgetting"]
    assert ids(index, "forgetting", "en", rules=("guide:G3",), status=Status.GUIDE) == []
    assert ids(index, "forgetting", "en", rules=("guide:none",)) == []


def test_entries_of_the_rules_are_relevant_by_that(index: Index) -> None:
    assert set(ids(index, "今天天气怎么样", "zh", rules=("guide:G3", "guide:G2"))) == {"forgetting", "qwen-licence"}


def test_top_limits_and_order_is_by_score(index: Index) -> None:
    scores = [passage.score for passage in index.search("forgetting memory template", language="en", top=3)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert index.search("forgetting", language="en", top=0) == []


@pytest.mark.parametrize("query", ["", "   ", "？！", "\x00\u200b", "的了吗"])
def test_a_query_without_words_finds_nothing(index: Index, query: str) -> None:
    assert ids(index, query, "zh") == []


@pytest.mark.parametrize(
    "query", ["显存" * 50_000, "a-" * 40_000, "9" * 10_000 + " rows", "\ud800 显存 forget", "一" * 5_000]
)
def test_hostile_queries_are_read_in_part(index: Index, query: str) -> None:
    assert isinstance(index.search(query, language="zh"), list)


def test_passages_keep_the_order_given_and_leave_out_the_unknown(index: Index) -> None:
    found = index.passages(["chat-template", "no-such", "forgetting"], language="zh")
    assert [passage.entry for passage in found] == ["chat-template", "forgetting"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_few_entries(count: int) -> None:
    entries = dict(list(samples().items())[:count])
    index = open_index(entries, config())
    assert index.problem is None
    assert [passage.entry for passage in index.search("显存", language="zh")][:1] == list(entries)[: min(count, 1)]


def test_refresh_takes_over_changed_entries_and_only_then_builds(tmp_path: Path) -> None:
    entries = samples()
    index = open_index(entries, config(tmp_path))
    assert not index.refresh(dict(entries))
    changed = replace(entries["forgetting"], id="renamed")
    assert index.refresh({**entries, "renamed": changed})
    assert "renamed" in ids(index, "catastrophic forgetting", "en")
    assert index.refresh(entries)
    assert "renamed" not in ids(index, "catastrophic forgetting", "en")
