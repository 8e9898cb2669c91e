"""Mutants of a policy: each differs from it in one rule, in a way that a slip of the pen could bring about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.domain.conditions import ALWAYS, AllOf, AnyOf, Compare, Condition, Not, OneOf
from service.domain.decision import Strength, Verdict
from service.domain.policy import Policy, Rule


@dataclass(frozen=True)
class Mutant:
    """What was changed in which rule, and the policy that came of it."""

    rule: str
    change: str
    policy: Policy


def mutants(policy: Policy) -> Iterator[Mutant]:
    """Every mutant: rules left out, swapped, with another verdict, strength or condition (changed in one place)."""
    rules = policy.rules
    for rank, rule in enumerate(rules):
        if not rule.is_otherwise:
            yield Mutant(rule.id, "left out", _with(policy, [*rules[:rank], *rules[rank + 1 :]]))
            for text, when in _conditions(rule.when):
                yield Mutant(rule.id, text, _put(policy, rank, replace(rule, when=when)))
        if rank + 2 < len(rules):
            swapped = [*rules[:rank], rules[rank + 1], rule, *rules[rank + 2 :]]
            yield Mutant(rule.id, f"swapped with {rules[rank + 1].id}", _with(policy, swapped))
        for verdict in Verdict:
            if verdict is not rule.verdict and verdict is not Verdict.UNDECIDED:
                changed = replace(rule, verdict=verdict, strength=rule.strength or Strength.LEAN)
                yield Mutant(rule.id, f"verdict {verdict}", _put(policy, rank, changed))
        for strength in Strength:
            if rule.strength is not None and strength is not rule.strength:
                yield Mutant(rule.id, f"strength {strength}", _put(policy, rank, replace(rule, strength=strength)))


def _put(policy: Policy, rank: int, rule: Rule) -> Policy:
    return _with(policy, [*policy.rules[:rank], rule, *policy.rules[rank + 1 :]])


def _with(policy: Policy, rules: list[Rule]) -> Policy:
    return replace(policy, rules=tuple(rules))


def _conditions(when: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition changed in one place: denied, a part left out, and/or mixed up, a value or threshold moved."""
    yield "denied", Not(when)
    match when:
        case Not(part):
            yield "no longer denied", part
            yield from ((text, Not(inner)) for text, inner in _conditions(part))
        case AllOf(parts) | AnyOf(parts) if when != ALWAYS:
            kind = type(when)
            yield "and/or mixed up", (AnyOf if kind is AllOf else AllOf)(parts)
            for index, part in enumerate(parts):
                rest = (*parts[:index], *parts[index + 1 :])
                yield f"part {index} left out", rest[0] if len(rest) == 1 else kind(rest)
                for text, inner in _conditions(part):
                    yield f"part {index} {text}", kind((*parts[:index], inner, *parts[index + 1 :]))
        case OneOf(fact, values) if len(values) > 1:
            for value in values:
                yield f"without {value}", OneOf(fact, tuple(other for other in values if other != value))
        case Compare(fact, operator, number):
            for moved in (number - 1, number + 1):
                if moved >= 0:
                    yield f"threshold {moved}", Compare(fact, operator, moved)
