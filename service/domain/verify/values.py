"""What the checker is told and what it says: the case of an answer, and the outcome for one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from service.domain.brief import Brief
from service.domain.conditions import Compare, atoms
from service.domain.decision import Strength, Verdict, WouldChange
from service.domain.facts import Language, Values
from service.domain.policy import Policy

OK = "ok"
INJECTION = "injection"
CONTRADICTS = "contradicts"
BAD_CITATION = "bad_citation"
UNKNOWN_NAME = "unknown_name"
UNSUPPORTED_NUMBER = "unsupported_number"
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a sentence may be shown. `reason` begins with the label."""

    allowed: bool
    label: str
    reason: str


ALLOWED = Check(allowed=True, label=OK, reason=OK)


def withheld(label: str, why: str) -> Check:
    """A sentence that is not shown, and why."""
    return Check(allowed=False, label=label, reason=f"{label}: {why}")


@dataclass(frozen=True, slots=True)
class Context:
    """The case that a sentence is judged for.

    `verdict` is None where an answer explains and decides nothing. `facts` are the values that hold, inferred ones
    included. `passages` are the cited texts by marker. `names` may be said besides what facts and passages say;
    `numbers` are those of the policy's own rules; `second` is the other policy's verdict.
    """

    language: Language
    verdict: Verdict | None
    strength: Strength | None = None
    policy: str = "guide"
    facts: Values = field(default_factory=lambda: MappingProxyType({}))
    would_change: tuple[WouldChange, ...] = ()
    passages: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    names: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()
    second: Verdict | None = None


def context_of(brief: Brief, rule_numbers: frozenset[float] = frozenset()) -> Context:
    """The case of an answer. `rule_numbers` are the thresholds of the policy's rules."""
    decision = brief.decision
    return Context(
        language=brief.language,
        verdict=decision.verdict if decision else None,
        strength=decision.strength if decision else None,
        policy=decision.policy if decision else "guide",
        facts=brief.facts,
        would_change=decision.would_change if decision else (),
        passages=dict(brief.passages),
        names=frozenset(brief.names),
        numbers=rule_numbers,
        second=brief.second_opinion.verdict if brief.second_opinion else None,
    )


def rule_numbers(policy: Policy) -> frozenset[float]:
    """The thresholds that the rules of a policy name."""
    found = (atom for rule in policy.rules for atom in atoms(rule.when))
    return frozenset(float(atom.number) for atom in found if isinstance(atom, Compare))
