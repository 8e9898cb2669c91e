"""Receipts: what they depend on, what they leave out, and that a stored decision comes out again."""

import json
from dataclasses import replace

from service.domain.decide import Decided, decide
from service.domain.decision import Contradiction
from service.domain.diff import flips, values_of
from service.domain.facts import Fact, Source
from service.domain.machine import engine_from
from service.domain.policy import policy_from
from service.domain.receipt import canonical, differences
from service.turn.replay import replay
from tests import engines

SECRET = "our customers in Geneva"


def stated(quote: str = SECRET) -> dict[str, Fact]:
    return {"task": Fact("qa", Source.STATED, quote=quote), "examples": Fact(500, Source.FORM)}


def decided(**options: object) -> Decided:
    return decide(engines.engine(), stated(), **options)  # type: ignore[arg-type]


def test_a_receipt_does_not_depend_on_quotes_or_language() -> None:
    one = decide(engines.engine(), stated("a")).decision
    other = decide(engines.engine(), stated("b"), language="zh").decision
    assert one.receipt == other.receipt


def test_a_receipt_depends_on_facts_policy_context_and_contradictions() -> None:
    clash = Contradiction("method", ("full", "lora"), ("a", "b"))
    receipts = {
        decided().decision.receipt,
        decided(policy="field").decision.receipt,
        decided(context={"thinking": "yes"}).decision.receipt,
        decided(contradictions=[clash]).decision.receipt,
        decide(engines.engine(), {}).decision.receipt,
        decide(engines.engine(), {**stated(), "task": Fact("qa", Source.FORM)}).decision.receipt,
    }
    assert len(receipts) == 6


def test_both_decisions_are_stored_without_the_user_s_words() -> None:
    clash = Contradiction("method", ("full", "lora"), (SECRET, SECRET))
    found = decided(contradictions=[clash])
    records = found.records()
    assert set(records) == {found.decision.receipt, found.second_opinion.receipt}
    assert SECRET not in canonical(records)


def test_a_stored_decision_comes_out_again_byte_for_byte() -> None:
    clash = Contradiction("method", ("full", "lora"), ("a", "b"))
    found = decided(contradictions=[clash], context={"thinking": "yes"}, language="zh")
    for receipt, record in found.records().items():
        stored = json.loads(json.dumps(record))
        again = replay(engines.engine(), receipt, stored)
        assert again["same"], again["differs"]


def test_a_changed_policy_is_named_as_what_differs() -> None:
    tables = engines.toml("policies/guide.toml")
    tables["rules"][2]["strength"] = "lean"
    changed = policy_from(tables, engines.book().vocabulary, "guide.toml")
    assert changed.version != engines.policy("guide").version
    engine = engine_from(engines.book(), [changed, engines.policy("field")], engines.support(), engines.engine().advice)
    record = decided().records()[decided().decision.receipt]
    again = replay(engine, decided().decision.receipt, record)
    assert not again["same"]
    assert [sentence.split()[0] for sentence in again["differs"]] == ["policy_versions"]


def test_spacing_and_comments_do_not_change_a_version() -> None:
    tables = engines.toml("policies/guide.toml")
    tables["rules"][0]["when"] = "  continued_pretraining   =  yes "
    assert policy_from(tables, engines.book().vocabulary, "x").version == engines.policy("guide").version


def test_changed_entries_or_advice_show_as_another_engine() -> None:
    policies = [engines.policy("guide"), engines.policy("field")]
    other = engine_from(engines.book(), policies, {}, engines.engine().advice)
    assert other.version != engines.engine().version
    record = decided().records()[decided().decision.receipt]
    assert [sentence.split()[0] for sentence in replay(other, "", record)["differs"]] == ["engine"]


def test_equal_inputs_do_not_differ() -> None:
    [record, _] = decided().records().values()
    assert differences(record["inputs"], json.loads(json.dumps(record["inputs"]))) == []


def test_which_stored_decisions_a_change_would_flip() -> None:
    records = {}
    for task in ("qa", "summarization", "instruction_following", "reasoning"):
        records.update(decide(engines.engine(), engines.facts(task=task)).records())
    policy = engines.policy("guide")
    rules = tuple(replace(rule, verdict=policy.rules[0].verdict) if rule.id == "G8" else rule for rule in policy.rules)
    changed = engines.engine().machines["guide"]
    found = flips(records, replace(changed, policy=replace(policy, rules=rules)), engines.book())
    assert [(flip.before, flip.after) for flip in found] == [("either", "base")]
    assert values_of(records[found[0].receipt], engines.book()) == {"task": "instruction_following"}
    assert flips(records, changed, engines.book()) == ()
