"""Single parts of a choosing answer: news since the last turn, asides, objections, conditions, the question."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from service.domain.brief import Fixed, composed
from service.domain.compose.change import likeliest
from service.domain.compose.page import Page, lead, with_markers
from service.domain.compose.sources import sources_block
from service.domain.compose.wording import alternatives, conjunction, row, spaced
from service.domain.decision import Contradiction, Verdict
from service.domain.evidence import Citation
from service.domain.facts import Interval, Language, Value
from service.domain.understanding import Doubt
from tests.domain.compose.tables import brief, choosing, shelf, text


def page(language: Language = "en") -> Page:
    return Page(language, shelf(), {})


def test_blocks_are_parted_by_one_blank_line_and_empty_ones_are_left_out() -> None:
    written = page()
    written.fixed("one")
    written.fixed("  ")
    written.free("topic", [])
    written.free("topic", ["Two."], heading="Head: ")
    written.fixed("three")
    spans = written.spans()
    assert spans[0] == Fixed("one\n\nHead: ")
    assert spans[2] == Fixed("\n\nthree")


def test_citations_are_numbered_once_in_order_of_use_and_unknown_entries_left_out() -> None:
    written = page()
    assert written.cite(["no-such-entry", "lima", "s1"], most=1) == " [1]"
    assert written.cite(["s1", "lima"], most=2) == " [2][1]"
    assert written.cite(["no-such-entry"]) == ""
    assert [citation.entry for citation in written.cited.values()] == ["lima", "s1"]


def test_markers_stand_before_the_full_stop() -> None:
    assert with_markers("好。", " [1]") == "好 [1]。"
    assert with_markers("Good.", " [1]") == "Good [1]."
    assert with_markers("Good.", "") == "Good."
    assert lead("One. Two.") == "One."


def test_lists_in_words() -> None:
    phrases = shelf().phrases
    assert conjunction(phrases, "en", ["a", "b", "c"]) == "a, b and c"
    assert alternatives(phrases, "en", ["a", "b"]) == "a or b"
    assert conjunction(phrases, "zh", ["甲", "乙"]) == "甲，而且乙"
    assert row("zh", ["甲", "乙"]) == "甲、乙"
    assert spaced("有3,000 条，至少 要LoRA吧", "zh") == "有 3,000 条，至少要 LoRA 吧"


@pytest.mark.parametrize(
    ("earlier", "now", "expected"),
    [
        (
            {"examples": 2000},
            {"examples": 20000},
            "Training rows: now 20,000 rows (before: 2,000 rows). The verdict stays",
        ),
        ({"dialogue": "yes"}, {"dialogue": "no"}, "So the verdict moves from “Chat” to “Base”."),
        ({}, {"dialogue": "yes"}, "and that settles the open question."),
        (
            {"dialogue": "yes"},
            {"dialogue": "yes", "license": "chat_blocked"},
            "so the verdict moves from “Chat” to “Base”.",
        ),
        ({"dialogue": "yes"}, {"dialogue": "yes", "tools": "yes"}, "noted, and the verdict stays as it was."),
    ],
)
def test_what_is_new_since_the_last_turn(earlier: dict[str, Any], now: dict[str, Any], expected: str) -> None:
    assert expected in text(choosing("en", earlier=earlier, **now)).split("\n\n")[1]


def test_nothing_new_is_not_mentioned() -> None:
    said = text(choosing("en", earlier={"dialogue": "yes"}, dialogue="yes"))
    assert "noted" not in said
    assert "verdict moves" not in said


def test_an_inferred_fact_is_owned_up_to() -> None:
    assert "which I read as “dialogue history matters to the product”" in text(choosing("en", task="roleplay"))
    assert "which I read as" not in text(choosing("en", task="roleplay", dialogue="yes"))


def test_what_does_not_matter_is_said_to_whom_it_matters() -> None:
    said = text(choosing("en", dialogue="yes", examples=500, gpu_memory_gb=24))
    assert "There are 500 rows after cleaning: the guide does not go by that, but the second opinion does." in said
    assert "There are 24 GB of GPU memory: neither the guide nor the second opinion goes by that" in said


def test_an_objection_that_adds_nothing_is_left_out() -> None:
    said = text(choosing("en", "field", task="extraction", examples=20000, method="full"))
    assert "On the other side" not in said
    assert "On the other side" in text(choosing("en", dialogue="yes", special_domain="yes"))


@pytest.mark.parametrize("facts", [{}, {"dialogue": "no"}, {"examples": "500..20000"}, {"baseline": "enough"}])
@pytest.mark.parametrize("policy", ["guide", "field"])
def test_conditions_come_from_would_change_alone(facts: dict[str, Any], policy: str) -> None:
    material = choosing("en", policy, **facts)
    assert material.decision is not None
    carried = [(dict(change.facts), change.verdict) for change in material.decision.would_change]
    written = Page("en", shelf(), material.values)
    for verdict, changes in likeliest(written, material, material.decision).items():
        assert verdict is not material.decision.verdict
        assert len(changes) <= 3
        for change in changes:
            joined = [value for value in change.values() if isinstance(value, Interval)]
            assert (dict(change), verdict) in carried or (joined and covered(change, verdict, carried))


def covered(change: Mapping[str, Value], verdict: Verdict, carried: list[tuple[dict[str, Value], Verdict]]) -> bool:
    """Whether neighbouring ranges of would_change make up the joined one."""
    ((name, whole),) = change.items()
    assert isinstance(whole, Interval)
    parts = sorted(
        (facts[name] for facts, becomes in carried if becomes is verdict and set(facts) == {name}),
        key=lambda value: value.low if isinstance(value, Interval) else 0,
    )
    inside = [part for part in parts if isinstance(part, Interval) and part.low >= whole.low]
    ends = [part.high for part in inside]
    return inside[0].low == whole.low and whole.high in ends


def test_a_contradiction_is_named_by_labels_and_its_answers_by_what_they_mean() -> None:
    clash = Contradiction("dialogue", ("yes", "no"), ("q", "q"))
    said = text(choosing("en", contradictions=[clash]))
    yes, no = (choice.label["en"] for choice in shelf().vocabulary["dialogue"].choices)
    assert f"you said both “{yes}” and “{no}”" in said
    assert f"“{yes}” means Chat; “{no}” means Base." in said
    assert "What settles it" not in said


def test_a_doubt_is_the_one_question() -> None:
    said = text(choosing("en", examples=500, doubts=[Doubt("task", "translation", "x")]))
    assert said.endswith("do you mean that the task is translation?")
    assert "Next question" not in said


def test_a_third_language_gets_one_line() -> None:
    said = text(choosing("en", task="qa", foreign=True))
    assert said.split("\n\n")[1] == "I answer in English, since I can write only Chinese and English."


def test_the_overview_opens_a_conversation_and_is_not_repeated() -> None:
    assert "|---|" in text(choosing("en"))
    assert "|---|" not in text(choosing("en", earlier={}))


def test_unknown_policy_rule_or_entry_still_gives_an_answer() -> None:
    material = choosing("en", dialogue="yes")
    assert material.decision is not None
    odd = replace(
        material.decision,
        policy="house",
        reasons=tuple(replace(reason, rule="H1", entries=("gone",)) for reason in material.decision.reasons),
    )
    said = composed(brief(replace(material, decision=odd)))
    assert said.startswith("**Start from Chat.**")
    assert material.decision.reasons[0].text in said


def test_sources_block_is_plain_markdown() -> None:
    citation = Citation(1, "x", "A [title](http://x) <b>", "quote", "https://arxiv.org/abs/1")
    block = sources_block([citation], "en")
    assert block == "\n\n**Sources**\n\n- [1] A title(http://x) b <https://arxiv.org/abs/1>"
    assert sources_block([], "zh") == ""
