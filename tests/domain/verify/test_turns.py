"""What is said to turn the verdict, what only is supposed, and what the other policy holds."""

from typing import Any

import pytest

from tests.domain.verify.cases import verdict_on

TALK = {"dialogue": "yes"}
SUMMARY = {"task": "summarization"}
CORPUS = {"continued_pretraining": "yes", "dialogue": "yes"}
BLOCKED = {"dialogue": "yes", "license": "chat_blocked"}
FOLLOWING = {"task": "instruction_following", "dialogue": "no"}
LARGE = {"task": "summarization", "examples": 40000, "method": "full"}


@pytest.mark.parametrize(
    ("lang", "verdict", "facts", "sentence"),
    [
        ("en", "base", CORPUS, "Cancel the raw-text stage and you are back with Chat."),
        ("en", "base", SUMMARY, "Bolt a conversation on top and Chat is the better start."),
        ("en", "chat", TALK, "Bring raw-text training back, and Base becomes necessary."),
        ("en", "base", BLOCKED, "Once the terms of Chat become acceptable, the answer switches to Chat."),
        ("zh", "base", BLOCKED, "等哪天授权谈下来，答案就换成 Chat。"),
        ("zh", "either", FOLLOWING, "加上专业领域这一条，就该选 Base。"),
    ],
)
def test_an_order_that_only_supposes_may_conclude_what_the_facts_carry(
    lang: str, verdict: str, facts: dict[str, Any], sentence: str
) -> None:
    assert verdict_on(sentence, verdict, facts, lang=lang) == "ok"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Add more rows and Base is the better start."),
        ("en", "Drop the adapters and you are back with Base."),
        ("en", "A tight budget would reverse that."),
        ("en", "Open it to the public and the rule for Chat lapses."),
        ("zh", "加上更多样本，就该选 Base。"),
        ("zh", "倘若预算紧张，这个倾向要翻过来。"),
        ("zh", "若训练方法由全参变更为低秩适配，则结论随之变更。"),
    ],
)
def test_facts_that_the_policy_does_not_read_turn_nothing(lang: str, sentence: str) -> None:
    assert verdict_on(sentence, "chat", TALK, lang=lang) == "contradicts"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "The field policy sides with Base too."),
        ("en", "Cross-check: the field policy picks Base as well."),
        ("zh", "偏实践的规则同样选 Base。"),
    ],
)
def test_what_the_other_policy_holds_may_be_told(lang: str, sentence: str) -> None:
    assert verdict_on(sentence, "base", LARGE, lang=lang) == "ok"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "The field policy chooses Chat here."),
        ("en", "The field policy prefers Chat, so take Chat."),
        ("zh", "偏实践的规则选的是 Chat。"),
    ],
)
def test_what_the_other_policy_does_not_hold_may_not_be_told(lang: str, sentence: str) -> None:
    assert verdict_on(sentence, "base", LARGE, lang=lang) == "contradicts"


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        (
            "en", "If it writes summaries, Base; if it is a chatbot, Chat.",
            "If it writes summaries, Chat; if it is a chatbot, Base.",
        ),
        ("zh", "若是做摘要，选 Base；若是做客服，选 Chat。", "若是做摘要，选 Chat；若是做客服，选 Base。"),
    ],
)  # fmt: skip
def test_each_conclusion_rests_on_the_condition_of_its_own_part(lang: str, first: str, second: str) -> None:
    assert verdict_on(first, "undecided", {}, lang=lang) == "ok"
    assert verdict_on(second, "undecided", {}, lang=lang) == "contradicts"


LIMA = "LIMA: 1,000 curated examples sufficed for a 65B model to learn the response format."
SIZES = "A sizing table: LoRA on an 8B model needs about 22 GB; on a 14B model about 36 GB."
HOURS = "Throughput on one card: 24,000 conversations take 4 hours 30 minutes."
REFUSALS = "A safety audit: refusal of harmful requests dropped from 97% to 82% after two epochs."


@pytest.mark.parametrize(
    ("passage", "sentence", "label"),
    [
        (LIMA, "LIMA got by with 1,000 examples [1].", "ok"),
        (LIMA, "LIMA got by with 250 examples [1].", "unsupported_number"),
        (SIZES, "The table gives 36 GB for the 14B model [1].", "ok"),
        (SIZES, "The table gives 22 GB for the 14B model [1].", "unsupported_number"),
        (HOURS, "Twenty-four thousand conversations take four and a half hours [1].", "ok"),
        (HOURS, "Twenty-four thousand conversations take 4 days [1].", "unsupported_number"),
        (REFUSALS, "After two epochs, refusals of harmful requests were down from 97% to 82% [1].", "ok"),
        (REFUSALS, "After two epochs, refusals of harmful requests dropped by 97% [1].", "unsupported_number"),
    ],
)
def test_a_number_is_said_of_what_the_source_says_it_of(passage: str, sentence: str, label: str) -> None:
    facts = {"dialogue": "yes", "examples": 250 if "250" in sentence else 24000}
    assert verdict_on(sentence, "chat", facts, passages=(passage,)) == label


def test_neither_variant_may_be_used_and_another_model_may_be_named() -> None:
    facts = {"dialogue": "yes", "license": "both_blocked"}
    assert verdict_on("Both are blocked, so pick another family first.", "chat", facts) == "ok"
    assert verdict_on("Both are blocked, so Base it is.", "chat", facts) == "contradicts"
