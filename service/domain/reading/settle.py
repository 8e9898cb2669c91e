"""From claims to what holds in one message: statements, contradictions and doubts, one of them for each fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from service.domain.decision import Contradiction
from service.domain.facts import Interval, Value
from service.domain.reading.claims import Claim
from service.domain.reading.normal import Normal
from service.domain.understanding import Doubt, Statement

_T = TypeVar("_T")
Beats = Mapping[str, Mapping[str, Sequence[str]]]
"""By fact and value: the values that give way to it within one message."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the claims of one message come to."""

    statements: tuple[Statement, ...]
    contradictions: tuple[Contradiction, ...]
    doubts: tuple[Doubt, ...]


def settled(claims: Sequence[Claim], normal: Normal, beats: Beats) -> Settled:
    """Weighs the claims fact by fact; results stand in the order of their first words."""
    by_name: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: (claim.start, claim.end, str(claim.value))):
        by_name.setdefault(claim.name, []).append(claim)
    statements: list[tuple[int, Statement]] = []
    contradictions: list[tuple[int, Contradiction]] = []
    doubts: list[tuple[int, Doubt]] = []
    for name, found in by_name.items():
        sure = _holding([claim for claim in found if not claim.doubtful], beats.get(name, {}))
        if not sure:
            first = found[0]
            doubts.append((first.start, Doubt(name, first.value, _quote(normal, first))))
        elif len({_key(claim.value) for claim in sure}) == 1:
            statements.append((sure[0].start, Statement(name, sure[0].value, _quote(normal, sure[0]))))
        else:
            contradictions.append((sure[0].start, _contradiction(name, sure, normal)))
    return Settled(_ordered(statements), _ordered(contradictions), _ordered(doubts))


def _holding(claims: list[Claim], beats: Mapping[str, Sequence[str]]) -> list[Claim]:
    """The claims that are left when corrected, past, lighter and less special ones are set aside."""
    if len({_key(claim.value) for claim in claims}) < 2:
        return claims
    last = max((at for at, claim in enumerate(claims) if claim.corrects and at), default=None)
    if last is not None:
        return [claims[last]]
    now = [claim for claim in claims if not claim.past] or claims
    top = max(claim.weight for claim in now)
    heavy = [claim for claim in now if claim.weight == top]
    beaten = {value for claim in heavy for value in beats.get(str(claim.value), ())}
    special = [claim for claim in heavy if claim.value not in beaten]
    return _narrowest(special or heavy)


def _narrowest(claims: list[Claim]) -> list[Claim]:
    """A number within a range that is given too makes that range more precise."""
    points = [claim for claim in claims if not isinstance(claim.value, Interval)]
    if not points and (least := _innermost(claims)):
        return [least]
    if len(points) == len(claims) or not points:
        return claims
    value = points[0].value
    ranges = [claim.value for claim in claims if isinstance(claim.value, Interval)]
    fits = isinstance(value, int) and all(
        one.low <= value and (one.high is None or value <= one.high) for one in ranges
    )
    return points if fits else claims


def _innermost(claims: Sequence[Claim]) -> Claim | None:
    """The range that lies within every other one ("under a hundred, sixty or seventy")."""
    spans = [(claim, claim.value) for claim in claims if isinstance(claim.value, Interval)]
    for claim, span in spans:
        if all(
            one.low <= span.low and (one.high is None or (span.high is not None and span.high <= one.high))
            for _, one in spans
        ):
            return claim
    return None


def _contradiction(name: str, claims: Sequence[Claim], normal: Normal) -> Contradiction:
    first: Mapping[str, Claim] = {_key(claim.value): claim for claim in reversed(claims)}
    ordered = sorted(first.values(), key=lambda claim: claim.start)
    return Contradiction(
        name, tuple(claim.value for claim in ordered), tuple(_quote(normal, claim) for claim in ordered)
    )


def _quote(normal: Normal, claim: Claim) -> str:
    return normal.quote(claim.start, claim.end)


def _key(value: Value) -> str:
    return f"{value.low}..{value.high}" if isinstance(value, Interval) else str(value)


def _ordered(items: list[tuple[int, _T]]) -> tuple[_T, ...]:
    return tuple(item for _, item in sorted(items, key=lambda pair: pair[0]))
