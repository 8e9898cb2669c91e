"""Whether the verdict allows what a sentence says about the choice.

Nothing may point another way than the verdict, unless the sentence takes it back, or supposes facts that would change
the verdict so. What cannot be read is not allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.domain.decision import Verdict
from service.domain.verify.general import EVEN, MIXED, NONE, OPEN, Claim
from service.domain.verify.piece import BASE, CHAT
from service.domain.verify.reading import Reading
from service.domain.verify.rival import misreported, told_rightly
from service.domain.verify.segments import STRONG, Segment
from service.domain.verify.signs import PRAISE, PROPERTY
from service.domain.verify.suppositions import asked, bears, carried, decisive, fact_names, reopened, supposed
from service.domain.verify.sways import apart, sway, unread
from service.domain.verify.values import Context

_ALSO = {Verdict.NONE: {OPEN}}
SIDE_OF = {Verdict.CHAT: CHAT, Verdict.BASE: BASE, Verdict.EITHER: EVEN, Verdict.NONE: NONE, Verdict.UNDECIDED: OPEN}
VERDICT_OF = {EVEN: "either", OPEN: "undecided", NONE: "none", BASE: "base", CHAT: "chat"}
"""The verdict that a claim amounts to."""
_WARNING = frozenset({"don't", "do", "never", "别", "不要", "切勿", "莫", "勿"})
SUPPOSING = ("hypothetical", "change", "later", "otherwise", "tail")
"""The roles of words that suppose something without an "if"."""


class Objection(NamedTuple):
    """Which test a sentence fails, and why it may not be said under this verdict."""

    kind: str
    why: str


def objection(reading: Reading, context: Context) -> Objection | None:
    """What speaks against saying the sentence under this verdict, or None."""
    if context.verdict is None:
        return _without_verdict(reading)
    judge = Judge(reading, context, context.verdict)
    for kind in _TESTS:
        if why := getattr(judge, kind)():
            return Objection(judge.read_as(kind), why)
    return None


_TESTS = ("question", "size", "reversal", "dismissal", "sarcasm", "claims", "condition", "sway", "mention")


def _without_verdict(reading: Reading) -> Objection | None:
    firm = any(claim.level >= PRAISE for claim in reading.claims)
    bare = firm and not reading.cited and not reading.has("source")
    return Objection("advice", "advises without a source") if bare else None


@dataclass(frozen=True, slots=True)
class Judge:
    """One sentence before one verdict."""

    reading: Reading
    context: Context
    verdict: Verdict

    def agrees(self, claim: Claim) -> bool:
        """Whether a claim says what the verdict says."""
        return claim.to == SIDE_OF[self.verdict] or claim.to in _ALSO.get(self.verdict, ())

    def stand(self, claim: Claim) -> str:
        """How a claim stands to the verdict: for it, against it, or against it but excused."""
        against = claim.to if claim.to not in (BASE, CHAT) else "-"
        return "+" if self.agrees(claim) else against + ("x" if self.excused(claim) else "!")

    def read_as(self, kind: str) -> str:
        """The test under which an objection counts: one clause is followed more surely than several, and whoever
        bids one do as others do is understood. The second opinion clears neither."""
        if kind != "claims":
            return kind
        if self.reading.has("same"):
            return "same"
        firm = any(claim.level >= PRAISE for claim in self.reading.claims)
        return "plain" if firm and len(self.reading.segments) == 1 else kind

    def question(self) -> str | None:
        """A question may ask for a fact; one that names a variant answers itself."""
        reading = self.reading
        if not reading.question:
            return None
        about = reading.has("ask") or bool(fact_names(reading.segments))
        asks = about and not reading.has("rhetoric") and len(reading.variants) != 1
        return None if asks else "asks a question that answers itself"

    def size(self) -> str | None:
        """No variant is smaller, lighter or faster than the other of its release."""
        for segment in self.reading.segments:
            denied = sum("flip" in token.roles for token in segment.tokens) % 2
            if (
                segment.has("sized")
                and len(set(segment.variants)) == 1
                and not denied
                and not self.reading.has("rebut", "report")
            ):
                return "says that one variant is smaller or cheaper to run"
        return None

    def dismissal(self) -> str | None:
        """The fact on which the verdict rests may not be waved away."""
        for segment in self.reading.segments:
            if segment.has("dismiss") or segment.has("moot"):
                names = fact_names([segment])
                if self.states(segment):
                    continue
                if decisive(names, self.context.would_change, self.context.facts):
                    return "waves away the fact that decides"
                if segment.has("moot") and segment.has("which") and bears(names, self.context.would_change):
                    return "waves away a fact that bears on the verdict"
        return "takes the verdict back" if self.reading.has("change_of_mind") else self.denial()

    def states(self, segment: Segment) -> bool:
        """Whether the clause only says what is known of the case ("dialogue history does not matter": no dialogue)."""
        known = self.context.facts
        return any(value == "yes" and known.get(name) == "no" for name, value in supposed([segment]))

    def denial(self) -> str | None:
        """What is known of the user's case may not be denied where the verdict rests on it."""
        if self.reading.has("if", "rebut", *SUPPOSING):
            return None
        for segment in self.reading.segments:
            if segment.variants or not (
                segment.has("case") or any("task=" in r for t in segment.tokens for r in t.roles)
            ):
                continue
            for name, value in supposed([segment]):
                known = self.context.facts.get(name)
                if (known, value) == ("yes", "no") and decisive({name}, self.context.would_change, self.context.facts):
                    return "denies the fact that decides"
        return None

    def sarcasm(self) -> str | None:
        """Nothing is said tongue in cheek."""
        if self.reading.has("sarcasm"):
            return "is sarcastic"
        if self.reading.has("outcome") and not self.reading.has("good", "fair"):
            return "may be sarcastic"
        doubtful = self.reading.has("bad", "flaw") or any(segment.joint == "if" for segment in self.reading.segments)
        return "may be sarcastic" if self.reading.has("wry") and doubtful else None

    def claims(self) -> str | None:
        """Every claim agrees with the verdict or is excused."""
        for claim in self.reading.claims:
            if not self.agrees(claim) and not self.excused(claim):
                return f"points to {claim.to}"
        return None

    def excused(self, claim: Claim) -> bool:
        """Whether a claim that does not agree may stand nevertheless."""
        if self.supposed(claim) or self.taken_back(claim) or self.sources_differ(claim) or self.alone(claim):
            return True
        if told_rightly(self.reading, claim, self.context.second) or self.blocked(claim) or self.unequal(claim):
            return True
        if claim.level <= PROPERTY:
            return self.mild(claim)
        return claim.to in (OPEN, EVEN) and self.about_facts(claim)

    def blocked(self, claim: Claim) -> bool:
        """Whether the claim only sends one to another model because neither variant of this one may be used."""
        closed = self.context.facts.get("license") == "both_blocked"
        return closed and claim.to == NONE and self.reading.has("another") and not self.reading.has("untuned", "tune")

    def unequal(self, claim: Claim) -> bool:
        """Whether an act is only told apart from choosing ("measuring Chat does not make it your start")."""
        if self.reading.has("same", "crowd") or self.against_later(claim):
            return False
        return any(apart(segment) for segment in self.reading.segments[claim.at :])

    def alone(self, claim: Claim) -> bool:
        """Whether the claim is what a known fact says by itself ("the domain by itself points to Base")."""
        here = self.reading.segments[max(0, claim.at - 1) : claim.at + 1]
        apart = any(segment.has("byitself") for segment in here) and not self.reading.has("same", "so", "heeds")
        return apart and bool(fact_names(here) & set(self.context.facts)) and not self.against_later(claim)

    def supposed(self, claim: Claim) -> bool:
        """Whether the claim is the consequence of facts that would lead there."""
        reading = self.reading
        if reading.conditions:
            facts = supposed(reading.supposing_for(claim.at)) or asked(reading.segments, reading.conditions)
        elif reading.has(*SUPPOSING):
            facts = supposed(reading.segments)
        else:
            return False
        if claim.to == OPEN and reading.conditions:
            return reopened(facts, self.context.would_change)
        return carried(facts, VERDICT_OF.get(claim.to, ""), self.context.would_change)

    def taken_back(self, claim: Claim) -> bool:
        """Whether a later clause takes the claim back, or it is only reported and then rejected."""
        segments, reading = self.reading.segments, self.reading
        if reading.has("same", "crowd") or self.against_later(claim):
            return False
        if claim.at > 0 and reading.has("belief") and segments[0].tokens[0].text in _WARNING:
            return True
        here, later = segments[claim.at], segments[claim.at + 1 :]
        rebutted = any(segment.has("rebut") for segment in segments[claim.at :])
        turned = any(segment.joint == "but" for segment in later) or self.ends_well(claim)
        granted = here.joint == "though" and turned
        enough = PRAISE if claim.level > PRAISE and not granted else PROPERTY
        agreed = any(self.agrees(c) and c.level >= enough and c.at > claim.at for c in reading.claims)
        if any(segment.has("rebut") and segment.has("case") for segment in later) or self.voided(here, later):
            return True
        if rebutted and reading.cited and (here.has("source") or here.has("topic:naming")):
            return True
        if agreed and reading.cited and here.has("source") and any(segment.joint in ("so", "but") for segment in later):
            return True
        if here.quoted or any(segment.has("report") for segment in segments[: claim.at + 1]):
            return rebutted or agreed or turned
        conceded = here.joint == "though" or turned or here.has("hypothetical")
        return conceded and (rebutted or agreed)

    def voided(self, here: Segment, later: Sequence[Segment]) -> bool:
        """Whether the clause names a ground for the other variant that is said not to count ("the condition for Base
        does not bite")."""
        ground = here.has("ground") or here.has("source") or bool(fact_names([here]))
        return ground and not here.has("reject") and any(segment.has("void") for segment in (here, *later))

    def ends_well(self, claim: Claim) -> bool:
        """Whether the sentence gives a reason behind the claim and ends by choosing what the verdict names."""
        last = self.reading.claims[-1]
        between = self.reading.segments[claim.at + 1 : last.at + 1]
        named = self.reading.segments[last.at].variants
        reasoned = any(segment.joint in ("so", "because") or segment.pause in STRONG for segment in between)
        return last.at > claim.at and self.agrees(last) and last.level >= PRAISE and bool(named) and reasoned

    def against_later(self, claim: Claim) -> bool:
        """Whether the sentence speaks against the verdict once more behind the claim."""
        return any(
            not self.agrees(c) and c.level >= PRAISE and c.at > claim.at and not self.reading.segments[c.at].quoted
            for c in self.reading.claims
        )

    def sources_differ(self, claim: Claim) -> bool:
        """Whether cited sources are only reported to disagree."""
        open_case = self.verdict in (Verdict.EITHER, Verdict.UNDECIDED) and self.reading.cited
        both = {CHAT, BASE} <= {c.to for c in self.reading.claims}
        return (
            open_case
            and claim.to in (BASE, CHAT)
            and (self.reading.has("disagree") or both)
            and not self.reading.has("same")
        )

    def mild(self, claim: Claim) -> bool:
        """Whether a mere property that speaks for the other side may stand: a drawback named as one, a source's word,
        or something that the sentence sets against the verdict's side."""
        reading = self.reading
        if reading.has("same") or (reading.cited and reading.has("case") and not claim.flaw):
            return False
        sides = self.verdict in (Verdict.CHAT, Verdict.BASE)
        turned = any(segment.joint == "but" for segment in reading.segments[claim.at + 1 :])
        agreed = any(self.agrees(c) for c in reading.claims)
        named = claim.flaw and (reading.has("frame") or reading.has("also"))
        return reading.cited or named or (sides and claim.to != MIXED and (agreed or turned or reading.has("rebut")))

    def about_facts(self, claim: Claim) -> bool:
        """Whether "either" or "open" is said of something else than the choice."""
        segment = self.reading.segments[claim.at]
        return not segment.variants and bool(fact_names([segment])) and not segment.has("which")

    def condition(self) -> str | None:
        """A condition for the verdict has to be one that the verdict hangs on."""
        reading = self.reading
        firm = any(claim.level >= PRAISE for claim in reading.claims)
        explicit = [s for s in reading.supposing if s.joint in ("if", "unless", "onlyif") and not s.variants]
        if firm and explicit and not (fact_names(reading.supposing) or asked(reading.segments, reading.conditions)):
            return "supposes what the verdict does not hang on"
        hanging = [s for s in reading.supposing if s.joint in ("unless", "onlyif") and not s.variants]
        if firm and unread(hanging, self.context):
            return "makes the verdict hang on a fact that it does not hang on"
        return None

    def sway(self) -> str | None:
        """No fact is said to turn the verdict that the policy does not read for it, nor the other policy to count."""
        if why := sway(self.reading, self.context):
            return why
        if misreported(self.reading, self.context.second):
            return "misreports the second opinion"
        heeded = self.reading.has("rival") and self.reading.has("heeds")
        agreed = self.reading.claims and all(self.agrees(claim) for claim in self.reading.claims)
        return "follows another policy" if heeded and not agreed else None

    def mention(self) -> str | None:
        """A sentence that names a variant has to say clearly how it stands to it, in line with the verdict."""
        reading, side = self.reading, SIDE_OF[self.verdict]
        if not reading.variants and reading.has("suffixless") and not reading.cited:
            return "speaks of a variant without naming it"
        if not reading.variants or reading.question or any(self.agrees(claim) for claim in reading.claims):
            return None
        if reading.variants == {side}:
            excused = reading.cited or (reading.claims and self.rejected_after())
            return None if excused else f"names {side} without a clear stance"
        if (
            self.rejected_after()
            or reading.has("report")
            or (reading.cited and not reading.has("if", "unless", "case", "same"))
        ):
            return None
        if len(reading.variants) > 1:
            sides = self.verdict in (Verdict.CHAT, Verdict.BASE)
            neutral = reading.has("measure", "which", "moot", "aligned") or not sides or reading.claims
            return None if neutral else "names both variants without a clear stance"
        named = next(iter(reading.variants))
        return None if reading.claims or self.hangs_on(named) else f"names {named} without a clear stance"

    def rejected_after(self) -> bool:
        """Whether a rejection stands with or behind the first variant named."""
        segments = self.reading.segments
        first = next((at for at, segment in enumerate(segments) if segment.variants), 0)
        return any(segment.has("rebut") for segment in segments[first:])

    def reversal(self) -> str | None:
        """ "You may choose Chat, but I would not": a short denial at the end takes the rest back."""
        last = self.reading.segments[-1]
        short = len(last.tokens) <= 5 and last.has("flip") and not last.variants and not fact_names([last])
        agreed = any(self.agrees(claim) for claim in self.reading.claims)
        if (
            short
            and agreed
            and not last.has("rebut")
            and not last.has("good")
            and not last.has("bad")
            and (last.joint == "but" or last.pause in ";；")
            and len(self.reading.segments) > 1
        ):
            return "takes it back at the end"
        return None

    def hangs_on(self, variant: str) -> bool:
        """Whether the facts that the sentence supposes would lead to this variant."""
        facts = supposed(self.reading.segments)
        return self.reading.has("if", *SUPPOSING) and carried(facts, variant, self.context.would_change)
