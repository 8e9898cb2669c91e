"""How phrases are found fast: written out, or tried only where they can begin. Neither may change what is found."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain.reading.beginnings import beginnings, key
from service.domain.reading.expand import strings
from service.domain.reading.index import index
from service.domain.reading.lexicon import labelled
from service.domain.reading.literals import literals
from service.domain.reading.phrases import CLAUSE_END, compiled
from tests.readers import parsed, words


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
        ("(not|never) good", {" not", " never"}),
        ("(very )?good", {" very", " good"}),
        ("condens*", {" condens"}),
        ("没有任何问题", {"没有任何"}),
        ("^我们", {"我们"}),
        ("# rows", set()),
        ("~好", set()),
        ("(a)?(b)?", set()),
        ("'s", set()),
        ("don't", {" don"}),
    ],
)
def test_with_what_a_phrase_begins(source: str, first: set[str]) -> None:
    assert beginnings(source, {}) == first


def test_the_key_of_a_literal() -> None:
    assert [key(literal) for literal in ("提示词工程师", "sft数据", "q&a", "&", "")] == [
        "提示词工",
        " sft",
        " q",
        "",
        "",
    ]


WORDS = [
    (label, phrase)
    for label, phrase in labelled(parsed("words"), words().ways, [])
    if label.startswith(("scope", "slot", "fact"))
][::23]
INDEX = index(WORDS)
KNOWN = sorted(INDEX.meanings)
PIECES = st.one_of(
    st.sampled_from(KNOWN), st.sampled_from([",", "。", " ", "-", "3,000 ", "/", "s", "\n", "?", ". ", "5k"])
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(TEXTS)
def test_looking_up_finds_what_trying_every_phrase_finds(text: str) -> None:
    clauses = re.split(r"(?:(?<!\d),|,(?!\d)|\.(?![a-z0-9])|[。!?;:\n()\x00])", text)
    starts = [sum(len(clause) + 1 for clause in clauses[:number]) for number in range(len(clauses))]
    ends = [start + len(clause) for start, clause in zip(starts, clauses, strict=True)]
    found = set()
    for label, phrase in WORDS:
        across = any(char in CLAUSE_END for char in phrase.source)
        for span in [(0, len(text))] if across else zip(starts, ends, strict=True):
            for string in strings(phrase.source):
                places = range(span[0], span[1] - len(string) + 1)
                found |= {(at, -at - len(string), label) for at in places if text.startswith(string, at)}
            if not strings(phrase.source):
                matches = re.compile(phrase.pattern).finditer(text, *span)
                found |= {(match.start(), -match.end(), label) for match in matches if match.group()}
    assert INDEX.find(text) == found


def test_a_phrase_that_begins_with_the_end_of_a_clause_is_found() -> None:
    assert index([("x", compiled(",好", {}))]).find("行,好") == {(1, -3, "x")}


def _stands(literal: str, text: str, at: int) -> bool:
    """The definition of a literal, by a pattern of its own."""
    pattern = re.escape(literal.strip())
    if literal[0] == " ":
        pattern = "(?<![a-z0-9])" + pattern
    if literal[-1] == " ":
        pattern += "s?(?![a-z0-9])"
    return bool(re.compile(pattern).match(text, at))


@FEW
@given(TEXTS)
def test_literals_are_found_wherever_they_stand(text: str) -> None:
    places = literals(frozenset(KNOWN[::7])).places(text, 0, len(text))
    naive = {one: [at for at in range(len(text)) if _stands(one, text, at)] for one in KNOWN[::7]}
    assert places == {one: found for one, found in naive.items() if found}
