"""Golden cases: verdict, strength, every reason in order, and what was outranked by what."""

from typing import Any

import pytest

from service.domain.decide import decide
from service.domain.decision import Decision, Reason
from tests import engines
from tests.policy.golden import CASES, VERDICTS

ALL = [(policy, facts, rules) for policy, cases in CASES.items() for facts, rules in cases]


def decided(policy: str, facts: dict[str, Any], language: Any = "en") -> Decision:
    return decide(engines.engine(), engines.facts(**facts), policy=policy, language=language).decision


@pytest.mark.parametrize(("policy", "facts", "rules"), ALL, ids=lambda part: str(part).replace("'", ""))
def test_golden_case(policy: str, facts: dict[str, Any], rules: str) -> None:
    decision = decided(policy, facts)
    winner, *others = rules.split()
    assert (decision.verdict.value, decision.strength.value if decision.strength else None) == VERDICTS[winner]
    agreeing = [rule for rule in others if VERDICTS[rule][0] == decision.verdict]
    opposing = [rule for rule in others if VERDICTS[rule][0] != decision.verdict]
    assert [reason.rule for reason in decision.reasons] == [winner, *agreeing]
    assert [reason.rule for reason in decision.against] == opposing
    assert {reason.outranked_by for reason in decision.against} <= {winner}
    assert all(reason.outranked_by is None for reason in decision.reasons)


@pytest.mark.parametrize("policy", list(CASES))
def test_every_rule_wins_a_golden_case(policy: str) -> None:
    winners = {rules.split()[0] for _, rules in CASES[policy]}
    assert winners == {rule.id for rule in engines.policy(policy).rules}


def test_reasons_carry_their_rule_s_text_and_entries() -> None:
    for policy, facts, _ in ALL:
        for language in ("zh", "en"):
            decision = decided(policy, facts, language)
            for reason in (*decision.reasons, *decision.against):
                check_reason(policy, reason, language)


def check_reason(policy: str, reason: Reason, language: Any) -> None:
    rule = next(rule for rule in engines.policy(policy).rules if rule.id == reason.rule)
    assert (reason.verdict, reason.strength, reason.text) == (rule.verdict, rule.strength, rule.text[language])
    assert reason.entries == tuple(engines.support().get(f"{policy}:{rule.id}", ()))


def test_closing_row_is_a_reason_only_where_it_wins() -> None:
    assert [reason.rule for reason in decided("guide", {}).reasons] == ["otherwise"]
    for facts, rules in CASES["guide"]:
        if rules != "otherwise":
            decision = decided("guide", facts)
            assert "otherwise" not in {reason.rule for reason in (*decision.reasons, *decision.against)}


def test_instruction_following_says_that_the_guide_lists_it_under_chat_too() -> None:
    reason = decided("guide", {"task": "instruction_following"}).reasons[0]
    assert "2.1" in reason.text
    assert "Chat" in reason.text


def test_a_wrong_ground_of_the_guide_is_said_to_be_wrong() -> None:
    """The guide's verdict is followed, its claim that Base is lighter is not repeated as true."""
    reason = decided("guide", {"resources": "limited"}).reasons[0]
    assert reason.verdict == "base"
    assert "same number of parameters" in reason.text
