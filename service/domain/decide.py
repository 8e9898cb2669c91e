"""Decides: facts in, both policies' decisions with everything that explains them out. Pure; equal inputs, equal bytes.

engine = engine_from(book, policies, entries_by_rule, advice)      built once; raises Faulty
engine.verdict("guide", values)                                    the bare verdict; inferences are drawn
decided = decide(engine, facts, policy="guide", language="zh")     .decision .second_opinion .facts .records()
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.decision import (
    Advice,
    Contradiction,
    Decision,
    NextQuestion,
    Option,
    Reason,
    Verdict,
    WhyNot,
    decision_as_json,
)
from service.domain.engine.asking import best_question
from service.domain.engine.changes import Outlook, Standpoint, nearest, outlook, standpoint
from service.domain.engine.places import places
from service.domain.explain import becomes, for_second_opinion, options_of, why_asked, why_contradicted
from service.domain.facts import Fact, Facts, Language, Value, Values
from service.domain.inference import given_only, inferred
from service.domain.machine import Engine, Machine, engine_from, machine_of
from service.domain.policy import Rule
from service.domain.receipt import case_of, inputs_of, receipt_of, record_of

__all__ = ["Decided", "Engine", "Machine", "decide", "engine_from", "machine_of"]


@dataclass(frozen=True, slots=True)
class Decided:
    """The chosen policy's decision, the other's, the facts that hold (inferred ones included), and by receipt what each
    decision follows from."""

    decision: Decision
    second_opinion: Decision
    facts: Facts
    inputs: Mapping[str, Mapping[str, Any]]

    def records(self) -> dict[str, dict[str, Any]]:
        """What to store, by receipt: the inputs, the language and the decision, without the user's words."""
        return {
            said.receipt: record_of(self.inputs[said.receipt], said.language, decision_as_json(said))
            for said in (self.decision, self.second_opinion)
        }


def decide(
    engine: Engine,
    facts: Facts,
    *,
    policy: str = "guide",
    language: Language = "en",
    contradictions: Sequence[Contradiction] = (),
    context: Values | None = None,
) -> Decided:
    """Both policies' decisions on the facts.

    Inferred facts are drawn afresh; a contradicted fact counts as unknown. `context` sets names of advice.NAMES. Raises
    KeyError for an unknown policy.
    """
    contradicted = {item.fact for item in contradictions}
    given = {name: fact for name, fact in given_only(facts).items() if name not in contradicted}
    holding = inferred(given, engine.inferences)
    record = case_of(holding, contradictions, context or {}, engine.version)
    case = _Case(engine, given, holding, tuple(contradictions), dict(context or {}), language, record)
    chosen = engine.machines[policy]
    other = next(machine for name, machine in engine.machines.items() if name != policy)
    first, second = case.half(chosen, other), case.half(other, chosen)
    decision, second_opinion = case.whole(first, second), case.whole(second, first)
    inputs = {decision.receipt: first.inputs, second_opinion.receipt: second.inputs}
    return Decided(decision, second_opinion, holding, inputs)


