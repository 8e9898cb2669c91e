"""A sentence read as a whole: its clauses, what they claim, and which of them only suppose something."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.verify.claims import claims_of, hangs_over, opposite
from service.domain.verify.general import Claim
from service.domain.verify.piece import BASE, CHAT
from service.domain.verify.segments import STRONG, Segment
from service.domain.verify.signs import CHOICE, PRAISE

_SUPPOSING = frozenset({"if", "unless", "onlyif"})
PARTING = STRONG - {":", "："}
"""The pauses after which a sentence may turn to another case."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence in clauses. `conditions` are the numbers of the clauses that only suppose; `claims` are what the
    others say; `question` and `cited` say how the sentence ends and whether it cites."""

    segments: Sequence[Segment]
    conditions: frozenset[int]
    claims: Sequence[Claim]
    question: bool
    cited: bool
    roles: frozenset[str]

    def has(self, *roles: str) -> bool:
        """Whether a word with one of these roles stands in the sentence."""
        return not self.roles.isdisjoint(roles)

    @property
    def supposing(self) -> list[Segment]:
        """The clauses that only suppose something."""
        return [self.segments[at] for at in sorted(self.conditions)]

    def supposing_for(self, at: int) -> list[Segment]:
        """The clauses that suppose what clause number `at` concludes: those of the same part, or all."""
        first = max((n for n in range(at + 1) if self._parts(n)), default=0)
        last = next((n for n in range(at + 1, len(self.segments)) if self._parts(n)), len(self.segments))
        near = [self.segments[n] for n in range(first, last) if n in self.conditions]
        return near or self.supposing

    def _parts(self, at: int) -> bool:
        """Whether a new part of the sentence begins with this clause: after a strong pause, or with a second "if"."""
        segment = self.segments[at]
        if segment.pause in PARTING:
            return True
        return segment.joint in _SUPPOSING and at - 1 not in self.conditions and bool(self.conditions & set(range(at)))

    @property
    def variants(self) -> set[str]:
        """The variants that the sentence names."""
        return {variant for segment in self.segments for variant in segment.variants}

    @property
    def takes_part(self) -> bool:
        """Whether the sentence speaks of the choice at all: it names a variant or claims something about one."""
        return bool(self.claims or self.variants)


def read(segments: Sequence[Segment], topic: str, question: bool, cited: bool) -> Reading:
    """The sentence, read. `topic` is the variant spoken of before it, if that is clear."""
    conditions = _conditions(segments)
    claims: list[Claim] = []
    supposed: list[Claim] = []
    for at, segment in enumerate(segments):
        denied = at > 0 and segment.joint == "rel" and not segment.pause and hangs_over(segments[at - 1])
        found = claims_of(segment, at, topic, denied)
        if at in conditions:
            supposed = [claim for claim in found if claim.level == CHOICE and claim.to in (BASE, CHAT)]
            topic = segment.variants[-1] if segment.variants else topic
            continue
        claims += _of_the_act(segment, at, claims) or _of_the_supposed(segment, at, supposed) or found
        if segment.variants:
            topic = segment.variants[-1]
        elif "aligned" in segment.tokens[0].roles:
            topic = CHAT
    roles = frozenset().union(*(segment.roles for segment in segments))
    return Reading(segments, conditions, _all_but(segments) or claims, question, cited, roles)


def _of_the_act(segment: Segment, at: int, before: Sequence[Claim]) -> list[Claim]:
    """What "..., 简直是自找麻烦" says of the act in the clause before: a bad word turns that clause's claim round."""
    bad = segment.has("bad") or segment.has("flaw")
    if not before or segment.variants or segment.joint or not bad or "predicate" not in segment.tokens[0].roles:
        return []
    last = before[-1]
    return [Claim(opposite(last.to), last.level, at)] if last.at == at - 1 and last.level == CHOICE else []


def _of_the_supposed(segment: Segment, at: int, supposed: Sequence[Claim]) -> list[Claim]:
    """What "if you do not start from Base, that would be odd" says of the choice that is supposed."""
    judged = segment.roles & {"bad", "flaw", "good"}
    if len(supposed) != 1 or segment.variants or not judged or segment.has("flip"):
        return []
    to = supposed[0].to
    return [Claim(to if judged == {"good"} else opposite(to), PRAISE, at)]


def _all_but(segments: Sequence[Segment]) -> list[Claim]:
    """The claim of "apart from Chat I see no better start": the one that is left out is the one that is meant."""
    for at, segment in enumerate(segments):
        if segment.has("except") and len(segment.variants) == 1:
            rest = [*segments[:at], *segments[at + 1 :]]
            if segment.has("flip") or any(other.has("flip") or other.has("rhetoric") for other in rest):
                return [Claim(segment.variants[0], CHOICE, at)]
    return []


def _conditions(segments: Sequence[Segment]) -> frozenset[int]:
    """The clauses behind "if": up to the next pause where it opens the sentence, else to the end."""
    out: set[int] = set()
    inside = leading = False
    for at, segment in enumerate(segments):
        if segment.joint in _SUPPOSING:
            fresh = segment.pause in STRONG if segment.pause else False
            inside, leading = True, fresh or all(before in out or not segment.pause for before in range(at))
        elif (inside and segment.pause not in ("", "、") and (leading or segment.pause in ";；。.:：")) or (
            inside and segment.joint in ("so", "otherwise")
        ):
            inside = False
        if inside or any("tail" in token.roles for token in segment.tokens[-2:]):
            out.add(at)
    return frozenset(out)
