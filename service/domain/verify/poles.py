"""What a sentence puts one in mind of without naming it: words near one variant or the other, words that settle.

Only the second opinion weighs these; alone they claim nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.domain.verify.piece import BASE, CHAT, Token
from service.domain.verify.reading import Reading
from service.domain.verify.segments import Segment

_NEAR = {"near_chat": CHAT, "near_base": BASE}
_TONES = (
    "settling",
    "unsettled",
    "choose",
    "advise",
    "take",
    "good",
    "bad",
    "flaw",
    "only",
    "reject",
    "report",
    "case",
)
_REACH = 4


def near_traits(reading: Reading, side: str) -> Iterator[str]:
    """Which variants the clauses are near, by how they are joined and what tone they have."""
    every: list[str] = []
    near: list[str] = []
    for segment in reading.segments:
        near = _of_clause(segment, side)
        yield from _toned(segment, near)
        every += near
    counts = [sum(one == sign for one in every) for sign in ("+", "-")]
    yield f"e:{min(3, counts[0])}/{min(3, counts[1])}"
    yield "e:" + ("both" if all(counts) else "one" if any(counts) else "none")
    if every:
        yield "e1:" + every[0]
        yield "en:" + every[-1]
        yield f"e1n:{every[0]}{every[-1]}"
    settles = reading.has("settling"), reading.has("unsettled")
    yield f"es:{settles}:{every[-1] if every else '0'}"
    yield f"esn:{settles}:{len(reading.variants)}"
    yield f"last:{_sum(near)}:{_tones(reading.segments[-1])}"


def _of_clause(segment: Segment, side: str) -> list[str]:
    """The variants that a clause names or is near: + the verdict's, - the other; a denial close before turns it."""
    if segment.roles.isdisjoint(_NEAR) and not segment.variants:
        return []
    out: list[str] = []
    denied = 0
    for token in segment.tokens:
        nears = _nears(token)
        out += [_sign(variant, side, denied > 0) for variant in nears]
        denied = _REACH if not nears and "flip" in token.roles else denied - 1
    return out


def _nears(token: Token) -> list[str]:
    if token.variant:
        return [token.variant] if token.variant in (BASE, CHAT) else []
    if token.roles.isdisjoint(_NEAR):
        return []
    return [variant for role, variant in _NEAR.items() if role in token.roles]


def _sign(variant: str, side: str, denied: bool) -> str:
    meant = variant if not denied else BASE if variant == CHAT else CHAT
    return ("+" if meant == side else "-") if side else meant


def _toned(segment: Segment, near: Sequence[str]) -> Iterator[str]:
    total = _sum(near)
    yield f"ec:{segment.joint}{total}"
    for tone in _TONES:
        if tone in segment.roles:
            yield f"et:{tone}{total}"
    if "model" in segment.roles and any("model" in token.roles and not token.variant for token in segment.tokens):
        yield f"eo:{total}"
    for one, other in pairwise(near):
        yield f"ee:{one}{other}"


def _sum(near: Sequence[str]) -> str:
    signs = sorted(set(near))
    return "".join(signs) or "0"


def _tones(segment: Segment) -> str:
    return ",".join([tone for tone in _TONES[:4] if tone in segment.roles])
