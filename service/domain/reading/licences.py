"""Whom terms of use reach: a ban on one purpose, one place or one size of firm is the user's only where the user is of
that kind, a ban that was lifted is none, and one on the untuned variant alone has no value of its own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from service.domain.reading.amounts import amounts
from service.domain.reading.beside import following
from service.domain.reading.claims import Claim, share_words
from service.domain.reading.clauses import Span
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene
from service.domain.reading.words import told

_BLOCKED = frozenset({"chat_blocked", "both_blocked"})
_RELEASED = frozenset({"base_published", "chat_published"})
"""What the words of a ban do not state: a variant that may not be used has been released."""
_PURPOSE = "slot.purpose"
_SIZE = "slot.purpose.size"
_OURS = ("slot.self", "scope.ours", "slot.itself")
_SELF = re.compile(
    r"(?:we're|we are|we (?:run|sit|live|work|operate|make|sell|build)|i'm|i (?:run|sit|live|work)|ours is|我们|咱们|我司|我公司)[^,.;。!?]{0,16}$"
)
"""Before a kind of use or firm: it is the user's."""
_TRADE = re.compile(
    r"(?<![a-z])(?:compan|start-?up|spin-?off|sell|paid|paying|business|firm|commerc)|公司|收费|付费|卖|商业|商用"
)
"""Words of trade, beside which it is no place of study or charity."""
_FOR_STUDY = re.compile(r"research|academic|educational|non-?commercial|科研|研究|学术|教学|教育|非商[用业]")
"""What terms may leave to study and charity."""
_ROUND = {"百万": 10**6, "千万": 10**7, "亿": 10**8}
_BARE = re.compile(r"[过超](?P<of>百万|千万|亿)")
"""A limit that is no number of its own (月活过亿)."""
_BESIDE = 1
"""Sentences between a ban and words that say whom it reaches."""


def reaching(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without bans that do not reach the user; where one was lifted, the terms permit."""
    bans = [claim for claim in claims if _bans(claim)]
    kept = [
        claim
        for claim in claims
        if not (_bans(claim) and not _reaches(scene, claim))
        and not (claim.name in _RELEASED and any(share_words(claim, ban) for ban in bans))
    ]
    kept = [replace(claim, doubtful=True) if _unsure(scene, claim) else claim for claim in kept]
    lifted = _lifted(scene)
    if lifted is None:
        return kept
    return [*(claim for claim in kept if claim.name != "license"), lifted]


def _unsure(scene: Scene, claim: Claim) -> bool:
    """Whether the words on the terms say themselves that it is not settled ("might be a problem")."""
    return claim.name == "license" and scene.context.between("unsure", claim.start, claim.end)


def _bans(claim: Claim) -> bool:
    return claim.name == "license" and claim.value in _BLOCKED


def _lifted(scene: Scene) -> Claim | None:
    """That a ban was lifted, where it is told, and told of a variant or of terms."""
    for hit in scene.under("slot.lifted"):
        if told(scene, "license", hit.start, hit.end) != "told" or scene.context.denied(hit.start, hit.end):
            continue
        if any(scene.has(label) for label in ("variant.", "slot.legal", "slot.pair")):
            return Claim("license", "ok", hit.start, hit.end)
    return None


def _reaches(scene: Scene, claim: Claim) -> bool:
    """Whether the ban names no kind of use or firm, or the user is said to be of that kind; and is not one on the
    untuned variant alone."""
    if _of_base_alone(scene, claim):
        return False
    if _caught(scene, claim) or _commercial(scene, claim):
        return True
    ban = _ban(scene, claim)
    banned = {hit.label: hit for hit in reversed(scene.under(_PURPOSE)) if _in(ban, hit)}
    if _SIZE in banned:
        return _large(scene, ban)
    if not banned:
        return not (_FOR_STUDY.search(scene.text, ban.start, ban.end) and _exempt(scene))
    return any(_of_the_user(scene, hit) for hit in banned.values())


def _of_the_user(scene: Scene, ban: Hit) -> bool:
    """Whether the kind that a ban names is named once more, undenied, in another sentence or where the user is spoken
    of ("no gambling, and we run a betting site")."""
    plan = scene.outline
    named = [hit for hit in scene.under(ban.label) if not scene.context.denied(hit.start, hit.end)]
    if len(scene.under(ban.label)) > 1 and any(_SELF.search(scene.text, 0, hit.start) for hit in named):
        return True
    for hit in named:
        clause = plan.clauses[plan.clause(hit.start)]
        if plan.sentence(ban.start) != plan.sentence(hit.start):
            return True
        if plan.clause(ban.start) != plan.clause(hit.start) and any(
            _in(clause, mark) for label in _OURS for mark in scene.under(label)
        ):
            return True
    return False


def _large(scene: Scene, ban: Span) -> bool:
    """Whether the user's firm is as large as the ban says, or nothing is told of its size: the largest other number
    that counts no rows."""
    numbers = [one for one in amounts(scene.text) if following(scene, one, "rows.noun") is None]
    bare = _BARE.search(scene.text, ban.start, ban.end)
    first = next((one for one in numbers if ban.start <= one.start < ban.end), None) if bare is None else None
    others = [one.low for one in numbers if one is not first]
    limit = _ROUND[bare["of"]] if bare else first.low if first else None
    return limit is None or not others or max(others) >= limit


def _caught(scene: Scene, claim: Claim) -> bool:
    """Whether words beside the ban say that the user falls under it."""
    place = scene.outline.sentence(claim.start)
    return any(abs(scene.outline.sentence(hit.start) - place) <= _BESIDE for hit in scene.under("slot.caught"))


def _ban(scene: Scene, claim: Claim) -> Span:
    """The clauses in which the ban is told: those of the claim and one more."""
    plan = scene.outline
    last = min(plan.clause(max(claim.start, claim.end - 1)) + 1, len(plan.clauses) - 1)
    sentence = plan.sentences[plan.sentence(claim.start)]
    return Span(plan.clauses[plan.clause(claim.start)].start, min(plan.clauses[last].end, sentence.end))


def _commercial(scene: Scene, claim: Claim) -> bool:
    """Whether it is commerce as such that the words of the ban speak of."""
    clause = scene.outline.clauses[scene.outline.clause(max(claim.start, claim.end - 1))]
    named = any(_in(Span(claim.start, clause.end), hit) for hit in scene.under("slot.commerce"))
    return named and not _exempt(scene)


def _exempt(scene: Scene) -> bool:
    """Whether the user is said to be one whom such terms leave out, and no word of trade stands beside that."""
    for hit in scene.under("slot.exempt"):
        clause = scene.outline.clauses[scene.outline.clause(hit.start)]
        said = _SELF.search(scene.text, clause.start, hit.start) is not None
        if said and not _TRADE.search(scene.text, clause.start, clause.end):
            return True
    return False


def _of_base_alone(scene: Scene, claim: Claim) -> bool:
    """Whether the clause of a ban on both names the untuned variant and no other."""
    clause = scene.outline.clauses[scene.outline.clause(claim.start)]
    if claim.value != "both_blocked" or scene.has("slot.pair"):
        return False
    named = {hit.label for hit in scene.under("variant.") if _in(clause, hit)}
    return named == {"variant.base"}


def _in(span: Span, hit: Hit) -> bool:
    return span.start <= hit.start < span.end
