"""One line of `sft-advisor verify --batch`: from the JSON object of a case to the outcome.

Names of the catalogue count as unknown there; which variant a well-known name denotes may still be used.
"""

from collections.abc import Mapping
from typing import Any

from service.domain.decide import Engine, decide
from service.domain.decision import Decision, Verdict
from service.domain.facts import LANGUAGES, Fact, Source, parse_value
from service.domain.faults import Faulty
from service.domain.verify.checker import Checker
from service.domain.verify.values import Check, Context, rule_numbers


def check_line(row: Mapping[str, Any], checker: Checker, engine: Engine) -> dict[str, Any]:
    """`{"id", "allowed", "reason"}` for one line. Raises Faulty with every fault of the line."""
    context, sentence, before = case_of(row, engine)
    check: Check = checker.check(sentence, context, before)
    return {"id": row["id"], "allowed": check.allowed, "reason": check.reason}


def case_of(row: Mapping[str, Any], engine: Engine) -> tuple[Context, str, list[str]]:
    """The case, the sentence and the sentences before it. Raises Faulty."""
    faults = [
        f"`{key}` is missing or no text."
        for key in ("id", "lang", "verdict", "sentence")
        if not isinstance(row.get(key), str)
    ]
    if row.get("lang") not in LANGUAGES:
        faults.append("`lang` is zh or en.")
    if row.get("verdict") not in list(Verdict):
        faults.append(f"`verdict` is one of {', '.join(Verdict)}.")
    before = row.get("before") or []
    if not isinstance(before, list) or not all(isinstance(text, str) for text in before):
        faults.append("`before` is a list of texts.")
    if faults:
        raise Faulty(faults)
    decision, second, facts = _decision(row, engine)
    context = Context(
        language=row["lang"],
        verdict=Verdict(row["verdict"]),
        strength=decision.strength if decision.verdict == row["verdict"] else None,
        policy=decision.policy,
        facts=facts,
        would_change=decision.would_change if decision.verdict == row["verdict"] else (),
        passages=_passages(row.get("passages") or []),
        numbers=rule_numbers(engine.machines[decision.policy].policy),
        second=second.verdict,
    )
    return context, row["sentence"], before


def _decision(row: Mapping[str, Any], engine: Engine) -> tuple[Decision, Decision, dict[str, Any]]:
    raw = row.get("facts") or {}
    if not isinstance(raw, Mapping):
        raise Faulty(["`facts` is an object of names and values."])
    facts = {name: Fact(parse_value(engine.vocabulary, name, value), Source.FORM) for name, value in raw.items()}
    decided = decide(engine, facts, policy=row.get("policy") or "guide", language=row["lang"])
    return decided.decision, decided.second_opinion, {name: fact.value for name, fact in decided.facts.items()}


def _passages(raw: object) -> dict[int, str]:
    if not isinstance(raw, list) or not all(isinstance(p, Mapping) and isinstance(p.get("text"), str) for p in raw):
        raise Faulty(["`passages` is a list of objects with `entry` and `text`."])
    return {marker: passage["text"] for marker, passage in enumerate(raw, 1)}
