"""`policy check`: both policies pass, and deliberately broken ones fail, each for the right reason."""

import copy
import time
from dataclasses import replace
from typing import Any

import pytest

from service.domain.faults import Faulty
from service.domain.policy import Policy, policy_from
from service.domain.proofs import Proof, prove
from tests import engines

ENTRIES = {entry for entries in engines.support().values() for entry in entries}


def check(policy: Policy, support: dict[str, list[str]] | None = None) -> Proof:
    return prove(policy, engines.book(), engines.support() if support is None else support, ENTRIES)


@pytest.mark.parametrize("name", ["guide", "field"])
def test_both_policies_are_sound(name: str) -> None:
    started = time.perf_counter()
    proof = check(engines.policy(name))
    assert proof.faults == ()
    assert [rule.rule for rule in proof.rules] == [rule.id for rule in engines.policy(name).rules]
    assert sum(rule.wins for rule in proof.rules) == proof.cases
    assert all(0 < rule.wins <= rule.holds for rule in proof.rules)
    assert time.perf_counter() - started < 30


def test_every_case_of_the_guide_is_counted() -> None:
    proof = check(engines.policy("guide"))
    assert proof.cases == 18 * 3 * 3 * 3 * 4 * 3 * 4
    assert proof.version == engines.policy("guide").version


def test_samples_are_won_by_their_rule() -> None:
    for name in ("guide", "field"):
        machine = engines.engine().machines[name]
        for rule in check(engines.policy(name)).rules:
            assert rule.sample is not None
            assert machine.winner(rule.sample).id == rule.rule


def test_overlaps_name_the_winner_and_whether_the_two_agree() -> None:
    overlaps = {(item.first, item.second): item for item in check(engines.policy("guide")).overlaps}
    assert overlaps["G1", "G3"].winners == ("G1",)
    assert not overlaps["G1", "G3"].agree
    assert overlaps["G3", "G4"].winners == ("G1", "G2", "G3")
    assert overlaps["G1", "G2"].agree
    assert overlaps["G1", "G2"].cases == 2052
    assert ("G3", "G5") not in overlaps, "dialogue cannot be both"
    assert ("G7a", "G7b") not in overlaps


def raw(name: str = "guide") -> dict[str, Any]:
    return copy.deepcopy(engines.toml(f"policies/{name}.toml"))


def load(tables: dict[str, Any]) -> Policy:
    return policy_from(tables, engines.book().vocabulary, "broken.toml")


def rule(tables: dict[str, Any], identity: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in tables["rules"] if row["id"] == identity)
    return found


def test_a_shadowed_rule_fails_with_the_offending_case() -> None:
    tables = raw()
    rule(tables, "G3")["when"] = "dialogue is known"
    [fault] = [fault for fault in check(load(tables)).faults if "G5" in fault]
    assert "never fires" in fault
    assert "such as G3 in the case dialogue = no" in fault


def test_a_rule_that_holds_for_no_case_fails() -> None:
    tables = raw()
    rule(tables, "G4")["when"] = "special_domain = yes and special_domain = no"
    assert check(load(tables)).faults == ("guide, rule G4: never fires; its condition holds for no case.",)


def test_a_rule_that_only_an_impossible_case_meets_fails() -> None:
    """A question-answering task always implies dialogue unless it is given, so it is never unknown."""
    tables = raw()
    rule(tables, "G6")["when"] = "task = qa and dialogue is unknown"
    assert check(load(tables)).faults == ("guide, rule G6: never fires; its condition holds for no case.",)


def test_a_rule_split_between_two_above_it_fails() -> None:
    tables = raw("field")
    rule(tables, "F21")["when"] = "examples < 1000 or examples >= 1000"
    [fault] = check(load(tables)).faults
    assert fault.startswith("field, rule F21: never fires; wherever it holds a rule above it wins, such as F4 ")


def test_a_policy_without_a_last_row_fails_with_a_case_that_gets_no_verdict() -> None:
    """Such a file is refused when it is read; a policy built otherwise is caught by going through the cases."""
    policy = engines.policy("guide")
    faults = check(replace(policy, rules=policy.rules[:-1])).faults
    assert faults[0] == "guide: no rule holds for the case nothing known, so it gets no verdict."


def test_a_rule_without_entries_fails() -> None:
    support = {key: ids for key, ids in engines.support().items() if key != "guide:G2"}
    assert check(engines.policy("guide"), support).faults == ("guide, rule G2: no knowledge entry supports it.",)


