"""Whether the facts that a sentence names would change the verdict as it says.

Only the second opinion weighs these traits; alone they claim nothing.
"""

from collections.abc import Iterator

from service.domain.decision import Verdict
from service.domain.verify.general import OPEN
from service.domain.verify.reading import Reading
from service.domain.verify.stance import SUPPOSING, VERDICT_OF
from service.domain.verify.suppositions import carried, fact_names, reopened, supposed
from service.domain.verify.values import Context

_OPEN = VERDICT_OF[OPEN]


def change_traits(reading: Reading, context: Context) -> Iterator[str]:
    """For every way that the sentence turns away from the verdict: whether the facts that it names lead there."""
    others = turns(reading, context.verdict)
    if not others:
        return
    names = fact_names(reading.segments)
    values = supposed(reading.segments)
    mood = "if" if reading.conditions else "would" if reading.has(*SUPPOSING) else "is"
    for to in others:
        there = [change.facts for change in context.would_change if change.verdict.value == to]
        if carried(values, to, context.would_change) or (to == _OPEN and reopened(values, context.would_change)):
            fit = "fits"
        elif any(names >= change.keys() for change in there):
            fit = "named"
        elif any(names & change.keys() for change in there):
            fit = "part"
        else:
            fit = "other" if names else "none"
        yield f"wc:{fit}"
        yield f"wc:{mood}:{fit}"
        yield f"wc:{mood}:{fit}:{bool(there)}"
        yield f"wc:{fit}:{len(reading.segments) > 1}"
        known = bool(names & set(context.facts))
        yield f"wk:{mood}:{fit}:{known}"


def turns(reading: Reading, verdict: Verdict | None) -> list[str]:
    """The other verdicts that the sentence speaks of, by a claim or by the name of a variant."""
    said = [VERDICT_OF.get(claim.to, "") for claim in reading.claims]
    said += [variant for segment in reading.segments for variant in segment.variants]
    return [to for to in dict.fromkeys(said) if to and to != (verdict.value if verdict else "")]
