"""Proofs over a policy by going through every class of cases, not by sampling.

Shown for every case: exactly one rule wins, found alike by the masks, by the diagram and by reading the conditions one
after the other. Shown for every rule: it wins somewhere, and what supports it. A fault names the offending case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service.domain.condition_parser import names_of
from service.domain.conditions import holds
from service.domain.decision import Verdict
from service.domain.engine.axes import axes_of
from service.domain.engine.classes import CaseClass, case_classes
from service.domain.engine.diagram import Diagram, verdict_diagram
from service.domain.engine.matcher import Matcher, matcher_of
from service.domain.engine.places import places
from service.domain.facts import Interval, Value
from service.domain.inference import closed
from service.domain.policy import Policy
from service.domain.vocabulary import FactBook


@dataclass(frozen=True, slots=True)
class RuleProof:
    """How many cases a rule holds for, how many of these it wins, one that it wins, and the entries that support it."""

    rule: str
    holds: int
    wins: int
    sample: Mapping[str, Value] | None
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules that hold together in `cases` cases: the first outranks the second. `winners` are the rules that win
    there, `agree` says whether the two have one verdict."""

    first: str
    second: str
    agree: bool
    cases: int
    winners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown. Sound if `faults` is empty. Cases count every value of every fact, unknown included."""

    policy: str
    version: str
    cases: int
    classes: int
    rules: tuple[RuleProof, ...]
    overlaps: tuple[Overlap, ...]
    faults: tuple[str, ...]


def prove(policy: Policy, book: FactBook, support: Mapping[str, Sequence[str]], entries: Collection[str]) -> Proof:
    """Goes through the whole case space. `support` maps `policy:rule` to entry ids, `entries` lists those that exist in
    both languages; a rule that leaves the choice undecided needs none. Raises Faulty if the space is too large."""
    matcher = matcher_of([rule.when for rule in policy.rules], names_of(book.vocabulary), book.inferences)
    axes = axes_of(matcher, book.vocabulary)
    diagram = None
    faults: list[str] = []
    tally = _Tally(policy, matcher)
    if policy.rules[-1].is_otherwise:
        diagram = verdict_diagram(matcher, [rule.verdict for rule in policy.rules], book.vocabulary)
    for found in case_classes(matcher.everything, axes):
        fault = _case_fault(policy, matcher, diagram, book, found)
        if fault and len(faults) < 10:
            faults.append(fault)
        tally.count(found)
    rules = tally.rules(support)
    faults += tally.unreachable() + _support_faults(policy, rules, support, entries)
    return Proof(policy.id, policy.version, tally.cases, tally.classes, rules, tally.overlaps(), tuple(faults))


def _case_fault(
    policy: Policy,
    matcher: Matcher,
    diagram: Diagram[Verdict] | None,
    book: FactBook,
    found: CaseClass,
) -> str | None:
    """What is wrong with a class of cases, shown on one of them."""
    values = closed(found.sample, book.inferences)
    read = next((rule for rule in policy.rules if holds(rule.when, values)), None)
    if read is None:
        return f"{policy.id}: no rule holds for the case {show_case(found.sample)}, so it gets no verdict."
    rule = policy.rules[matcher.lowest(found.left)] if found.left else None
    if rule is not read or matcher.alive(found.sample) != found.left:
        return f"{policy.id}: masks and conditions disagree on the case {show_case(found.sample)}."
    if diagram is not None and _end(diagram, found.sample) is not read.verdict:
        return f"{policy.id}: diagram and conditions disagree on the case {show_case(found.sample)}."
    return None


def _end(diagram: Diagram[Verdict], sample: Mapping[str, Value]) -> Verdict:
    node = 0
    for place in places(diagram.axes, sample):
        node = diagram.rows[node][place.stay]
    return diagram.ends[node - len(diagram.rows)]


class _Tally:
    """Counts, class by class, which rules hold, win and overlap."""

    def __init__(self, policy: Policy, matcher: Matcher) -> None:
        size = len(policy.rules)
        self._policy, self._matcher = policy, matcher
        self.cases = self.classes = 0
        self._holds, self._wins = [0] * size, [0] * size
        self._samples: list[Mapping[str, Value] | None] = [None] * size
        self._held_at: list[Mapping[str, Value] | None] = [None] * size
        self._beaten_by = [0] * size
        self._over = [[0] * size for _ in range(size)]
        self._met = [[0] * size for _ in range(size)]
        """By rule and winner: a bit for each rule that held together with the rule where that winner won."""

    def count(self, found: CaseClass) -> None:
        self.cases += found.cases
        self.classes += 1
        ranks = self._matcher.owners(found.left)
        if not ranks:
            return
        winner, together = ranks[0], sum([1 << rank for rank in ranks])
        self._wins[winner] += found.cases
        self._samples[winner] = self._samples[winner] or found.sample
        for index, rank in enumerate(ranks):
            self._holds[rank] += found.cases
            row = self._over[rank]
            for other in ranks[index + 1 :]:
                row[other] += found.cases
            self._met[rank][winner] |= together
            if self._held_at[rank] is None:
                self._held_at[rank], self._beaten_by[rank] = found.sample, winner

    def rules(self, support: Mapping[str, Sequence[str]]) -> tuple[RuleProof, ...]:
        found = []
        for rank, rule in enumerate(self._policy.rules):
            entries = tuple(support.get(f"{self._policy.id}:{rule.id}", ()))
            found.append(RuleProof(rule.id, self._holds[rank], self._wins[rank], self._samples[rank], entries))
        return tuple(found)

    def overlaps(self) -> tuple[Overlap, ...]:
        rules, found = self._policy.rules, []
        for one, first in enumerate(rules):
            for two, second in enumerate(rules[one + 1 :], one + 1):
                met = [winner for winner, together in enumerate(self._met[one]) if together >> two & 1]
                if met and not second.is_otherwise:
                    agree, winners = first.verdict is second.verdict, tuple(rules[winner].id for winner in met)
                    found.append(Overlap(first.id, second.id, agree, self._over[one][two], winners))
        return tuple(found)

    def unreachable(self) -> list[str]:
        return [self._unreachable(rank) for rank in range(len(self._policy.rules)) if not self._wins[rank]]

    def _unreachable(self, rank: int) -> str:
        rules, held = self._policy.rules, self._held_at[rank]
        place = f"{self._policy.id}, rule {rules[rank].id}: never fires"
        if held is None:
            return f"{place}; its condition holds for no case."
        winner = rules[self._beaten_by[rank]].id
        return f"{place}; wherever it holds a rule above it wins, such as {winner} in the case {show_case(held)}."


def _support_faults(
    policy: Policy, rules: Sequence[RuleProof], support: Mapping[str, Sequence[str]], entries: Collection[str]
) -> list[str]:
    faults = []
    undecided = {rule.id for rule in policy.rules if rule.verdict is Verdict.UNDECIDED}
    for proof in rules:
        place = f"{policy.id}, rule {proof.rule}"
        if not proof.entries and proof.rule not in undecided:
            faults.append(f"{place}: no knowledge entry supports it.")
        missing = [entry for entry in proof.entries if entry not in entries]
        faults += [f"{place}: the entry {entry!r} does not exist in both languages." for entry in missing]
    known = {f"{policy.id}:{proof.rule}" for proof in rules}
    for key in support:
        if key.startswith(f"{policy.id}:") and key not in known:
            faults.append(f"{policy.id}: {', '.join(support[key])} support the rule {key!r}, which does not exist.")
    return faults


def show_case(sample: Mapping[str, Value]) -> str:
    """A case as text: “task = qa, examples = 100..299”; “nothing known” if empty."""
    parts = []
    for name, value in sample.items():
        text = f"{value.low}..{'' if value.high is None else value.high}" if isinstance(value, Interval) else value
        parts.append(f"{name} = {text}")
    return ", ".join(parts) or "nothing known"
