"""What a sentence as a whole says about the choice, and whether the verdict allows that.

Nothing may point another way than the verdict, unless the sentence takes it back, or supposes facts that would change
the verdict so. Where a sentence cannot be read, it is not allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.decision import Verdict
from service.domain.verify.claims import (
    CHOICE,
    EVEN,
    MENTION,
    NONE,
    OPEN,
    PRAISE,
    PROPERTY,
    TUNE,
    Claim,
    claims_of,
    opposite,
)
from service.domain.verify.segments import Segment
from service.domain.verify.suppositions import bears, carried, decisive, fact_names, supposed
from service.domain.verify.tokens import BASE, CHAT
from service.domain.verify.values import Context

_ALLOWED = {
    Verdict.CHAT: {CHAT},
    Verdict.BASE: {BASE},
    Verdict.EITHER: {EVEN},
    Verdict.NONE: {NONE},
    Verdict.UNDECIDED: {OPEN},
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence in clauses with its claims. `topic` is the variant spoken of before it, if that is clear."""

    segments: Sequence[Segment]
    claims: Sequence[Claim]
    question: bool
    cited: bool


def read(segments: Sequence[Segment], topic: str, question: bool, cited: bool) -> Reading:
    """The claims of all clauses."""
    claims: list[Claim] = []
    for at, segment in enumerate(segments):
        claims += claims_of(segment, at, topic)
        if segment.variants:
            topic = segment.variants[-1]
    return Reading(segments, claims, question, cited)


def objection(reading: Reading, context: Context) -> str | None:
    """Why the sentence may not be said under this verdict, or None."""
    if context.verdict is None:
        return _objection_explaining(reading)
    judge = _Judge(reading, context, context.verdict)
    return judge.question() or judge.dismissal() or judge.sarcasm() or judge.claims() or judge.mentions()


def _objection_explaining(reading: Reading) -> str | None:
    firm = [claim for claim in reading.claims if claim.level >= PRAISE]
    sourced = reading.cited or any(segment.has("source") for segment in reading.segments)
    return "advises without a source" if firm and not sourced else None


@dataclass(frozen=True, slots=True)
class _Judge:
    reading: Reading
    context: Context
    verdict: Verdict

    def agrees(self, claim: Claim) -> bool:
        return claim.to in _ALLOWED[self.verdict]

    def has(self, *roles: str) -> bool:
        return any(segment.has(role) for segment in self.reading.segments for role in roles)

    def question(self) -> str | None:
        rhetoric = self.has("rhetoric")
        if not self.reading.question:
            return None
        names = {variant for segment in self.reading.segments for variant in segment.variants}
        if rhetoric or len(names) == 1 or (not names and not self.has("ask")):
            return "asks a question that answers itself"
        return None

    def dismissal(self) -> str | None:
        for segment in self.reading.segments:
            if segment.has("dismiss") or segment.has("moot"):
                names = fact_names([segment])
                if decisive(names, self.context.would_change, self.context.facts):
                    return "waves away the fact that decides"
                if segment.has("moot") and bears(names, self.context.would_change):
                    return "waves away a fact that bears on the verdict"
        if self.has("change_of_mind"):
            return "takes the verdict back"
        return None

    def sarcasm(self) -> str | None:
        if self.has("sarcasm"):
            return "is sarcastic"
        if self.has("wry") and (self.has("bad", "flaw") or any(s.joint == "if" for s in self.reading.segments)):
            return "may be sarcastic"
        return None

    def claims(self) -> str | None:
        for claim in self.reading.claims:
            if not self.agrees(claim) and not self.excused(claim):
                return f"points to {claim.to}"
        return None

    def excused(self, claim: Claim) -> bool:
        if self.supposes(claim) or self.taken_back(claim):
            return True
        if claim.level <= PROPERTY:
            return self.mild(claim)
        return claim.to in (OPEN, EVEN) and self.about_facts(claim)

    def supposes(self, claim: Claim) -> bool:
        """Whether the claim is the consequence of facts that would lead there."""
        if not self.has(
            "if", "if_first", "unless", "hypothetical", "change", "tail", "later", "onlyif", "otherwise", "and"
        ):
            return False
        facts = supposed(self.reading.segments)
        to = {EVEN: "either", OPEN: "undecided"}.get(claim.to, claim.to)
        return carried(facts, to, self.context.would_change)

    def taken_back(self, claim: Claim) -> bool:
        """Whether a later clause takes the claim back, or it is only reported and then rejected."""
        segments = self.reading.segments
        here = segments[claim.at]
        later = segments[claim.at + 1 :]
        rebutted = any(segment.has("rebut") for segment in segments[claim.at :])
        if self.has("same") or any(segment.has("crowd") for segment in segments):
            return False
        agreed = any(self.agrees(c) and c.level >= PRAISE and c.at > claim.at for c in self.reading.claims)
        reported = here.quoted or any(s.has("report") for s in segments[: claim.at + 1])
        turned = any(segment.joint == "but" or segment.has("rebut") for segment in later)
        if reported:
            return rebutted or agreed or (turned and not self.against_later(claim))
        conceded = here.joint == "though" or turned
        return conceded and (rebutted or agreed) and not self.against_later(claim)

    def against_later(self, claim: Claim) -> bool:
        return any(not self.agrees(c) and c.level >= PRAISE and c.at > claim.at for c in self.reading.claims)

    def mild(self, claim: Claim) -> bool:
        """Whether a mere property of a variant may stand: cited, or a drawback, or set against the verdict's side."""
        if self.verdict not in (Verdict.CHAT, Verdict.BASE):
            return True
        agreed = any(self.agrees(c) for c in self.reading.claims)
        return claim.flaw or self.reading.cited or agreed or self.has("rebut")

    def about_facts(self, claim: Claim) -> bool:
        """Whether "either" or "open" is said of something else than the choice."""
        segment = self.reading.segments[claim.at]
        return False if segment.variants else bool(fact_names([segment])) and not segment.has("which")

    def mentions(self) -> str | None:
        """A variant that the verdict is not for may only be named where the sentence also says something understood."""
        if self.verdict not in (Verdict.CHAT, Verdict.BASE) or self.reading.cited:
            return None
        named = {variant for segment in self.reading.segments for variant in segment.variants}
        if named == {opposite(self.verdict.value)} and not self.reading.claims:
            return f"names {opposite(self.verdict.value)} without a clear stance"
        return None


__all__ = ["CHOICE", "MENTION", "TUNE", "Reading", "objection", "read"]
