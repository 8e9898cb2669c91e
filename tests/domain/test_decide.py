"""What a decision carries besides its reasons: questions, contradictions, changes, words in both languages."""

from typing import Any

import pytest

from service.domain.decide import Decided, decide
from service.domain.decision import Contradiction, Verdict, decision_as_json, second_opinion_as_json
from service.domain.facts import Fact, Interval, Language, Source
from service.domain.faults import Faulty
from service.domain.machine import engine_from
from tests import engines


def run(policy: str = "guide", language: Language = "en", **raw: Any) -> Decided:
    return decide(engines.engine(), engines.facts(**raw), policy=policy, language=language)


def test_the_bare_question_is_undecided_and_asks_the_guide_s_own_first_question() -> None:
    decision = run().decision
    assert decision.verdict is Verdict.UNDECIDED
    assert decision.strength is None
    assert not decision.settled
    question = decision.next_question
    assert question is not None
    assert (question.fact, question.policy) == ("dialogue", "guide")
    assert question.why == "The answer settles about 94 of every 100 remaining cases; without it none is settled."
    assert [option.value for option in question.options] == ["yes", "no"]


def test_every_task_that_would_decide_stands_in_would_change() -> None:
    changes = {item.facts["task"]: item.verdict for item in run().decision.would_change if "task" in item.facts}
    assert len(changes) == 14
    assert not {"tool_use", "reasoning", "other"} & set(changes)
    assert changes["multi_hop_qa"] is Verdict.CHAT
    assert changes["domain_pretraining"] is Verdict.BASE


def test_customer_service_under_the_guide() -> None:
    decision = run(task="customer_service").decision
    assert (decision.verdict, decision.strength, decision.settled) == (Verdict.CHAT, "strong", False)
    fills = [dict(item.facts) for item in decision.would_change][:2]
    assert fills == [{"continued_pretraining": "yes"}, {"license": "chat_blocked"}]
    assert {"facts": {"dialogue": "no"}, "verdict": "base"} in decision_as_json(decision)["would_change"]
    assert decision.next_question is not None
    assert decision.next_question.fact == "continued_pretraining"
    assert {item.verdict: dict(item.facts) for item in decision.why_not} == {
        Verdict.BASE: {"continued_pretraining": "yes"},
        Verdict.EITHER: {"task": "instruction_following"},
        Verdict.UNDECIDED: {"task": "tool_use"},
    }


def test_an_inferred_fact_may_be_changed_by_stating_it_and_goes_with_its_task() -> None:
    decided = run(task="summarization")
    assert decided.facts["dialogue"] == Fact("no", Source.INFERRED, basis="task")
    changes = [dict(item.facts) for item in decided.decision.would_change]
    assert {"dialogue": "yes"} in changes
    assert {"task": "customer_service"} in changes, "a changed task takes its inferences along"
    kept = run(task="summarization", dialogue="no").decision
    assert {"task": "customer_service"} not in [dict(item.facts) for item in kept.would_change]


def test_a_settled_choice_lets_the_question_serve_the_second_opinion() -> None:
    decided = run(task="summarization")
    assert decided.decision.settled
    question = decided.decision.next_question
    assert question is not None
    assert (question.policy, question.fact) == ("field", "baseline")
    assert question.why.startswith("The verdict is settled; this question serves the second opinion (field practice).")
    own = decided.second_opinion.next_question
    assert own is not None
    assert own.why == question.why.removeprefix(
        "The verdict is settled; this question serves the second opinion (field practice). "
    )


def test_a_question_that_settles_no_further_case_is_asked_for_what_it_narrows() -> None:
    """No dialogue: only the task could still matter (instruction following gives `either`), and hardly ever does."""
    question = run(dialogue="no").decision.next_question
    assert question is not None
    assert question.fact == "task"
    assert question.why == (
        "No single answer settles more than about 97 of every 100 remaining cases; this one narrows them most."
    )


def test_no_question_when_both_are_settled() -> None:
    decided = run(continued_pretraining="yes", license="both_blocked")
    assert decided.decision.settled
    assert decided.second_opinion.settled
    assert decided.decision.next_question is None


def test_an_interval_counts_as_unknown_within_its_bounds() -> None:
    decision = run("field", examples="500..5000", task="summarization").decision
    assert not decision.settled
    rows = [(item.facts["examples"], item.verdict) for item in decision.would_change if "examples" in item.facts]
    assert rows == [
        (Interval(1000, 5000), "either"),
        (Interval(0, 0), "none"),
        (Interval(1000, 9999), "either"),
        (Interval(10_000, 99_999), "either"),
        (Interval(100_000, None), "base"),
    ], "narrowed within its bounds first, then every other region"
    whole = run("field", examples="1000..5000", task="summarization").decision
    assert {item.facts["examples"] for item in whole.would_change if "examples" in item.facts} == {
        Interval(0, 0), Interval(1, 99), Interval(100, 299), Interval(300, 999), Interval(100_000, None)
    }  # fmt: skip


