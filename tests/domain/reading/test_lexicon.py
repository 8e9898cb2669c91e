"""The phrase language, and word files that are not well formed."""

import re
from typing import Any

import pytest

from service.domain.faults import Faulty
from service.domain.reading.lexicon import lexicon
from service.domain.reading.phrases import compiled, word_class


@pytest.mark.parametrize(
    ("phrase", "matching", "others"),
    [
        ("condens*", ["condensed"], ["recondense"]),
        ("multi-turn", ["multi-turn", "multiturn", "multi turn"], ["multi-turner"]),
        ("(the )?base", ["the base", "base"], ["database", "baseline"]),
        ("把~压缩成", ["把新闻压缩成"], ["把新闻,压缩成"]),
        ("train(ing|ed)? set", ["training sets", "train set"], ["trainer set"]),
        ("licen(s|c)es?", ["licence", "licenses"], ["licen", "licencee"]),
        ("lora (run|test)s?", ["lora runs", "lora test"], ["lora"]),
        ("variante?", ["variant", "variante"], ["variantes"]),
        ("做sft", ["做 sft", "做sft"], ["做 sftp"]),
        ("^我们", ["我们", "好, 我们"], ["他我们"]),
        ("没有$", ["没有", "没有,"], ["没有了"]),
        ("\\-it", ["-it"], ["it"]),
    ],
)
def test_phrase(phrase: str, matching: list[str], others: list[str]) -> None:
    pattern = compiled(phrase, {}).pattern
    assert all(re.search(pattern, text) for text in matching)
    assert not any(re.search(pattern, text) for text in others)


def test_a_class_stands_for_any_of_its_words() -> None:
    classes = {"doc": word_class(("新闻", "email"), {})}
    assert re.search(compiled("把<doc>分类", classes).pattern, "把 email 分类")


def test_every_fault_is_reported_at_once() -> None:
    files = {"a.toml": {"fact": {"x": {"zh": ["(没关上", "<nothing>"], "en": "no list"}}}}
    with pytest.raises(Faulty) as caught:
        lexicon(files, {})
    assert len(caught.value.faults) == 3
    assert all("a.toml, fact.x" in fault for fault in caught.value.faults)


def test_what_would_not_be_read_is_a_fault() -> None:
    files: dict[str, dict[str, Any]] = {
        "a.toml": {"fact": {"x": {"zh": ["有"], "en": [], "below": {"zh": ["没有"], "en": []}}}, "beats": {}},
        "b.toml": {"beats": {}},
    }
    with pytest.raises(Faulty) as caught:
        lexicon(files, {})
    below, twice = caught.value.faults[:2]
    assert "fact.x.below" in below
    assert twice.startswith("b.toml: `beats`")


@pytest.mark.parametrize("phrase", ["(very )+good", "speciali[sz]ed", "a{2}"])
def test_signs_of_other_languages_are_a_fault(phrase: str) -> None:
    with pytest.raises(Faulty, match="means nothing"):
        compiled(phrase, {})


def test_a_phrase_that_stands_twice_is_a_fault() -> None:
    with pytest.raises(Faulty) as caught:
        lexicon({"a.toml": {"fact": {"x": {"zh": ["有", "没有", "有"], "en": []}}}}, {})
    assert caught.value.faults == ("a.toml, fact.x: '有' stands twice.",)
