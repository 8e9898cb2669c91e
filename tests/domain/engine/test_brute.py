"""The diagram against brute force, on random policies over a small vocabulary."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.condition_parser import names_of
from service.domain.conditions import ALWAYS, AllOf, AnyOf, Compare, Condition, Known, Not, OneOf, Unknown
from service.domain.decision import Verdict
from service.domain.engine.asking import best_question, prospect
from service.domain.engine.changes import Standpoint, nearest, outlook, standpoint
from service.domain.engine.diagram import verdict_diagram
from service.domain.engine.matcher import matcher_of
from service.domain.engine.places import places
from service.domain.facts import Interval, Value
from tests.domain.engine import brute
from tests.domain.engine.brute import INFERENCES, VOCABULARY, Rules

CHOICES = {name: [choice.value for choice in spec.choices] for name, spec in VOCABULARY.items() if spec.choices}


def atom_strategy() -> st.SearchStrategy[Condition]:
    one_of = st.sampled_from(sorted(CHOICES)).flatmap(
        lambda name: st.lists(st.sampled_from(CHOICES[name]), min_size=1, max_size=2, unique=True).map(
            lambda values: OneOf(name, tuple(values))
        )
    )
    compare = st.builds(
        Compare, st.just("rows"), st.sampled_from(["<", "<=", ">=", ">", "="]), st.sampled_from(brute.CUTS)
    )
    known = st.builds(Known, st.sampled_from(sorted(VOCABULARY)))
    unknown = st.builds(Unknown, st.sampled_from(sorted(VOCABULARY)))
    return st.one_of(one_of, one_of, compare, known, unknown)


def condition_strategy() -> st.SearchStrategy[Condition]:
    return st.recursive(
        atom_strategy(),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        ),
        max_leaves=4,
    )


verdicts = st.sampled_from([Verdict.CHAT, Verdict.BASE, Verdict.EITHER])
policies = st.lists(st.tuples(condition_strategy(), verdicts), min_size=1, max_size=6).map(
    lambda rows: Rules((*rows, (ALWAYS, Verdict.UNDECIDED)))
)
ends = st.sampled_from([0, 5, 9, 10, 50, 99, 100, 5000])
numbers = st.one_of(
    ends,
    st.tuples(ends, ends).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Interval(*pair)),
    ends.map(lambda low: Interval(low, None)),
)
cases = st.fixed_dictionaries(
    {}, optional={**{name: st.sampled_from(values) for name, values in CHOICES.items()}, "rows": numbers}
)


def at(rules: Rules, case: dict[str, Value]) -> Standpoint:
    matcher = matcher_of([when for when, _ in rules.rows], names_of(VOCABULARY), INFERENCES)
    diagram = verdict_diagram(matcher, [verdict for _, verdict in rules.rows], VOCABULARY)
    assert {axis.fact for axis in diagram.axes} == set(rules.reads())
    assert rules.rows[matcher.first(case)][1] is rules.verdict(case)
    return standpoint(diagram, places(diagram.axes, case))


@settings(max_examples=400, deadline=None)
@given(policies, cases)
def test_verdict_settled_and_would_change(rules: Rules, case: dict[str, Value]) -> None:
    here = at(rules, case)
    assert here.verdict_at(here.end) is rules.verdict(case)
    seen = outlook(here)
    assert seen.settled is brute.settled(rules, case)
    said = [(frozenset(item.facts.items()), item.verdict) for item in (*seen.fills, *seen.changes)]
    assert len(said) == len(set(said))
    assert set(said) == brute.would_change(rules, case)
    assert all(rules.verdict({**case, **item.facts}) is item.verdict for item in (*seen.fills, *seen.changes))


@settings(max_examples=300, deadline=None)
@given(policies, cases)
def test_nearest_ways_to_other_verdicts(rules: Rules, case: dict[str, Value]) -> None:
    found = nearest(at(rules, case))
    distances = brute.distances(rules, case)
    assert set(found) == set(distances)
    open_facts = brute.fills(rules, case)
    for verdict, change in found.items():
        assert rules.verdict({**case, **change}) is verdict
        known = sum(value not in open_facts.get(name, ()) for name, value in change.items())
        assert (len(change), known) == distances[verdict]


@settings(max_examples=200, deadline=None)
@given(policies, cases)
def test_counts_of_remaining_cases(rules: Rules, case: dict[str, Value]) -> None:
    here = at(rules, case)
    found = prospect(here)
    weight: dict[str, dict[Value, int]] = {
        axis.fact: {move.value: move.weight for move in place.fills}
        for axis, place in zip(here.diagram.axes, here.places, strict=True)
    }
    remaining = list(brute.weighted_cases(rules, case, weight))
    now = rules.verdict(case)
    assert found.settled_now == float(sum(share for full, share in remaining if rules.verdict(full) is now))
    for depth, place in enumerate(here.places):
        if not place.fills:
            continue
        fact = here.diagram.axes[depth].fact
        settles, purity = asked(rules, case, fact, remaining)
        assert found.settles(depth) == settles
        assert abs(found.purity(depth) - purity) < 1e-12


@settings(max_examples=200, deadline=None)
@given(policies, cases)
def test_what_is_asked_makes_a_difference(rules: Rules, case: dict[str, Value]) -> None:
    here = at(rules, case)
    open_facts = brute.fills(rules, case)
    seen = outlook(here)
    if seen.settled:
        return
    worth = best_question(here, {fact for item in seen.fills for fact in item.facts})
    found = prospect(here)
    unknown = [depth for depth, place in enumerate(here.places) if place.fills]
    assert worth.settles == max(found.settles(depth) for depth in unknown) or worth.settles <= worth.settled_now
    answers = [None, *open_facts.pop(worth.fact)]
    differs = False
    for row in product(*([None, *values] for values in open_facts.values())):
        rest = {**case, **{name: value for name, value in zip(open_facts, row, strict=True) if value is not None}}
        told = [rest if answer is None else {**rest, worth.fact: answer} for answer in answers]
        differs = differs or len({rules.verdict(each) for each in told}) > 1
    assert differs


def asked(rules: Rules, case: dict[str, Value], fact: str, remaining: list[Any]) -> tuple[float, float]:
    """The share that the answer settles and the purity of the verdicts after it. Values that no rule tells apart are
    one answer for the purity; so the verdicts are gathered by what the rules see of the answer."""
    answers: dict[Any, dict[Verdict, Any]] = {}
    settles: Any = 0
    axis = next(axis for axis in at(rules, case).diagram.axes if axis.fact == fact)
    edges = {move.value: move.edge for move in at(rules, case).places[at(rules, case).diagram.axes.index(axis)].fills}
    for full, share in remaining:
        answer, final = full[fact], rules.verdict(full)
        settles += share if rules.verdict({**case, fact: answer}) is final else 0
        row = answers.setdefault(edges[answer], {})
        row[final] = row.get(final, 0) + share
    purity = sum(sum(part**2 for part in row.values()) / sum(row.values()) for row in answers.values())
    return float(settles), float(purity)
