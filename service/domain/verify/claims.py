"""What a clause says about the variants: which way it points, and how firmly.

A clause is read from left to right. Denials turn it round, a bad word turns it round once, and a variant that only
serves as a standard ("than Base", "rather than Base") is pointed away from.
"""

from dataclasses import dataclass

from service.domain.verify.segments import Segment
from service.domain.verify.tokens import BASE, CHAT, Token

EVEN = "even"
OPEN = "open"
NONE = "none"
TUNE = "tune"
MENTION, PROPERTY, PRAISE, CHOICE = 0, 1, 2, 3
_LEVELS = (
    ("choose", CHOICE),
    ("advise", CHOICE),
    ("reject", CHOICE),
    ("money", CHOICE),
    ("only", CHOICE),
    ("switch", CHOICE),
    ("good", PRAISE),
    ("bad", PRAISE),
    ("beat", PRAISE),
    ("lose", PRAISE),
    ("fair", PROPERTY),
    ("flaw", PROPERTY),
)
_OPPOSITE = {BASE: CHAT, CHAT: BASE}


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said: towards `base` or `chat`, or even, open, none, tune. `flaw` marks a drawback of the other side."""

    to: str
    level: int
    at: int
    flaw: bool = False


@dataclass(slots=True)
class _Reading:
    flips: int = 0
    bad: bool = False
    level: int = MENTION
    standard: bool = False
    praised: bool = False


def opposite(variant: str) -> str:
    """The other variant."""
    return _OPPOSITE.get(variant, "")


def claims_of(segment: Segment, at: int, topic: str) -> list[Claim]:
    """The claims of clause number `at`. `topic` is the variant spoken of, for clauses that name none."""
    roles = [(variant, sign) for variant, sign in _read_roles(segment)]
    reading = _read(segment.tokens)
    out = _general(segment, at)
    if not roles and topic and reading.level and _speaks_of_topic(segment):
        roles = [(topic, 1)]
    if not roles:
        return out
    if reading.level == MENTION:
        return out + _bare(segment, roles, at)
    sign = -1 if (reading.flips + reading.bad) % 2 else 1
    towards = {variant if sign * role > 0 else opposite(variant) for variant, role in roles}
    if len(towards) > 1:
        return out + [_joined(segment, roles, sign, reading, at)]
    return [*out, Claim(towards.pop(), reading.level, at, sign < 0 and not reading.praised)]


def _read(tokens: list[Token]) -> _Reading:
    reading = _Reading()
    for token in tokens:
        if token.variant:
            continue
        if "flip" in token.roles or "rhetoric" in token.roles:
            reading.flips += 1
        if "reject" in token.roles:
            reading.flips += 1
        elif token.roles & {"bad", "flaw", "lose"}:
            reading.bad = True
        elif token.roles & {"good", "fair", "beat"}:
            reading.praised = True
        reading.level = max(reading.level, *(level for role, level in _LEVELS if role in token.roles), MENTION)
    return reading


def _read_roles(segment: Segment) -> list[tuple[str, int]]:
    """The variants of a clause with +1, or -1 where one is only the standard of a comparison."""
    out: list[tuple[str, int]] = []
    standard = 0
    for token in segment.tokens:
        if token.variant:
            out.append((token.variant, -1 if standard > 0 else 1))
            standard = 0
        elif token.roles & {"instead", "beat", "lose"}:
            standard = 6
        else:
            standard -= 1
    return _moved(segment, out)


def _moved(segment: Segment, roles: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """For "from X to Y", "swap X for Y" and their kin: away from the first, towards the second."""
    if len(roles) == 2 and segment.has("switch") and roles[0][0] != roles[1][0]:
        return [(roles[0][0], -1), (roles[1][0], 1)]
    return roles


def _general(segment: Segment, at: int) -> list[Claim]:
    out = []
    for token in segment.tokens:
        if "evenly" in token.roles and not segment.has("measure"):
            out.append(Claim(EVEN, CHOICE, at))
        if "open" in token.roles:
            out.append(Claim(OPEN, CHOICE, at))
        if "halt" in token.roles:
            out.append(Claim(NONE, CHOICE, at))
    if segment.has("both") and not out:
        reading = _read(segment.tokens)
        if reading.level >= PRAISE and not segment.has("measure"):
            out.append(Claim(NONE if (reading.flips + reading.bad) % 2 else EVEN, CHOICE, at))
    return out


def _speaks_of_topic(segment: Segment) -> bool:
    first = segment.tokens[0]
    return segment.has("it") or first.kind == "han"


def _bare(segment: Segment, roles: list[tuple[str, int]], at: int) -> list[Claim]:
    before = {"flip"} & {role for token in segment.tokens[:2] for role in token.roles}
    variants = {variant for variant, _ in roles}
    if len(variants) > 1:
        return []
    variant, role = roles[0]
    words = [token for token in segment.tokens if not token.variant and token.kind != "number"]
    if before and len(words) <= 3:
        return [Claim(opposite(variant), PRAISE, at)]
    if len(words) <= 2 and role > 0:
        return [Claim(variant, CHOICE, at)]
    return []


def _joined(segment: Segment, roles: list[tuple[str, int]], sign: int, reading: _Reading, at: int) -> Claim:
    together = any("and" in token.roles for token in segment.tokens)
    if together and len({role for _, role in roles}) == 1:
        return Claim(EVEN if sign > 0 else NONE, reading.level, at)
    return Claim("mixed", reading.level, at)