def test_single_changes_of_known_facts() -> None:
    decision = run("field", base_published="yes", chat_published="yes", license="ok", baseline="enough").decision
    assert decision.settled
    assert [(dict(item.facts), item.verdict) for item in decision.would_change] == [
        ({"license": "chat_blocked"}, "base"),
        ({"base_published": "no"}, "chat"),
        ({"chat_published": "no"}, "base"),
        ({"baseline": "not_enough"}, "chat"),
        ({"baseline": "unmeasured"}, "chat"),
    ]


CLASH = Contradiction("examples", (2000, 20_000), ("2k", "20k"))


def test_a_contradicted_fact_is_unknown_and_asked_about_first() -> None:
    facts = engines.facts(task="qa", examples=2000)
    decided = decide(engines.engine(), facts, policy="field", contradictions=[CLASH])
    assert "examples" not in decided.facts
    assert decided.decision.contradictions == (CLASH,)
    question = decided.decision.next_question
    assert question is not None
    assert question.fact == "examples"
    assert question.why == (
        "Two things were said about it, “2,000 rows” and “20,000 rows”, and which one holds comes first."
    )


def test_a_contradiction_of_the_other_policy_is_asked_about_too() -> None:
    question = decide(engines.engine(), engines.facts(task="qa"), contradictions=[CLASH]).decision.next_question
    assert question is not None
    assert (question.fact, question.policy) == ("examples", "field")


def test_a_contradiction_about_a_fact_that_no_rule_reads_is_not_asked_about() -> None:
    clash = Contradiction("aim", ("style", "skill"), ("a", "b"))
    question = decide(engines.engine(), {}, contradictions=[clash]).decision.next_question
    assert question is not None
    assert question.fact == "dialogue"


def test_a_contradicted_task_takes_its_inferences_away() -> None:
    clash = Contradiction("task", ("qa", "summarization"), ("问答", "摘要"))
    decided = decide(engines.engine(), engines.facts(task="qa"), contradictions=[clash], language="zh")
    assert decided.facts == {}
    assert decided.decision.next_question is not None
    assert decided.decision.next_question.why == "前面的说法不一致：“问答”与“摘要”，需要先弄清是哪一个。"


def test_options_of_a_number_are_its_bands() -> None:
    facts = engines.facts(task="qa")
    question = decide(
        engines.engine(), facts, policy="field", contradictions=[CLASH], language="zh"
    ).decision.next_question
    assert question is not None
    assert question.options[0].value == 0
    assert question.options[-1].value == Interval(100_000, None)
    assert question.options[1].label == "不到 100 条"


def test_second_opinion_in_short() -> None:
    decided = run(task="summarization")
    short = second_opinion_as_json(decided.second_opinion, decided.decision)
    assert (short["policy"], short["verdict"], short["agrees"]) == ("field", "chat", False)
    undecided = run()
    assert second_opinion_as_json(undecided.second_opinion, undecided.decision)["agrees"] is None


def test_zh_and_en_say_the_same_decision() -> None:
    zh, en = run(language="zh", task="multi_hop_qa").decision, run(language="en", task="multi_hop_qa").decision
    assert (zh.verdict, zh.receipt, zh.would_change) == (en.verdict, en.receipt, en.would_change)
    assert zh.reasons[0].text != en.reasons[0].text


def test_json_form_has_the_names_of_the_contract() -> None:
    said = decision_as_json(run(task="qa", examples="3000..5000").decision)
    assert set(said) == {
        "verdict", "strength", "settled", "policy", "policy_version", "receipt", "reasons", "against", "would_change",
        "why_not", "next_question", "contradictions", "warnings", "advice",
    }  # fmt: skip
    field = decision_as_json(run("field", examples="3000..5000").decision)
    assert {"facts": {"examples": {"low": 10000, "high": 99999}}, "verdict": "either"} not in field["would_change"]
    assert {"facts": {"examples": {"low": 100000, "high": None}}, "verdict": "base"} in field["would_change"]


def test_an_unknown_policy_is_a_key_error_and_one_policy_is_not_enough() -> None:
    with pytest.raises(KeyError):
        run("nobody")
    with pytest.raises(Faulty, match="needs two policies"):
        engine_from(engines.book(), [engines.policy("guide")], {}, engines.engine().advice)
