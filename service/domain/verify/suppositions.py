"""Conditions in a sentence: which facts it supposes, and whether `would_change` carries what it concludes.

A condition that the decision does not know ("if the sentences are long") changes nothing, so it may not be said to.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from service.domain.decision import WouldChange
from service.domain.facts import Value, Values
from service.domain.verify.piece import BASE, Token
from service.domain.verify.segments import Segment
from service.domain.verify.words import Roles

_TURNED = {"yes": "no", "no": "yes"}
_REACH = 4


def supposed(segments: Iterable[Segment]) -> set[tuple[str, str]]:
    """The facts with values that these clauses speak of; a denial before a word turns yes into no."""
    found: set[tuple[str, str]] = set()
    for segment in segments:
        denied = 0
        for token in segment.tokens:
            for name, value in facts_of(token):
                found.add(_turned(name, value, denied > 0))
            denied = _REACH if "flip" in token.roles or "reject" in token.roles else denied - 1
        found |= _licence(segment) | _called_off(segment) | _resources(segment)
    return found


def asked(segments: Sequence[Segment], conditions: frozenset[int]) -> set[tuple[str, str]]:
    """The facts that "if so" and "if not" take from the question before them ("Will people talk to it? If so, ...")."""
    first = min(conditions, default=0)
    if not any(segment.asks for segment in segments[:first]):
        return set()
    denied = any(segments[at].has("flip") for at in conditions)
    return {_turned(name, value, denied) for name, value in supposed(segments[:first])}


def facts_of(token: Token) -> Sequence[tuple[str, str]]:
    """The facts with values that a word states; the name of a variant (对话版) states none."""
    return () if token.variant else _stated(token.roles)


@cache
def _stated(roles: Roles) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for role in sorted(roles) if "=" in role for name, _, value in [role.partition("=")])


def fact_names(segments: Iterable[Segment]) -> set[str]:
    """The facts that these clauses are about, with or without a value."""
    names: set[str] = set()
    for segment in segments:
        if segment.facts is None:
            segment.facts = frozenset().union(*(_about(token.roles) for token in segment.tokens if not token.variant))
        names |= segment.facts
    return names


@cache
def _about(roles: Roles) -> frozenset[str]:
    stated = {name for name, _ in _stated(roles)}
    return frozenset(stated | {role[3:] for role in roles if role.startswith("on:")})


def _turned(name: str, value: str, denied: bool) -> tuple[str, str]:
    return (name, _TURNED.get(value, value) if denied else value)


def _called_off(segment: Segment) -> set[tuple[str, str]]:
    """What no longer holds in "if the pre-training stage is called off"."""
    if not segment.has("called_off"):
        return set()
    return {(name, "no") for token in segment.tokens for name, value in facts_of(token) if value == "yes"}


def _licence(segment: Segment) -> set[tuple[str, str]]:
    if not segment.has("on:license"):
        return set()
    if segment.has("forbidding"):
        return {("license", "both_blocked" if BASE in segment.variants else "chat_blocked")}
    return {("license", "ok")} if segment.has("allowing") and not segment.has("flip") else set()


def _resources(segment: Segment) -> set[tuple[str, str]]:
    if not segment.has("on:resources") or segment.has("flip") or segment.has("scarce") == segment.has("lavish"):
        return set()
    return {("resources", "limited" if segment.has("scarce") else "ample")}


def carried(facts: set[tuple[str, str]], to: str, would_change: Iterable[WouldChange]) -> bool:
    """Whether some change that these facts make leads to the verdict `to`."""
    return any(change.verdict.value == to and _within(change.facts, facts) for change in would_change)


def reopened(facts: set[tuple[str, str]], would_change: Iterable[WouldChange]) -> bool:
    """Whether these facts lead to another verdict, so that the choice would have to be looked at again."""
    return any(_within(change.facts, facts) for change in would_change)


def bears(names: set[str], would_change: Iterable[WouldChange]) -> bool:
    """Whether a change of one of these facts would change the verdict."""
    return any(names & set(change.facts) for change in would_change)


def decisive(names: set[str], would_change: Iterable[WouldChange], known: Values) -> bool:
    """Whether the verdict rests on one of these facts: it is known, and a change of it would change the verdict."""
    return any(names & set(change.facts) & set(known) for change in would_change)


def _within(change: Mapping[str, Value], facts: set[tuple[str, str]]) -> bool:
    return all((name, value) in facts for name, value in change.items())