@dataclass(frozen=True, slots=True)
class _Half:
    """One policy's view of the case, before the two are put together."""

    machine: Machine
    here: Standpoint
    outlook: Outlook
    rules: Sequence[Rule]
    question: NextQuestion | None
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Case:
    """The case that is decided: given facts, facts that hold, and what else the decision depends on."""

    engine: Engine
    given: Mapping[str, Fact]
    facts: Facts
    contradictions: tuple[Contradiction, ...]
    context: Mapping[str, Value]
    language: Language
    record: Mapping[str, Any]

    def half(self, machine: Machine, other: Machine) -> _Half:
        values = {name: fact.value for name, fact in self.given.items()}
        here = standpoint(machine.diagram, places(machine.diagram.axes, values))
        seen = outlook(here)
        question = None if seen.settled else self._question(machine, here, seen)
        versions = {each.policy.id: each.policy.version for each in (machine, other)}
        return _Half(machine, here, seen, machine.holding(values), question, inputs_of(self.record, versions))

    def whole(self, half: _Half, other: _Half) -> Decision:
        machine, winner = half.machine, half.rules[0]
        warnings, advice = self._advice(machine, winner)
        return Decision(
            verdict=winner.verdict,
            strength=winner.strength,
            settled=half.outlook.settled,
            policy=machine.policy.id,
            policy_version=machine.policy.version,
            receipt=receipt_of(half.inputs),
            language=self.language,
            reasons=tuple(self._reason(machine, rule) for rule in _agreeing(half.rules)),
            against=tuple(self._reason(machine, rule, winner.id) for rule in _opposing(half.rules)),
            would_change=half.outlook.fills + half.outlook.changes,
            why_not=self._why_not(half),
            next_question=self._next(half, other),
            contradictions=self.contradictions,
            warnings=warnings,
            advice=advice,
        )

    def _reason(self, machine: Machine, rule: Rule, outranked_by: str | None = None) -> Reason:
        text, entries = rule.text[self.language], machine.entries[rule.id]
        return Reason(rule.id, rule.verdict, rule.strength, text, entries, outranked_by)

    def _why_not(self, half: _Half) -> tuple[WhyNot, ...]:
        """Nearest first, "undecided" last: hardly anybody asks why the choice is not open."""
        known = {name: fact.value for name, fact in self.facts.items()}
        found = sorted(nearest(half.here).items(), key=lambda item: item[0] is Verdict.UNDECIDED)
        return tuple(
            WhyNot(verdict, change, becomes(verdict, change, known, self.engine.vocabulary, self.language))
            for verdict, change in found
        )

    def _question(self, machine: Machine, here: Standpoint, seen: Outlook) -> NextQuestion:
        best = best_question(here, {fact for item in seen.fills for fact in item.facts})
        return self._ask(machine, best.fact, why_asked(best.settles, best.settled_now, self.language))

    def _clash(self, half: _Half) -> NextQuestion | None:
        """A contradicted fact that bears on an unsettled verdict is asked about before anything else."""
        if half.question is None:
            return None
        for item in self.contradictions:
            if item.fact in half.machine.reads:
                spec = self.engine.vocabulary[item.fact]
                return self._ask(half.machine, item.fact, why_contradicted(spec, item, self.language))
        return None

    def _ask(self, machine: Machine, fact: str, why: str) -> NextQuestion:
        spec = self.engine.vocabulary[fact]
        options = tuple(Option(value, label) for value, label in options_of(spec, self.language))
        return NextQuestion(fact, machine.policy.id, spec.question[self.language], why, options)

    def _next(self, half: _Half, other: _Half) -> NextQuestion | None:
        return self._clash(half) or self._clash(other) or half.question or self._for_second(other)

    def _for_second(self, other: _Half) -> NextQuestion | None:
        if other.question is None:
            return None
        title = other.machine.policy.title[self.language]
        return replace(other.question, why=for_second_opinion(other.question.why, title, self.language))

    def _advice(self, machine: Machine, winner: Rule) -> tuple[tuple[Advice, ...], tuple[Advice, ...]]:
        values: dict[str, Value] = {name: fact.value for name, fact in self.facts.items()}
        values.update(self.context)
        values.update(verdict=winner.verdict.value, rule=winner.id, policy=machine.policy.id)
        return self.engine.advice.fitting(values, self.language)


def _agreeing(rules: Sequence[Rule]) -> list[Rule]:
    """The winner, then the other rules with its verdict; the closing row only if it wins."""
    return [rules[0], *(rule for rule in rules[1:] if rule.verdict is rules[0].verdict and not rule.is_otherwise)]


def _opposing(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules[1:] if rule.verdict is not rules[0].verdict and not rule.is_otherwise]
