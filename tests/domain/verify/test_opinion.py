"""The second opinion: fresh weights, and what it may not do to plain words."""

import json
from typing import Any

import pytest

from service.domain.faults import Faulty
from service.domain.verify.opinion import opinion_from
from service.domain.verify.piece import Token
from service.domain.verify.poles import near_traits
from service.domain.verify.reading import read
from service.domain.verify.segments import segments_of
from tests.domain.verify.cases import verdict_on
from tests.eval.train_opinion import WEIGHTS, digest

FACTS: dict[str, dict[str, str]] = {"chat": {"dialogue": "yes"}, "base": {"task": "summarization"}}
PLAIN = [
    ("en", "Start from {right}."), ("en", "{right} is the better start here."), ("en", "I recommend {right}."),
    ("en", "Take the {right} variant."), ("en", "{right} it is."), ("en", "For your case, {right} fits best."),
    ("en", "Go with {right}, not {wrong}."), ("en", "{right} rather than {wrong}."),
    ("en", "Choose {right} over {wrong}."),
    ("en", "{wrong} would be the wrong start."), ("en", "You do not need {wrong}."),
    ("zh", "从 {right} 起步。"), ("zh", "建议选 {right}。"), ("zh", "{right} 更合适。"), ("zh", "结论是 {right}。"),
    ("zh", "您的场景适合 {right}。"), ("zh", "选 {right}，不选 {wrong}。"), ("zh", "{right} 比 {wrong} 更合适。"),
    ("zh", "{wrong} 不适合您。"), ("zh", "不必用 {wrong}。"), ("zh", "还是 {right} 稳妥。"),
]  # fmt: skip


def data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return loaded


def test_the_weights_are_those_of_the_labelled_sentences() -> None:
    assert data()["source"] == digest(), "run `python -m tests.eval.train_opinion`"


@pytest.mark.parametrize("side", ["chat", "base"])
@pytest.mark.parametrize(("lang", "sentence"), PLAIN)
def test_plain_words_pass_for_the_verdict_and_are_withheld_against_it(lang: str, sentence: str, side: str) -> None:
    right, wrong = ("Chat", "Base") if side == "chat" else ("Base", "Chat")
    assert verdict_on(sentence.format(right=right, wrong=wrong), side, FACTS[side], lang=lang) == "ok"
    assert verdict_on(sentence.format(right=wrong, wrong=right), side, FACTS[side], lang=lang) == "contradicts"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Specialist words are learnt fastest by a model that already takes orders; choose that one."),
        ("en", "The weights straight out of pre-training are the ones to tune."),
        ("zh", "没有调教过的那份权重才该拿来训。"),
        ("zh", "要是不从基座开始，将来会后悔。"),
    ],
)
def test_a_variant_that_is_only_described_is_a_variant(lang: str, sentence: str) -> None:
    verdict = "base" if "orders" in sentence else "chat"
    assert verdict_on(sentence, verdict, FACTS[verdict], lang=lang) == "contradicts"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Full fine-tuning settles it: with every weight moving, take Chat."),
        ("en", "Stay with Chat only as long as rows are plentiful."),
        ("en", "The second opinion would train both, and its advice is the one to follow."),
        ("zh", "全参微调就决定了要用 Chat。"),
    ],
)
def test_what_the_policy_does_not_read_may_not_decide(lang: str, sentence: str) -> None:
    assert verdict_on(sentence, lang=lang, facts={"dialogue": "yes", "method": "full"}) == "contradicts"


def test_scores_are_whole_numbers_and_traits_that_nobody_knows_weigh_nothing() -> None:
    opinion = opinion_from(data())
    assert opinion.score(["no such trait"]) == opinion.bias
    assert isinstance(opinion.score(["w:base", "w:chat"]), int)


@pytest.mark.parametrize("side", ["chat", "base"])
def test_traditional_characters_are_read_as_simplified_ones(side: str) -> None:
    right, wrong = ("Chat", "Base") if side == "chat" else ("Base", "Chat")
    assert verdict_on(f"建議選擇 {right}，這對您更合適。", side, FACTS[side], lang="zh") == "ok"
    assert verdict_on(f"建議選擇 {wrong}，這對您更合適。", side, FACTS[side], lang="zh") == "contradicts"


def test_words_near_a_variant_count_for_it_and_a_denial_turns_them() -> None:
    near = [Token("polite", "word", frozenset({"near_chat"}), 0, 6)]
    denied = [Token("not", "word", frozenset({"flip"}), 0, 3), *near]
    assert "e1:+" in near_traits(read(segments_of(near), "", question=False, cited=False), "chat")
    assert "e1:-" in near_traits(read(segments_of(near), "", question=False, cited=False), "base")
    assert "e1:-" in near_traits(read(segments_of(denied), "", question=False, cited=False), "chat")
    assert "e1:chat" in near_traits(read(segments_of(near), "", question=False, cited=False), "")


@pytest.mark.parametrize("missing", ["bias", "weights", "clears", "withholds"])
def test_damaged_weights_are_refused(missing: str) -> None:
    broken = {name: value for name, value in data().items() if name != missing}
    with pytest.raises(Faulty):
        opinion_from(broken)