def test_an_entry_that_does_not_exist_fails() -> None:
    support = {**engines.support(), "guide:G2": ["nowhere"]}
    expected = "guide, rule G2: the entry 'nowhere' does not exist in both languages."
    assert check(engines.policy("guide"), support).faults == (expected,)


def test_an_entry_for_a_rule_that_does_not_exist_fails() -> None:
    support = {**engines.support(), "guide:G99": ["some-entry"]}
    expected = "guide: some-entry support the rule 'guide:G99', which does not exist."
    assert check(engines.policy("guide"), support).faults == (expected,)


def test_overlaps_across_verdicts_are_counted_not_faulted() -> None:
    tables = raw()
    rule(tables, "G10b")["when"] = "resources is known"
    overlaps = check(load(tables)).overlaps
    assert any(item.first == "G10a" and item.second == "G10b" and not item.agree for item in overlaps)


BROKEN: list[tuple[str, Any, str]] = [
    ("no last row", lambda t: t["rules"].pop(), "the last rule must be"),
    ("last row too early", lambda t: t["rules"].insert(0, t["rules"].pop()), "must be the last rule"),
    ("an id twice", lambda t: rule(t, "G2").update(id="G1"), "rule G1: the id stands twice"),
    ("an unknown fact", lambda t: rule(t, "G1").update(when="mood = good"), "rule G1: .*'mood' is not a known fact"),
    ("an unknown value", lambda t: rule(t, "G1").update(when="dialogue = maybe"), "rule G1: .*cannot be 'maybe'"),
    ("bad syntax", lambda t: rule(t, "G1").update(when="dialogue = yes and"), "rule G1: .*the end"),
    ("an open bracket", lambda t: rule(t, "G1").update(when="(dialogue = yes"), "rule G1: .*'\\)' is expected"),
    ("a word for a number", lambda t: rule(t, "G1").update(when="examples < many"), "rule G1: .*no number"),
    ("an order of words", lambda t: rule(t, "G1").update(when="task < qa"), "rule G1: .*cannot be compared by <"),
    ("free text", lambda t: rule(t, "G1").update(when="model is known"), "rule G1: model is free text"),
    ("no verdict", lambda t: rule(t, "G1").pop("verdict"), "rule G1: `verdict` must be one of"),
    ("an unknown verdict", lambda t: rule(t, "G1").update(verdict="maybe"), "rule G1: `verdict` must be one of"),
    ("no strength", lambda t: rule(t, "G1").pop("strength"), "rule G1: every verdict but `undecided`"),
    ("an unknown strength", lambda t: rule(t, "G1").update(strength="huge"), "rule G1: `strength` must be one of"),
    ("no Chinese", lambda t: rule(t, "G1").pop("zh"), "rule G1 has no text in zh"),
    ("no source", lambda t: rule(t, "G1").pop("source"), "rule G1: `source` is missing"),
    ("no condition", lambda t: rule(t, "G1").pop("when"), "rule G1: `when` is missing"),
    ("a stray key", lambda t: rule(t, "G1").update(prio=1), "rule G1: 'prio' is no key of a rule"),
    ("always in the middle", lambda t: rule(t, "G1").update(when="always"), 'rule G1: .*when = "otherwise"'),
    ("no title", lambda t: t.pop("title"), "`title` has no text in zh"),
    ("no rules", lambda t: t.update(rules=[]), "`rules` must be a list"),
    ("rules of another kind", lambda t: t.update(rules={"G1": 1}), "`rules` must be a list"),
]


@pytest.mark.parametrize(("breakage", "reason"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_refused_with_file_rule_and_reason(breakage: Any, reason: str) -> None:
    tables = raw()
    breakage(tables)
    with pytest.raises(Faulty, match=reason) as caught:
        load(tables)
    assert all(fault.startswith("broken.toml") for fault in caught.value.faults)


def test_all_faults_come_at_once() -> None:
    tables = raw()
    rule(tables, "G1").update(when="mood = good", verdict="maybe")
    rule(tables, "G5").pop("en")
    tables["rules"].pop()
    with pytest.raises(Faulty) as caught:
        load(tables)
    assert len(caught.value.faults) == 4


def test_a_condition_that_spreads_too_far_is_refused() -> None:
    tables = raw("field")
    both = " and ".join(f"(examples < {n} or method = full)" for n in range(10, 24))
    rule(tables, "F5")["when"] = both
    with pytest.raises(Faulty, match=r"rule F5: .*4096 alternatives"):
        load(tables)
