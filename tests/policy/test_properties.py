"""Properties of both policies over random cases, and some over every case."""

import json
import os
import subprocess
import sys
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.decide import Decided, decide
from service.domain.decision import Verdict, decision_as_json
from service.domain.engine.changes import outlook, standpoint
from service.domain.engine.classes import case_classes
from service.domain.engine.places import places
from service.domain.facts import EXAMPLES_MAX, Fact, Interval, Source, Value
from service.domain.receipt import canonical
from tests import engines

VOCABULARY = engines.book().vocabulary
numbers = st.integers(0, EXAMPLES_MAX)
spans = st.one_of(
    numbers,
    st.sampled_from([0, 1, 99, 100, 299, 300, 999, 1000, 9_999, 10_000, 99_999, 100_000]),
    st.tuples(numbers, numbers).map(lambda pair: Interval(min(pair), max(pair)) if pair[0] != pair[1] else pair[0]),
    numbers.map(lambda low: Interval(low, None)),
)
strategies: dict[str, st.SearchStrategy[Value]] = {
    name: st.sampled_from([choice.value for choice in spec.choices])
    for name, spec in VOCABULARY.items()
    if spec.choices
}
strategies["examples"] = spans
strategies["gpu_memory_gb"] = st.sampled_from([8, 24, 80])
known = st.fixed_dictionaries({}, optional=strategies)
sparse = st.lists(st.sampled_from(sorted(strategies)), max_size=5, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: strategies[name] for name in names})
)
cases = st.one_of(known, sparse)
policies = st.sampled_from(["guide", "field"])


def as_facts(values: dict[str, Value]) -> dict[str, Fact]:
    return {name: Fact(value, Source.FORM) for name, value in values.items()}


def run(values: dict[str, Value], policy: str = "guide") -> Decided:
    return decide(engines.engine(), as_facts(values), policy=policy)


def text(decided: Decided) -> str:
    return canonical([decision_as_json(decided.decision), decision_as_json(decided.second_opinion)])


@settings(deadline=None)
@given(cases, policies)
def test_every_promised_change_happens_and_no_other(values: dict[str, Value], policy: str) -> None:
    engine, decision = engines.engine(), run(values, policy).decision
    assert decision.verdict is engine.verdict(policy, values)
    for item in decision.would_change:
        assert engine.verdict(policy, {**values, **item.facts}) is item.verdict is not decision.verdict
    for other in decision.why_not:
        assert engine.verdict(policy, {**values, **other.facts}) is other.verdict is not decision.verdict


@settings(deadline=None)
@given(cases, policies, st.data())
def test_a_settled_verdict_stays_whatever_else_becomes_known(
    values: dict[str, Value], policy: str, data: st.DataObject
) -> None:
    decided = run(values, policy)
    if not decided.decision.settled:
        return
    missing = [name for name in strategies if name not in decided.facts]
    more = data.draw(st.fixed_dictionaries({}, optional={name: strategies[name] for name in missing}))
    after = run({**values, **more}, policy).decision
    assert after.settled
    assert after.verdict is decided.decision.verdict


@settings(deadline=None)
@given(cases, policies)
def test_a_fact_that_no_rule_reads_never_shows_up(values: dict[str, Value], policy: str) -> None:
    decided = run(values, policy)
    for said in (decided.decision, decided.second_opinion):
        reads = set(engines.engine().machines[said.policy].reads)
        assert {name for item in said.would_change for name in item.facts} <= reads
        assert {name for item in said.why_not for name in item.facts} <= reads
        if said.next_question:
            assert said.next_question.fact in engines.engine().machines[said.next_question.policy].reads


@settings(deadline=None)
@given(cases, policies)
def test_what_no_rule_reads_changes_nothing_but_the_receipt(values: dict[str, Value], policy: str) -> None:
    """`resources` and `gpu_memory_gb` never pick the variant in the field policy; `aim` picks it in none."""
    idle = {"guide": {"aim", "gpu_memory_gb", "rl_next"}, "field": {"resources", "gpu_memory_gb", "aim", "rl_next"}}
    without = {name: value for name, value in values.items() if name not in idle[policy]}
    left, right = run(values, policy).decision, run(without, policy).decision
    assert (left.verdict, left.settled, left.reasons, left.against) == (
        right.verdict, right.settled, right.reasons, right.against
    )  # fmt: skip
    assert (left.would_change, left.why_not) == (right.would_change, right.why_not)


