"""What a clause says of both variants at once, of the decision itself, or against tuning at all."""

from dataclasses import dataclass

from service.domain.verify.segments import Segment
from service.domain.verify.signs import CHOICE, PRAISE, Signs

EVEN = "even"
OPEN = "open"
NONE = "none"
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said: towards `base` or `chat`, or even, open, none, mixed. `flaw` marks a drawback of "
    "the other side."""

    to: str
    level: int
    at: int
    flaw: bool = False


def general_claims(segment: Segment, signs: Signs, at: int) -> list[Claim]:
    """What is said of both variants at once, of the decision, or of tuning at all."""
    out = []
    denied = 0
    for token in segment.tokens:
        if "flip" in token.roles:
            denied = 3
        denied -= 1
        if denied > 0:
            continue
        if "evenly" in token.roles and not segment.has("measure"):
            out.append(Claim(EVEN, CHOICE, at))
        if "open" in token.roles:
            out.append(Claim(OPEN, CHOICE, at))
        if "halt" in token.roles:
            out.append(Claim(NONE, CHOICE, at))
    suffices = segment.has("untuned") and signs.level and signs.sign > 0 and segment.roles & {"good", "fair", "choose"}
    if _no_tuning(segment) or suffices:
        out.append(Claim(NONE, CHOICE, at))
    if segment.has("hinge") and segment.has("which") and not _settled_by(segment):
        out.append(Claim(OPEN, CHOICE, at))
    if segment.has("both") and not out and signs.level >= PRAISE and not segment.has("measure"):
        out.append(Claim(NONE if signs.sign < 0 else EVEN, CHOICE, at))
    return out


def _settled_by(segment: Segment) -> bool:
    """Whether the choice "comes down to" a fact, which settles it, and not to whether there is one."""
    if segment.has("whether") or segment.has("if"):
        return False
    downs = [at for at, token in enumerate(segment.tokens) if "downto" in token.roles]
    return any("=" in role for at in downs for token in segment.tokens[at + 1 :] for role in token.roles)


def _no_tuning(segment: Segment) -> bool:
    """Whether the clause ends in a denied "fine-tune" with nothing more said of it, or puts something in its stead."""
    if not segment.has("tune") or segment.roles & {"base", "chat"} or segment.variants:
        return False
    for token, following in zip(segment.tokens, segment.tokens[1:], strict=False):
        if token.text in _IN_STEAD and "tune" in following.roles:
            return True
    words = [token for token in segment.tokens if token.text not in _TRAILING]
    if not words or "tune" not in words[-1].roles:
        return False
    return any(token.roles & {"flip", "reject"} for token in words[-5:-1])


_IN_STEAD = frozenset({"instead of", "rather than", "in place of", "与其", "代替", "取代"})
_TRAILING = frozenset(
    {"at all", "at", "all", "now", "yet", "here", "了", "吧", "呢", "的", "这里", "anything", "for", "then"}
)
