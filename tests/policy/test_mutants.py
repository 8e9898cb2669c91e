"""Mutation: change one rule, and a golden case must notice, unless the change provably makes no difference."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from service.domain.engine.classes import case_classes
from service.domain.machine import Machine, machine_of
from service.domain.policy import Policy, Rule
from tests import engines
from tests.policy.golden import CASES
from tests.policy.mutants import Mutant, mutants


def outcomes(policy: Policy, cases: Iterable[dict[str, object]]) -> list[tuple[str, str, str | None]]:
    machine = machine_of(policy, engines.book(), {})
    winners = [machine.winner(engines.values(**case)) for case in cases]
    return [(rule.id, rule.verdict.value, rule.strength.value if rule.strength else None) for rule in winners]


def equivalent(old: Machine, mutant: Policy) -> bool:
    """Whether no case in the whole space gets another outcome, shown class by class of both policies together."""
    rules = [replace(rule, id=f"new {rule.id}") for rule in mutant.rules]
    both = replace(old.policy, rules=(*old.policy.rules[:-1], *rules))
    matcher, axes = machine_of(both, engines.book(), {}).matcher, machine_of(both, engines.book(), {}).diagram.axes
    first = len(old.policy.rules) - 1

    def winner(ranks: list[int], wanted: range, of: tuple[Rule, ...]) -> tuple[str, str, str | None]:
        rank = next((rank - wanted.start for rank in ranks if rank in wanted), len(of) - 1)
        return of[rank].id, of[rank].verdict, of[rank].strength

    for found in case_classes(matcher.everything, axes):
        ranks = matcher.all(found.sample)
        if winner(ranks, range(first), old.policy.rules) != winner(ranks, range(first, len(both.rules)), mutant.rules):
            return False
    return True


@pytest.mark.parametrize("name", ["guide", "field"])
def test_no_mutant_survives_the_golden_cases(name: str) -> None:
    policy = engines.policy(name)
    cases = [facts for facts, _ in CASES[name]]
    expected = outcomes(policy, cases)
    made = list(mutants(policy))
    assert len(made) > 100
    survivors: list[Mutant] = [mutant for mutant in made if outcomes(mutant.policy, cases) == expected]
    machine = engines.engine().machines[name]
    alive = [f"{mutant.rule}: {mutant.change}" for mutant in survivors if not equivalent(machine, mutant.policy)]
    assert alive == []