@settings(deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(values: dict[str, Value], drawn: Random) -> None:
    names = list(values)
    drawn.shuffle(names)
    assert text(run({name: values[name] for name in names})) == text(run(values))


@settings(deadline=None)
@given(cases)
def test_deciding_on_what_was_decided_changes_nothing(values: dict[str, Value]) -> None:
    """The facts that hold, inferred ones included, give the same decision again."""
    once = run(values)
    again = decide(engines.engine(), once.facts)
    assert text(again) == text(once)
    assert again.facts == once.facts


@settings(deadline=None)
@given(cases, policies, st.data())
def test_a_fact_taken_back_leaves_no_trace(values: dict[str, Value], policy: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(strategies)))
    without = {key: value for key, value in values.items() if key != name}
    with_it = run({**without, name: data.draw(strategies[name])}, policy)
    back = {key: fact for key, fact in with_it.facts.items() if key != name}
    assert text(decide(engines.engine(), back, policy=policy)) == text(run(without, policy))


@settings(deadline=None)
@given(cases)
def test_the_second_opinion_is_the_other_policy_s_own_decision(values: dict[str, Value]) -> None:
    one, other = run(values, "guide"), run(values, "field")
    assert decision_as_json(one.second_opinion) == decision_as_json(other.decision)
    assert decision_as_json(other.second_opinion) == decision_as_json(one.decision)


@settings(deadline=None)
@given(cases, policies)
def test_a_question_is_asked_until_both_are_settled(values: dict[str, Value], policy: str) -> None:
    decided = run(values, policy)
    first, second = decided.decision, decided.second_opinion
    question = first.next_question
    assert (question is None) is (first.settled and second.settled)
    if question is not None:
        assert question.policy == (first.policy if not first.settled else second.policy)
        value = decided.facts.get(question.fact)
        assert value is None or isinstance(value.value, Interval)
        assert len(question.options) >= 2


def test_no_case_of_either_policy_needs_two_unknown_facts_to_change() -> None:
    """Shown over every class: unless settled, some single unknown fact changes the verdict."""
    for name in ("guide", "field"):
        machine = engines.engine().machines[name]
        for found in case_classes(machine.matcher.everything, machine.diagram.axes):
            seen = outlook(standpoint(machine.diagram, places(machine.diagram.axes, found.sample)))
            assert seen.settled is not any(len(item.facts) == 1 for item in seen.fills)
            assert all(len(item.facts) == 1 for item in seen.fills)


ORDER = {Verdict.CHAT: 0, Verdict.EITHER: 1, Verdict.BASE: 2}


def test_more_rows_never_speak_for_chat() -> None:
    """The field policy is monotone in the number of rows, in every class of cases: from 1 row up the verdict only
    moves from chat over either to base (0 rows mean that there is nothing to train on)."""
    machine = engines.engine().machines["field"]
    rows = [1, 100, 300, 1_000, 10_000, 100_000]
    seen = 0
    for found in case_classes(machine.matcher.everything, machine.diagram.axes):
        if "examples" in found.sample:
            continue
        verdicts = [machine.winner({**found.sample, "examples": number}).verdict for number in rows]
        steps = [ORDER.get(verdict, -1) for verdict in verdicts]
        assert steps == sorted(steps), found.sample
        assert Verdict.NONE not in verdicts or set(verdicts) == {Verdict.NONE}
        seen += 1
    assert seen > 4_000


def test_continued_pretraining_never_speaks_for_chat_under_the_guide() -> None:
    machine = engines.engine().machines["guide"]
    for found in case_classes(machine.matcher.everything, machine.diagram.axes):
        assert machine.winner({**found.sample, "continued_pretraining": "yes"}).verdict is Verdict.BASE


HASHED = """
import json
from service.domain.decide import decide
from service.domain.decision import decision_as_json
from service.domain.diff import difference
from service.domain.receipt import canonical
from tests import engines

rows = [{}, {"task": "qa"}, {"task": "summarization", "examples": "500..5000"}, {"special_domain": "yes"}]
decided = [decide(engines.engine(), engines.facts(**row)) for row in rows]
shifts = difference(engines.policy("guide"), engines.edited("guide", G2="license = ok"), engines.book())
print(canonical([
    [[decision_as_json(item.decision), decision_as_json(item.second_opinion)] for item in decided],
    [[shift.before, shift.after, shift.share, [repr(region) for region in shift.regions]] for shift in shifts],
]))
"""


def test_any_hash_seed_gives_the_same_bytes() -> None:
    said = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", HASHED]
        root = engines.KNOWLEDGE.parent
        done = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=root)
        said.add(done.stdout)
    assert len(said) == 1
    assert json.loads(said.pop())[0][0][0]["verdict"] == "undecided"
