"""Knowledge answers: which entry leads, what is added, what is left out, and what a "why" asks for."""

import re
from dataclasses import replace

import pytest

from service.domain.brief import Free, composed
from service.domain.compose.asked import asked_besides, asks_for_a_cause, asks_why, names_a_variant
from service.domain.compose.links import leans
from service.domain.compose.overlap import names, own_names, share, terms
from service.domain.compose.pick import chosen, said
from service.domain.facts import Language
from service.domain.sentences import sentences
from service.domain.understanding import Intent
from tests.domain.compose.tables import brief, informing, shelf, text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("为什么？", True),
        ("为什么不是 Chat？", True),
        ("凭什么说选 Base", True),
        ("解释一下理由", True),
        ("Why?", True),
        ("why not chat?", True),
        ("How come?", True),
        ("explain the reasons please", True),
        ("为什么 LoRA 会停不下来？", False),
        ("Why does LoRA never stop?", False),
        ("What is LIMA?", False),
        ("Base 是什么", False),
    ],
)
def test_a_bare_why_is_told_from_a_question_about_something(question: str, expected: bool) -> None:
    assert asks_why(question) is expected


def test_the_part_that_asks_for_an_explanation() -> None:
    assert asked_besides("做客服，选哪个？另外微调会影响安全吗？") == "另外微调会影响安全吗？"
    assert asked_besides("A bot. Base or Chat? And does tuning hurt safety?") == "And does tuning hurt safety?"
    assert asked_besides("选 Base 还是 Chat") == "选 Base 还是 Chat"
    assert asks_for_a_cause("Why 34 GB?")
    assert not asks_for_a_cause("How much?")
    assert names_a_variant("要不要用 base")
    assert not names_a_variant("32B?")


def test_terms_names_and_shares() -> None:
    assert terms("The models of Qwen2.5-7B?") == {"qwen2.5-7b"}
    assert names("Does Unsloth say 300 rows?") == {"unsloth", "300"}
    assert own_names("Prompt first", "a good prompt") == frozenset()
    assert own_names("Databricks leans to Base", "Databricks staff say") == {"databrick"}
    assert share("灾难性遗忘", "遗忘") == pytest.approx(0.25)
    assert share("", "x") == 0.0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_guide_entry_comes_after_the_correction_of_it(language: Language) -> None:
    material = informing(language, Intent.EXPLAIN, "Base 更小吗", passages=["guide-parameter-scale"])
    entries = chosen(shelf(), material)
    assert entries[0].status == "correction"
    assert entries[1].id == "guide-parameter-scale"
    first = brief(material).citations[0]
    assert first.entry == entries[0].id


def test_of_two_found_alike_the_one_about_an_unnamed_source_does_not_lead() -> None:
    material = informing("zh", Intent.EXPLAIN, "多少条数据以上应该用 Base？", ["threshold-yi", "thresholds-disagree"])
    near = material.passages[0]
    close = [near, type(near)("thresholds-disagree", "", "", near.score * 0.97, near.status)]
    assert chosen(shelf(), replace(material, passages=tuple(close)))[0].id == "thresholds-disagree"
    far = [near, type(near)("thresholds-disagree", "", "", near.score * 0.9, near.status)]
    assert chosen(shelf(), replace(material, passages=tuple(far)))[0].id == "threshold-yi"


def test_the_most_direct_sentence_is_said_first() -> None:
    material = informing(
        "en", Intent.EXPLAIN, "Does LIMA prove that a thousand rows are always enough?", passages=["lima"]
    )
    assert text(material).startswith("LIMA does not prove that 1,000 rows always suffice")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The safety of Chat is thus not preserved for free.", True),
        ("Otherwise the failures come back.", True),
        ("Chat 的安全性因此不会自动保留。", True),
        ("但起点只有一个 7B 模型。", True),
        ("LIMA does not prove that 1,000 rows always suffice.", False),
        ("LoRA 比全参数学得少，忘得也少。", False),
        ("指南把分类列为非对话任务，因此归 Base。", False),
        ("The guide lists classification as a non-dialogue task, and so it also gives it to Base.", False),
    ],
)
def test_a_sentence_that_takes_up_another_leans(sentence: str, expected: bool) -> None:
    assert leans(sentence) is expected


def test_a_sentence_that_leans_does_not_open() -> None:
    material = informing("en", Intent.EXPLAIN, "Is the safety of Chat preserved for free?", ["safety-benign-tuning"])
    assert not text(material).startswith("The safety of Chat is thus")


@pytest.mark.parametrize(
    ("question", "language"),
    [("What does the guide say about parameter scale?", "en"), ("指南对参数规模怎么说？", "zh")],
)
def test_the_guides_own_word_opens_where_it_is_asked_for(question: str, language: Language) -> None:
    entries = chosen(shelf(), informing(language, Intent.EXPLAIN, question, passages=["guide-parameter-scale"]))
    assert entries[0].id == "guide-parameter-scale"
    assert entries[1].status == "correction"
    material = informing(language, Intent.EXPLAIN, question, passages=["task-classification"])
    assert re.match(r"The guide|指南", text(material))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_alone_gives_a_cited_answer_of_its_own_sentences(language: Language) -> None:
    for name, entry in shelf().entries.items():
        question = entry.texts[language].questions[0]
        material = informing(language, Intent.EXPLAIN, question, passages=[name])
        written = brief(material)
        assert name in {citation.entry for citation in written.citations}, name
        body = " ".join(item.texts[language].text for item in chosen(shelf(), material))
        for span in written.spans:
            assert isinstance(span, Free), name
            assert 2 <= len(span.sentences) <= 8, (name, span.sentences)
        for part, picked in said(chosen(shelf(), material), material, 8):
            assert all(sentence in part.texts[language].text for sentence in picked), name
        assert all(sentence in body for sentence in sentences(strip(composed(written)))), name


def strip(said_text: str) -> str:
    return re.sub(r" (\[\d+\])+", "", said_text)


def test_nothing_is_said_twice() -> None:
    material = informing("zh", Intent.EXPLAIN, "无害数据会影响安全吗", ["safety-benign-tuning", "risks-of-tuning-chat"])
    assert text(material).count("31.8%") == 1


def test_follow_ups_are_other_entries_questions() -> None:
    written = brief(informing("en", Intent.EXPLAIN, "How many rows did LIMA use?", passages=["lima"]))
    assert 2 <= len(written.follow_ups) <= 3
    assert all(question not in shelf().entries["lima"].texts["en"].questions for question in written.follow_ups)


def test_an_explanation_in_a_conversation_reports_the_verdict_and_decides_nothing() -> None:
    written = brief(informing("en", Intent.EXPLAIN, "What is LIMA?", passages=["lima"], earlier={"task": "qa"}))
    assert written.decision is None
    assert composed(written).endswith("The verdict for your case stands as it was: Chat.")
    undecided = text(informing("en", Intent.EXPLAIN, "What is LIMA?", passages=["lima"], earlier={}))
    assert "verdict" not in undecided


def test_nothing_known_is_said_so() -> None:
    assert "rather not guess" in text(informing("en", Intent.EXPLAIN, "What is the moon?"))
