"""Facts that are said to turn, settle or outrank: only those may that the policy reads for this verdict."""

from collections.abc import Sequence

from service.domain.verify.reading import Reading
from service.domain.verify.segments import Segment
from service.domain.verify.suppositions import bears, decisive, fact_names, supposed
from service.domain.verify.values import Context


def unread(segments: Sequence[Segment], context: Context) -> bool:
    """Whether these clauses are about facts, none of which bears on the verdict."""
    names = fact_names(segments)
    return bool(names) and not bears(names, context.would_change)


def sway(reading: Reading, context: Context) -> str | None:
    """What is wrong with how the sentence lets facts turn or settle the verdict."""
    if not reading.has("sways", "behind"):
        return None
    turning = [at for at, segment in enumerate(reading.segments) if segment.has("sways") and not segment.has("flip")]
    if any(unread([reading.segments[at]], context) for at in turning):
        return "lets a fact decide that does not"
    if any(at not in reading.conditions for at in turning) and unread(reading.supposing, context):
        return "lets a fact decide that does not"
    if not reading.conditions and any(_demoted(reading, at, context) for at in range(len(reading.segments))):
        return "puts the fact that decides behind others"
    return None


def _demoted(reading: Reading, at: int, context: Context) -> bool:
    """Whether a clause says of the one fact on which the verdict rests that it comes behind others."""
    segment = reading.segments[at]
    if not segment.has("behind") or segment.variants or segment.has("flip"):
        return False
    about = segment
    while at > 0 and (not fact_names([about]) or about.has("it")):
        at, about = at - 1, reading.segments[at - 1]
    names = fact_names([about])
    stated = {(name, str(context.facts.get(name))) for name in names}
    decides = len(names) == 1 and decisive(names, context.would_change, context.facts)
    return decides and bool(supposed([about]) & stated)


def apart(segment: Segment) -> bool:
    """Whether the clause tells something apart from choosing a variant ("... does not make it your starting point")."""
    at = next((at for at, token in enumerate(segment.tokens) if "unequal" in token.roles), None)
    if at is None:
        return False
    behind = segment.tokens[at:]
    return any(token.roles & _ACTS for token in behind) and any(
        token.variant or "it" in token.roles for token in behind
    )


_ACTS = frozenset({"choose", "advise", "take", "model", "necessary", "tune", "switch"})
