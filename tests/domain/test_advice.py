"""Warnings and advice as data: what fits a decision, and broken files."""

from typing import Any

import pytest

from service.domain.advice import advice_from, advice_names
from service.domain.conditions import holds
from service.domain.decide import decide
from service.domain.decision import Decision
from service.domain.facts import Value
from service.domain.faults import Faulty
from tests import engines

POLICIES = [engines.policy("guide"), engines.policy("field")]
ROW = {"id": "a", "kind": "advice", "when": "always", "zh": "字", "en": "word", "entries": []}


def run(policy: str = "guide", context: dict[str, Value] | None = None, **raw: Any) -> Decision:
    return decide(engines.engine(), engines.facts(**raw), policy=policy, context=context).decision


def ids(decision: Decision) -> set[str]:
    return {item.id for item in (*decision.warnings, *decision.advice)}


def test_rows_fit_exactly_where_their_conditions_hold() -> None:
    """The masks against reading the conditions, for every golden case of the design's table."""
    from tests.policy.golden import CASES

    for policy, cases in CASES.items():
        for facts, rules in cases:
            decision = run(policy, **facts)
            known: dict[str, Value] = {
                name: fact.value for name, fact in decide(engines.engine(), engines.facts(**facts)).facts.items()
            }
            known |= {"verdict": decision.verdict.value, "rule": rules.split()[0], "policy": policy}
            expected = {row.id for row in engines.engine().advice.rows if holds(row.when, known)}
            assert ids(decision) == expected, facts


def test_context_is_read() -> None:
    names = advice_names(engines.book().vocabulary, POLICIES)
    assert {"verdict", "rule", "policy", "thinking", "shared_licence", "catalogue_base_published"} <= set(names)
    book = advice_from({"advice": [{**ROW, "when": "thinking = yes"}]}, engines.book().vocabulary, POLICIES)
    assert [item.id for item in book.fitting({"thinking": "yes"}, "en")[1]] == ["a"]
    assert book.fitting({}, "en") == ((), ())


def test_warnings_stand_apart_and_in_file_order() -> None:
    rows = [{**ROW, "id": name, "kind": kind} for name, kind in (("b", "warning"), ("a", "advice"), ("c", "warning"))]
    book = advice_from({"advice": rows}, engines.book().vocabulary, POLICIES)
    warnings, advice = book.fitting({}, "zh")
    assert [item.id for item in warnings] == ["b", "c"]
    assert [(item.id, item.text) for item in advice] == [("a", "字")]


def test_free_text_may_be_known_or_not() -> None:
    book = advice_from({"advice": [{**ROW, "when": "model is known"}]}, engines.book().vocabulary, POLICIES)
    assert book.fitting({"model": "Qwen3-8B"}, "en")[1]
    assert not book.fitting({}, "en")[1]
    with pytest.raises(Faulty, match="free text"):
        advice_from({"advice": [{**ROW, "when": "model = Qwen"}]}, engines.book().vocabulary, POLICIES)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ""}, "`id` is missing"),
        ({"kind": "hint"}, "`kind` must be warning or advice"),
        ({"when": "mood = good"}, "'mood' is not a known fact"),
        ({"when": "rule = G99"}, "rule cannot be 'G99'"),
        ({"zh": ""}, "has no text in zh"),
        ({"entries": "x"}, "`entries` must be a list of ids"),
        ({"colour": "red"}, "'colour' is no key of a row"),
    ],
)
def test_a_broken_row_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(Faulty) as caught:
        advice_from({"advice": [{**ROW, **change}]}, engines.book().vocabulary, POLICIES)
    assert any(reason in fault and fault.startswith("advice.toml, row") for fault in caught.value.faults)


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(Faulty, match="the id stands twice"):
        advice_from({"advice": [ROW, ROW]}, engines.book().vocabulary, POLICIES)
