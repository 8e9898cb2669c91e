"""Receipts: what a decision was made from, hashed, so that it can be made again and compared. Stores nothing.

A receipt is the SHA-256 over the facts without quotes, the versions of both policies and of the engine, and whatever
else the decision's text depends on; the record holds the same inputs and the decision.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.decision import Contradiction
from service.domain.facts import Facts, Language, Values, value_as_json

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(data: Any) -> str:
    """One text for equal data: keys sorted, no spaces, characters as they are."""
    return _ENCODER.encode(data)


def digest(data: Any) -> str:
    """Thirty-two hex digits of the SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()[:32]


def facts_without_quotes(facts: Facts) -> dict[str, Any]:
    """Value and source of each fact; the user's words stay out."""
    return {name: {"value": value_as_json(fact.value), "source": fact.source.value} for name, fact in facts.items()}


def contradictions_without_quotes(contradictions: Sequence[Contradiction]) -> list[Any]:
    """Fact and values of each contradiction."""
    return [[item.fact, [value_as_json(value) for value in item.values]] for item in contradictions]


def case_of(facts: Facts, contradictions: Sequence[Contradiction], context: Values, engine: str) -> dict[str, Any]:
    """What both policies' decisions on a case follow from."""
    return {
        "facts": facts_without_quotes(facts),
        "contradictions": contradictions_without_quotes(contradictions),
        "context": {name: value_as_json(value) for name, value in context.items()},
        "engine": engine,
    }


def inputs_of(case: Mapping[str, Any], policies: Mapping[str, str]) -> dict[str, Any]:
    """Everything that a decision follows from but the language. `policies`: id to version, the chosen one first."""
    return {**case, "policy": next(iter(policies)), "policy_versions": dict(policies)}


def receipt_of(inputs: Mapping[str, Any]) -> str:
    """The receipt's id."""
    return digest(inputs)


def record_of(inputs: Mapping[str, Any], language: Language, decision: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored under the receipt. The quotes of contradictions are left out of the decision."""
    said = dict(decision)
    said["contradictions"] = [{**item, "quotes": []} for item in decision["contradictions"]]
    return {"inputs": dict(inputs), "language": language, "decision": said}


def differences(stored: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    """Which inputs of a stored record differ from those of a replay, as sentences; empty if none does."""
    found = []
    for key in ("facts", "contradictions", "context", "policy", "policy_versions", "engine"):
        before, now = stored.get(key), again.get(key)
        if canonical(before) != canonical(now):
            found.append(f"{key} differs: stored {canonical(before)}, now {canonical(now)}.")
    return found
