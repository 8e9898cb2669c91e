"""What a decision is: a frozen value that carries its reasons, and its JSON form (names fixed by the contract)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.domain.facts import Language, Value, value_as_json


class Verdict(StrEnum):
    """What to start from. `none`: do not fine-tune this yet; `undecided`: the facts do not settle it."""

    CHAT = "chat"
    BASE = "base"
    EITHER = "either"
    NONE = "none"
    UNDECIDED = "undecided"


class Strength(StrEnum):
    """How firmly a rule speaks."""

    REQUIRED = "required"
    STRONG = "strong"
    LEAN = "lean"


Change = Mapping[str, Value]
"""Facts set or changed together: name to new value."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds: its text in the asked language and the entries that support it.

    `outranked_by` names the winning rule where this one speaks for another verdict.
    """

    rule: str
    verdict: Verdict
    strength: Strength | None
    text: str
    entries: tuple[str, ...]
    outranked_by: str | None = None


@dataclass(frozen=True, slots=True)
class WouldChange:
    """A set of facts that would change the verdict, and to what."""

    facts: Change
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The nearest facts that would have given another verdict, in words."""

    verdict: Verdict
    facts: Change
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: a value and its label in the asked language."""

    value: Value
    label: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The unknown fact worth asking first; `policy` says whose decision it serves."""

    fact: str
    policy: str
    text: str
    why: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two values of one fact in one message, with their quotes; the fact stays unknown."""

    fact: str
    values: tuple[Value, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A warning or a piece of advice with the entries that support it."""

    id: str
    text: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One policy's decision on one case, with everything needed to explain, question and replay it."""

    verdict: Verdict
    strength: Strength | None
    settled: bool
    policy: str
    policy_version: str
    receipt: str
    language: Language
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    would_change: tuple[WouldChange, ...]
    why_not: tuple[WhyNot, ...]
    next_question: NextQuestion | None
    contradictions: tuple[Contradiction, ...]
    warnings: tuple[Advice, ...]
    advice: tuple[Advice, ...]


def change_as_json(change: Change) -> dict[str, Any]:
    """Facts to values, in name order."""
    return {name: value_as_json(change[name]) for name in sorted(change)}


def reason_as_json(reason: Reason) -> dict[str, Any]:
    """A member of `reasons` or `against`."""
    out: dict[str, Any] = {
        "rule": reason.rule,
        "verdict": reason.verdict.value,
        "strength": reason.strength.value if reason.strength else None,
        "text": reason.text,
        "entries": list(reason.entries),
    }
    if reason.outranked_by is not None:
        out["outranked_by"] = reason.outranked_by
    return out


def question_as_json(question: NextQuestion | None) -> dict[str, Any] | None:
    """The `next_question` member, or null."""
    if question is None:
        return None
    options = [{"value": value_as_json(option.value), "label": option.label} for option in question.options]
    return {
        "fact": question.fact,
        "policy": question.policy,
        "text": question.text,
        "why": question.why,
        "options": options,
    }


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """The `Decision` of the contract."""
    return {
        "verdict": decision.verdict.value,
        "strength": decision.strength.value if decision.strength else None,
        "settled": decision.settled,
        "policy": decision.policy,
        "policy_version": decision.policy_version,
        "receipt": decision.receipt,
        "reasons": [reason_as_json(reason) for reason in decision.reasons],
        "against": [reason_as_json(reason) for reason in decision.against],
        "would_change": [
            {"facts": change_as_json(item.facts), "verdict": item.verdict.value} for item in decision.would_change
        ],
        "why_not": [
            {"verdict": item.verdict.value, "facts": change_as_json(item.facts), "text": item.text}
            for item in decision.why_not
        ],
        "next_question": question_as_json(decision.next_question),
        "contradictions": [
            {
                "fact": item.fact,
                "values": [value_as_json(value) for value in item.values],
                "quotes": list(item.quotes),
            }
            for item in decision.contradictions
        ],
        "warnings": [advice_as_json(item) for item in decision.warnings],
        "advice": [advice_as_json(item) for item in decision.advice],
    }


def advice_as_json(advice: Advice) -> dict[str, Any]:
    """A member of `warnings` or `advice`."""
    return {"id": advice.id, "text": advice.text, "entries": list(advice.entries)}


def second_opinion_as_json(second: Decision, first: Decision) -> dict[str, Any]:
    """The other policy's decision in short; `agrees` is null if either is undecided."""
    undecided = Verdict.UNDECIDED in (first.verdict, second.verdict)
    return {
        "policy": second.policy,
        "verdict": second.verdict.value,
        "strength": second.strength.value if second.strength else None,
        "agrees": None if undecided else first.verdict is second.verdict,
        "receipt": second.receipt,
        "reasons": [reason_as_json(reason) for reason in second.reasons],
        "against": [reason_as_json(reason) for reason in second.against],
    }
