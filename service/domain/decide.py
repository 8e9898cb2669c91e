"""Decides: facts in, both policies' decisions with everything that explains them out. Pure; equal inputs, equal bytes.

engine = engine_from(book, policies, entries_by_rule, advice)      built once; raises Faulty
engine.verdict("guide", values)                                    the bare verdict; inferences are drawn
decided = decide(engine, facts, policy="guide", language="zh")     .decision .second_opinion .facts .records()
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.advice import AdviceBook, as_data
from service.domain.condition_parser import names_of
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
from service.domain.engine.asking import best_question, prospect
from service.domain.engine.axes import places
from service.domain.engine.changes import Outlook, Standpoint, nearest, outlook, standpoint
from service.domain.engine.diagram import Diagram, diagram_of
from service.domain.engine.matcher import Matcher, matcher_of
from service.domain.explain import becomes, for_second_opinion, options_of, why_asked, why_contradicted
from service.domain.facts import Fact, Facts, Language, Value, Values, Vocabulary, value_as_json
from service.domain.faults import Faulty
from service.domain.inference import Inference, given_only, inferred
from service.domain.policy import Policy, Rule
from service.domain.receipt import digest, inputs_of, receipt_of, record_of
from service.domain.vocabulary import FactBook

ENGINE = "1"
"""The version of the code that decides and words; raised when equal data would give other bytes."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A policy ready to be asked, with the knowledge entries that support each rule."""

    policy: Policy
    matcher: Matcher
    diagram: Diagram
    entries: Mapping[str, tuple[str, ...]]

    def winner(self, values: Values) -> Rule:
        """The first rule that holds for these values; inferences are drawn for facts not given."""
        return self.policy.rules[self.matcher.first(values)]

    def holding(self, values: Values) -> list[Rule]:
        """Every rule that holds, in order of rank."""
        return [self.policy.rules[number] for number in self.matcher.all(values)]

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that bear on the verdict, in the vocabulary's order."""
        return tuple(axis.fact for axis in sorted(self.diagram.axes, key=lambda axis: axis.position))


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything needed to decide. `version` changes with the code, the vocabulary, the advice and the entries."""

    vocabulary: Vocabulary
    inferences: tuple[Inference, ...]
    machines: Mapping[str, Machine]
    advice: AdviceBook
    version: str

    def verdict(self, policy: str, values: Values) -> Verdict:
        """The bare verdict of a policy on these values; an inference is drawn for a fact not given."""
        return self.machines[policy].winner(values).verdict


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


def machine_of(policy: Policy, book: FactBook, entries: Mapping[str, Sequence[str]]) -> Machine:
    """The policy compiled. `entries` maps `policy:rule` to entry ids."""
    matcher = matcher_of([rule.when for rule in policy.rules], names_of(book.vocabulary), book.inferences)
    diagram = diagram_of(matcher, [rule.verdict for rule in policy.rules], book.vocabulary)
    support = {rule.id: tuple(entries.get(f"{policy.id}:{rule.id}", ())) for rule in policy.rules}
    return Machine(policy, matcher, diagram, support)


def engine_from(
    book: FactBook, policies: Sequence[Policy], entries: Mapping[str, Sequence[str]], advice: AdviceBook
) -> Engine:
    """The engine over two policies, the first the default. Raises Faulty unless there are exactly two."""
    machines = {policy.id: machine_of(policy, book, entries) for policy in policies}
    if len(policies) != 2 or len(machines) != 2:
        raise Faulty([f"The engine needs two policies with different ids, not {len(policies)}."])
    data = [_vocabulary_data(book), {name: list(ids) for name, ids in entries.items()}, as_data(advice)]
    return Engine(book.vocabulary, book.inferences, machines, advice, f"{ENGINE}-{digest(data)[:12]}")


def _vocabulary_data(book: FactBook) -> list[Any]:
    facts: list[Any] = [
        [
            spec.name,
            spec.kind,
            dict(spec.label),
            dict(spec.question),
            dict(spec.clause),
            dict(spec.unit),
            [[choice.value, dict(choice.label), choice.weight, dict(choice.clause)] for choice in spec.choices],
            [[value_as_json(band.interval), dict(band.label), band.weight] for band in spec.bands],
        ]
        for spec in book.vocabulary.values()
    ]
    return [facts, [[rule.basis, rule.given, rule.fact, rule.value] for rule in book.inferences]]


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
    case = _Case(engine, given, holding, tuple(contradictions), dict(context or {}), language)
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

    def half(self, machine: Machine, other: Machine) -> _Half:
        values = {name: fact.value for name, fact in self.given.items()}
        here = standpoint(machine.diagram, places(machine.diagram.axes, values))
        seen = outlook(here)
        question = None if seen.settled else self._question(machine, here)
        versions = {each.policy.id: each.policy.version for each in (machine, other)}
        inputs = inputs_of(self.facts, self.contradictions, self.context, versions, self.engine.version)
        return _Half(machine, here, seen, machine.holding(values), question, inputs)

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
            next_question=half.question or self._for_second(other),
            contradictions=self.contradictions,
            warnings=warnings,
            advice=advice,
        )

    def _reason(self, machine: Machine, rule: Rule, outranked_by: str | None = None) -> Reason:
        text, entries = rule.text[self.language], machine.entries[rule.id]
        return Reason(rule.id, rule.verdict, rule.strength, text, entries, outranked_by)

    def _why_not(self, half: _Half) -> tuple[WhyNot, ...]:
        known = {name: fact.value for name, fact in self.facts.items()}
        return tuple(
            WhyNot(verdict, change, becomes(verdict, change, known, self.engine.vocabulary, self.language))
            for verdict, change in nearest(half.here).items()
        )

    def _question(self, machine: Machine, here: Standpoint) -> NextQuestion:
        found = prospect(here)
        clash = {item.fact: item for item in self.contradictions}
        contradicted = next((axis.fact for axis in machine.diagram.axes if axis.fact in clash), None)
        if contradicted is not None:
            fact = contradicted
            why = why_contradicted(self.engine.vocabulary[fact], clash[fact], self.language)
        else:
            best = best_question(found, {axis.fact: axis.position for axis in machine.diagram.axes})
            fact, why = best.fact, why_asked(best.settles, found.settled_now, self.language)
        spec = self.engine.vocabulary[fact]
        options = tuple(Option(value, label) for value, label in options_of(spec, self.language))
        return NextQuestion(fact, machine.policy.id, spec.question[self.language], why, options)

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
