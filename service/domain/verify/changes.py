"""What a sentence rests on: facts that would change the verdict, and passages.

Only the second opinion weighs these traits; alone they claim nothing.
"""

from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from service.domain.decision import Verdict
from service.domain.verify.general import EVEN, NONE, OPEN
from service.domain.verify.likeness import words_of, words_of_token
from service.domain.verify.piece import BASE, CHAT
from service.domain.verify.reading import Reading
from service.domain.verify.segments import Segment
from service.domain.verify.suppositions import carried, fact_names, reopened, supposed
from service.domain.verify.values import Context

_VERDICT_OF = {EVEN: "either", OPEN: "undecided", NONE: "none", BASE: "base", CHAT: "chat"}
_OPEN = _VERDICT_OF[OPEN]
_HYPOTHETICAL = ("hypothetical", "change", "later", "otherwise", "tail")


def change_traits(reading: Reading, context: Context) -> Iterator[str]:
    """For every way that the sentence turns away from the verdict: whether the facts that it names lead there."""
    turns = _turns(reading, context.verdict)
    if not turns:
        return
    names = fact_names(reading.segments)
    values = supposed(reading.segments)
    mood = "if" if reading.conditions else "would" if reading.has(*_HYPOTHETICAL) else "is"
    for to in turns:
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


def ground_traits(reading: Reading, context: Context, side: str, said: Sequence[str]) -> Iterator[str]:
    """Clause by clause, how much of it stands in a passage. `said` is what each clause
    claims, as the other traits write it."""
    passages = _words_in(tuple(context.passages.values()))
    last = len(reading.segments) - 1
    for at, (segment, here) in enumerate(zip(reading.segments, said, strict=True)):
        named = "".join(sorted({_signed(variant, side) for variant in segment.variants}))
        share = _share(segment, passages)
        yield f"ov:{share}:{here}{named}"
        yield f"ov:{segment.joint}{share}"
        if at == last:
            yield f"ovl:{share}:{here}{named}"
            yield f"ovl:{share}:{reading.cited}"


@lru_cache(maxsize=256)
def _words_in(texts: tuple[str, ...]) -> Set[str]:
    return frozenset().union(*(words_of(text.lower()) for text in texts))


def _signed(variant: str, side: str) -> str:
    if variant not in (BASE, CHAT):
        return "?"
    return variant[0] if not side else "+" if variant == side else "-"


def _share(segment: Segment, passages: Set[str]) -> int:
    """How much of a clause stands in the passages: nothing, some, half, most."""
    if not passages:
        return 0
    words = [word for token in segment.tokens if not token.variant for word in words_of_token(token.text)]
    return sum([word in passages for word in words]) * 7 // (2 * len(words)) if words else 0


def _turns(reading: Reading, verdict: Verdict | None) -> list[str]:
    """The other verdicts that the sentence speaks of, by a claim or by the name of a variant."""
    said = [_VERDICT_OF.get(claim.to, "") for claim in reading.claims]
    said += [variant for segment in reading.segments for variant in segment.variants]
    return [to for to in dict.fromkeys(said) if to and to != (verdict.value if verdict else "")]
