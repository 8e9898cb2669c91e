"""A policy as a value: an ordered list of rules, first match wins, closed by one rule for everything else.

Knows the form of a policy file and refuses a broken one with file, rule and reason, all faults at once.
Decides nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.condition_parser import Names, names_of, parse_condition
from service.domain.conditions import ALWAYS, Condition, facts_read, show
from service.domain.decision import Strength, Verdict
from service.domain.engine.normal_form import conjuncts
from service.domain.facts import LANGUAGES, Kind, Language, Vocabulary
from service.domain.faults import Faulty
from service.domain.vocabulary import two_languages

OTHERWISE = "otherwise"
_KEYS = {"id", "when", "verdict", "strength", "source", *LANGUAGES}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: when it holds, what it says, how firmly, why (text in both languages) and where that comes from."""

    id: str
    when: Condition
    verdict: Verdict
    strength: Strength | None
    text: Mapping[Language, str]
    source: str

    @property
    def is_otherwise(self) -> bool:
        """Whether this is the closing row, which stands in no list of reasons unless it wins."""
        return self.when == ALWAYS


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in order of rank; the last one always holds. `version` is a hash of the rules as data."""

    id: str
    title: Mapping[Language, str]
    rules: tuple[Rule, ...]
    version: str


def policy_from(tables: Mapping[str, Any], vocabulary: Vocabulary, file: str) -> Policy:
    """The policy that a parsed file says. Raises Faulty with every fault, each naming file, rule and reason."""
    faults: list[str] = []
    identity = tables.get("id")
    if not isinstance(identity, str) or not identity.isidentifier():
        faults.append(f"{file}: `id` must be a word of letters, digits and underscores.")
    title = two_languages(tables.get("title"), f"{file}: `title`", faults)
    raw = tables.get("rules")
    rows = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
    if not rows or len(rows) < len(raw or ()):
        faults.append(f"{file}: `rules` must be a list of one or more [[rules]] tables.")
    names = names_of(vocabulary)
    rules = [rule for number, row in enumerate(rows, 1) if (rule := _rule(row, number, names, file, faults))]
    faults += _order_faults(rows, file)
    if faults:
        raise Faulty(faults)
    return Policy(str(identity), title, tuple(rules), version_of(str(identity), title, rules))


def _rule(row: Mapping[str, Any], number: int, names: Names, file: str, faults: list[str]) -> Rule | None:
    before, identity = len(faults), row.get("id")
    place = f"{file}, rule {identity or f'number {number}'}"
    if not isinstance(identity, str) or not identity.strip():
        faults.append(f"{place}: `id` is missing.")
    faults += [f"{place}: {key!r} is no key of a rule." for key in row if key not in _KEYS]
    when = _when(row.get("when"), names, place, faults)
    verdict, strength = row.get("verdict"), row.get("strength")
    if verdict not in list(Verdict):
        faults.append(f"{place}: `verdict` must be one of {', '.join(Verdict)}, not {verdict!r}.")
    elif (verdict == Verdict.UNDECIDED) != (strength is None):
        faults.append(f"{place}: every verdict but `undecided` has a `strength`, and `undecided` has none.")
    if strength is not None and strength not in list(Strength):
        faults.append(f"{place}: `strength` must be one of {', '.join(Strength)}, not {strength!r}.")
    text = two_languages(row, place, faults)
    source = row.get("source")
    if not isinstance(source, str) or not source.strip():
        faults.append(f"{place}: `source` is missing.")
    if len(faults) > before or when is None:
        return None
    return Rule(str(identity), when, Verdict(str(verdict)), Strength(strength) if strength else None, text, str(source))


def _when(raw: object, names: Names, place: str, faults: list[str]) -> Condition | None:
    if not isinstance(raw, str) or not raw.strip():
        faults.append(f"{place}: `when` is missing.")
        return None
    if raw.strip() == OTHERWISE:
        return ALWAYS
    try:
        condition = parse_condition(raw, names)
        conjuncts(condition)
    except Faulty as fault:
        faults += [f"{place}: {text}" for text in fault.faults]
        return None
    if condition == ALWAYS:
        faults.append(f'{place}: a rule for everything else is written `when = "{OTHERWISE}"`.')
        return None
    texts = [name for name in facts_read(condition) if names[name] is Kind.TEXT]
    faults += [f"{place}: {name} is free text, which no rule can read." for name in texts]
    return None if texts else condition


def _order_faults(rows: list[dict[str, Any]], file: str) -> list[str]:
    faults, seen = [], set()
    for number, row in enumerate(rows, 1):
        identity = row.get("id")
        if isinstance(identity, str) and identity in seen:
            faults.append(f"{file}, rule {identity}: the id stands twice.")
        seen.add(identity if isinstance(identity, str) else None)
        if row.get("when") == OTHERWISE and number < len(rows):
            faults.append(f"{file}, rule {identity}: `otherwise` must be the last rule; the rules below never fire.")
    if rows and rows[-1].get("when") != OTHERWISE:
        faults.append(f'{file}: the last rule must be `when = "{OTHERWISE}"`, so that every case gets a verdict.')
    return faults


def version_of(identity: str, title: Mapping[Language, str], rules: list[Rule]) -> str:
    """Sixteen hex digits of the SHA-256 of the rules as data; spacing and comments in the file do not count."""
    data = [identity, dict(title)] + [
        [rule.id, show(rule.when), rule.verdict, rule.strength, dict(rule.text), rule.source] for rule in rules
    ]
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
