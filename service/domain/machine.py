"""A policy ready to be asked, and the engine that holds both policies with all that a decision needs.

Built once from values that were checked when they were read; reads no file and words nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.advice import AdviceBook, as_data
from service.domain.condition_parser import names_of
from service.domain.decision import Verdict
from service.domain.engine.diagram import Diagram, verdict_diagram
from service.domain.engine.matcher import Matcher, matcher_of
from service.domain.facts import Values, Vocabulary, value_as_json
from service.domain.faults import Faulty
from service.domain.inference import Inference
from service.domain.policy import Policy, Rule
from service.domain.receipt import digest
from service.domain.vocabulary import FactBook

ENGINE = "1"
"""The version of the code that decides and words; raised when equal data would give other bytes."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A policy ready to be asked, with the knowledge entries that support each rule."""

    policy: Policy
    matcher: Matcher
    diagram: Diagram[Verdict]
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


def machine_of(policy: Policy, book: FactBook, entries: Mapping[str, Sequence[str]]) -> Machine:
    """The policy compiled. `entries` maps `policy:rule` to entry ids."""
    matcher = matcher_of([rule.when for rule in policy.rules], names_of(book.vocabulary), book.inferences)
    diagram = verdict_diagram(matcher, [rule.verdict for rule in policy.rules], book.vocabulary)
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
