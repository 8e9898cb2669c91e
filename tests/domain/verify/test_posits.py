"""What a sentence supposes, held against the changes that would change the verdict."""

import pytest

from service.domain.verify import Checker
from service.domain.verify.lines import case_of
from service.domain.verify.opinion import KINDS, Opinion
from service.domain.verify.posits import posit_traits
from tests.domain.verify.cases import DIALOGUE
from tests.engines import engine
from tests.eval.run_sentences import plain_checker, words

RAW = frozenset({("continued_pretraining", "yes")})
CHATTY = frozenset({("dialogue", "yes")})
FACTS = {
    "chat": {"dialogue": "yes"}, "base": {"task": "summarization"}, "either": {"task": "instruction_following"},
}  # fmt: skip
ABROAD = frozenset({("public_facing", "yes")})


def traits(sentence: str, named: frozenset[tuple[str, str]], verdict: str = "chat") -> list[str]:
    """The traits of a sentence in which the reader would find `named`, said under a verdict."""
    facts = FACTS[verdict]
    row = {
        "id": "case", "lang": "en", "verdict": verdict, "facts": facts, "sentence": sentence,
        "passages": [{"entry": "e", "text": DIALOGUE}],
    }  # fmt: skip
    context, text, before = case_of(row, engine())
    reading = plain_checker()._said(text, before).reading()
    return list(posit_traits(text, reading, context, lambda _: named))


def test_a_plain_sentence_supposes_nothing() -> None:
    assert not traits("Start from Chat.", RAW)


@pytest.mark.parametrize(
    ("sentence", "named", "verdict", "claim"),
    [
        ("If raw text came first, take Base.", RAW, "chat", "pc:if:V-:V-"),
        ("If raw text came first, take Chat.", RAW, "chat", "pc:if:V+:V-"),
        ("If strangers used it, take Base.", ABROAD, "chat", "pc:if:V-:stays"),
        ("If it is to talk, take Base.", CHATTY, "chat", "pc:if:V-:nothing"),
        ("If people talked to it, take Chat.", CHATTY, "base", "pc:if:V-:V-"),
        ("If raw text came first, take Base.", RAW, "base", "pc:if:V+:stays"),
    ],
)
def test_a_claim_is_held_against_what_the_change_would_change(
    sentence: str, named: frozenset[tuple[str, str]], verdict: str, claim: str
) -> None:
    assert claim in traits(sentence, named, verdict)


def test_changes_that_lead_apart_are_told() -> None:
    assert "pa:both" in traits("If raw text came first, take Base.", RAW | CHATTY, "either")


@pytest.mark.parametrize(("bias", "asked", "allowed"), [(100, True, True), (2600, False, False)])
def test_what_is_supposed_is_read_only_where_it_could_tip_the_scales(bias: int, asked: bool, allowed: bool) -> None:
    heard: list[str] = []

    def named(text: str) -> frozenset[tuple[str, str]]:
        heard.append(text)
        return ABROAD

    opinion = Opinion(bias, {"pc:if:V-:stays": -100_000}, {"claims": 0}, dict.fromkeys(KINDS, 10_000))
    row = {
        "id": "case", "lang": "en", "verdict": "chat", "facts": FACTS["chat"], "passages": [],
        "sentence": "If strangers used it, take Base.",
    }  # fmt: skip
    context, text, before = case_of(row, engine())
    assert Checker(words(), opinion=opinion, named=named).check(text, context, before).allowed is allowed
    assert bool(heard) is asked
