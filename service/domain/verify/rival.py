"""What the other policy says, told as the second opinion: it may differ from the verdict, but it has to be told right,
and nobody may be bidden to follow it.
"""

from collections.abc import Iterator

from service.domain.decision import Verdict
from service.domain.verify.general import EVEN, NONE, OPEN, Claim
from service.domain.verify.piece import BASE, CHAT
from service.domain.verify.reading import Reading
from service.domain.verify.segments import STRONG

_VERDICTS = {
    EVEN: Verdict.EITHER, OPEN: Verdict.UNDECIDED, NONE: Verdict.NONE, BASE: Verdict.BASE, CHAT: Verdict.CHAT,
}  # fmt: skip
_OWN = ("homeground", "case", "heeds", "same")


def told(reading: Reading, claim: Claim) -> bool:
    """Whether the claim is what the other policy is said to hold."""
    for at in range(claim.at, -1, -1):
        segment = reading.segments[at]
        if segment.has("rival"):
            return True
        if segment.joint in ("so", "but") or segment.pause in STRONG - {":", "："} or any(map(segment.has, _OWN)):
            return False
    return False


def told_rightly(reading: Reading, claim: Claim, second: Verdict | None) -> bool:
    """Whether the claim is what the other policy does hold, and is only told."""
    return _VERDICTS.get(claim.to) is second and not reading.has("heeds", "same") and told(reading, claim)


def misreported(reading: Reading, second: Verdict | None) -> bool:
    """Whether a variant is put into the mouth of the other policy that it does not choose."""
    if second is None or not reading.has("rival") or reading.conditions or reading.has("flip", "hypothetical"):
        return False
    return any(
        claim.to in (BASE, CHAT) and not claim.flaw and _VERDICTS[claim.to] is not second and told(reading, claim)
        for claim in reading.claims
    )


def rival_traits(reading: Reading, second: Verdict | None) -> Iterator[str]:
    """Whether the variants named are those of the other policy that the sentence speaks of."""
    if not reading.has("rival"):
        return
    chosen = second.value if second else "unknown"
    named = sorted(reading.variants)
    yield "rv:" + ("fits" if named == [chosen] else "also" if chosen in named else "differs" if named else "none")
    yield f"rv:{chosen}:{len(named)}"
