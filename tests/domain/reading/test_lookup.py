"""How phrases are found fast: written out, or tried only where they can begin. Neither may change what is found."""

import re

import pytest

from service.domain.reading.beginnings import beginnings, key
from service.domain.reading.expand import strings
from service.domain.reading.phrases import compiled
from tests.readers import words


def test_a_phrase_written_out_matches_what_its_pattern_matches() -> None:
    for source in ("(很|挺)?好(了|的)?", "没(有)?(任何|什么)?问题", "不行"):
        pattern = compiled(source, {}).pattern
        assert strings(source)
        assert all(re.fullmatch(pattern, string) for string in strings(source))
    assert set(strings("(很|挺)?好")) == {"很好", "挺好", "好"}


@pytest.mark.parametrize("source", ["把~压缩", "sft完", "<doc>", "^我们", "(一|二)*个"])
def test_what_is_not_plain_chinese_is_not_written_out(source: str) -> None:
    assert strings(source) == ()


@pytest.mark.parametrize(
    ("source", "first"),
    [
        ("(not|never) good", {"not", "never"}),
        ("(very )?good", {"very", "good"}),
        ("condens*", {"condens"}),
        ("没有任何问题", {"没有任何"}),
        ("^我们", {"我们"}),
        ("# rows", set()),
        ("~好", set()),
        ("(a)?(b)?", set()),
        ("'s", set()),
        ("don't", {"don"}),
    ],
)
def test_with_what_a_phrase_begins(source: str, first: set[str]) -> None:
    assert beginnings(source, {}) == first


def test_the_key_of_a_literal() -> None:
    assert [key(literal) for literal in ("提示词工程师", "sft数据", "q&a", "&", "")] == ["提示词工", "sft", "q", "", ""]


@pytest.mark.parametrize(
    "text",
    [
        "不打算继续预训练,数据两万条,都是多轮对话,chat 版的泰语一般,给游客用",
        "the chat weights forbid lenders; we haven't tried a prompt, 3k rows of q&a pairs, nobody outside sees it",
    ],
)
def test_looking_up_finds_what_searching_finds(text: str) -> None:
    """Every phrase found by going through all of them is found at the same place or within a longer one."""
    found = {(hit.start, hit.label) for hit in words().hits(text)}
    for label, phrase in words().phrases:
        if label.startswith(("slot.", "fact.")) and "," not in phrase.source:
            for match in re.finditer(phrase.pattern, text):
                if match.group():
                    assert (match.start(), label) in found, (label, phrase.source, match.group())
