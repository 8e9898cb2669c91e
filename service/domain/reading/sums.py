"""Numbers of rows that belong together: what was taken away and what is left, the ends of one range, so many of each
class. What a number counts by itself is settled in `rows`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from service.domain.facts import EXAMPLES_MAX, Interval
from service.domain.reading.amounts import Amount
from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_BESIDE, _BEHIND = 4, 16
_OF_WHOLE = re.compile(
    r" (?:out )?of (?:our |the |these |those |my |all |some |about |roughly )*\d[\d,.]*[ ]?(?:[kwm](?![a-z]))?"
)
"""`3,000 of our 50,000 listings are labelled`: what follows is said of the first number."""
_WHOLE_OF = re.compile(r"\d[ ]?(?:[kwm])?(?: out)? of (?:our |the |these |those |my |all |some |about |roughly )*$")
_OUT_OF = re.compile(r"(?<![a-z])out of (?:our |the |these |those |my |all |some |about |roughly )*$")
"""Before the number that others were taken from."""
_BEFORE = 24
_FEW = 20
_AFTER_EACH, _BEFORE_EACH = 5, 24
"""Characters that may stand between a number and what it is so many of each: behind 每类 (每类攒了整 250), before "per class"
(40 training examples each)."""
_PER = re.compile(
    r"\b(?:per|for each|for every|from each|from every) (?P<name>(?!(?:node|machine|server|host)s?\b)[a-z]{3,})\b"
)
_EACH_PACK = re.compile(r"[每各][ ]?个?(?P<name>[包批本册组班家店人箱盒卷章课])(?:大概|大约|约|都|各|有|是|里)*[ ]?")
"""Before the number of rows in each of several packs, whose number is told too (四包,每包 2500 条)."""
_SEVERAL = 5
"""So many of each are rows; fewer are what one of them holds ("two lines per scene")."""
_TWO = 2
_BATCH = re.compile(
    r"(?:(?:头|首|第[一二三四五六七八九\d]|最后)[一两]?(?:批|轮|包|期|次|拨|波|份)[^,.;。!?\d]{0,6}"
    r"|(?:又|再)(?:来|加|补|标|收|攒|添|给|送)(?:了|到|来)?[^,.;。!?\d]{0,3}"
    r"|(?:first|second|third|fourth|fifth|another|next|last|final) (?:batch|lot|round|delivery|wave|load|part)"
    r"(?: (?:of|had|has|is|was|were|brought|added|came with|gave|gave us|with))*[ :,]*(?:another |a further )?)$"
)
"""Before a number: so many came in one of several batches."""
_LEFT = 20
"""What being left after others were taken away weighs: more than being called the total."""


def remaining(scene: Scene, claims: list[Claim], found: Sequence[Amount], now: Sequence[Amount]) -> list[Claim]:
    """What is left where rows were taken away: the number said to be left, or else the whole less what went. `now` are
    the numbers of `found` that hold of the present case."""
    left = [amount for amount in now if _left(scene, amount, now)] if scene.has("rows.left") else []
    if left:
        return _with_left(scene, claims, left, found)
    away = _taken_away(scene, found)
    whole = [one for one in found if one.point and away and one.end <= away[0].start and one.low > away[0].low]
    others = [claim for claim in claims if all(claim.start != one.start for one in [*away, *whole])]
    if others and not whole:
        return others
    if len(away) != 1 or len(whole) != 1 or others or not away[0].point or not scene.has("rows.rest"):
        return claims
    return [Claim("examples", whole[0].low - away[0].low, whole[0].start, away[0].end)]


def _with_left(scene: Scene, claims: Sequence[Claim], left: Sequence[Amount], found: Sequence[Amount]) -> list[Claim]:
    """The claims with those for what is left in front; what is left counts rows where others were taken away, too."""
    gone = {one.start for one in _taken_away(scene, found)} - {one.start for one in left}
    gone |= {claim.start for claim in claims if _OUT_OF.search(scene.text, max(0, claim.start - _BEFORE), claim.start)}
    kept = [claim for claim in claims if claim.start not in gone]
    starts = {one.start for one in left}
    out = [replace(claim, weight=_LEFT + claim.weight) if claim.start in starts else claim for claim in kept]
    spoken_of = claims or any(scene.has(label) for label in ("rows.removed", "rows.stock", "rows.usable"))
    if spoken_of and not any(claim.start in starts for claim in out):
        out += [
            Claim("examples", one.low if one.point else Interval(one.low, one.high), one.start, one.end, _LEFT)
            for one in left
            if one.low >= _FEW and not _counts_another(scene, one)
        ]
    return out


def _counts_another(scene: Scene, amount: Amount) -> bool:
    return any(0 <= hit.start - amount.end <= 1 for hit in scene.under("rows.other"))


def _left(scene: Scene, amount: Amount, others: Sequence[Amount]) -> bool:
    """Whether words right beside the number say that so many are left or fit for use."""
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    before = (hit for hit in scene.under("rows.left.before") if clause.start <= hit.start)
    if any(0 <= amount.start - hit.end <= _BESIDE and _blank(scene, hit.end, amount.start) for hit in before):
        return True
    if _WHOLE_OF.search(scene.text, max(0, amount.start - _BEFORE), amount.start):
        return False
    whole = _OF_WHOLE.match(scene.text, amount.end)
    end = whole.end() if whole else amount.end
    after = (hit for hit in scene.under("rows.left.after") if hit.end <= clause.end)
    return any(
        0 <= hit.start - end <= _BEHIND and _no_number(scene, end, hit.start) and not _leads_to(hit, others)
        for hit in after
    )


def _leads_to(mark: Hit, amounts: Sequence[Amount]) -> bool:
    """Whether a mark stands right before another number, which it is about."""
    return any(0 <= amount.start - mark.end <= _BESIDE for amount in amounts)


def _blank(scene: Scene, start: int, end: int) -> bool:
    return not scene.text[start:end].strip(" :~约了的")


def _no_number(scene: Scene, start: int, end: int) -> bool:
    return not re.search(r"\d", scene.text[start:end])


def _taken_away(scene: Scene, found: Sequence[Amount]) -> list[Amount]:
    marks = scene.under("rows.removed")
    away = [one for one in found if any(_right_after(scene, hit, one) for hit in marks)]
    return away or [one for one in found if any(_right_before(scene, one, hit) for hit in marks)]


def _right_after(scene: Scene, mark: Hit, amount: Amount) -> bool:
    gap = amount.start - mark.end
    return 0 <= gap <= _BESIDE and scene.outline.clause(mark.start) == scene.outline.clause(amount.start)


def _right_before(scene: Scene, amount: Amount, mark: Hit) -> bool:
    return 0 <= mark.start - amount.end <= _BEHIND and _no_number(scene, amount.end, mark.start)


def bounded(claims: list[Claim]) -> list[Claim]:
    """`at least 650, at most 900`: one range."""
    spans = [claim.value for claim in claims]
    if len(spans) != 2 or not all(isinstance(value, Interval) for value in spans):
        return claims
    low, high = sorted(spans, key=lambda value: value.high is not None)  # type: ignore[union-attr]
    if low.high is None and high.low <= 1 and high.high is not None and low.low < high.high:  # type: ignore[union-attr]
        first, last = claims[0], claims[-1]
        return [Claim("examples", Interval(low.low, high.high), first.start, last.end, first.weight)]  # type: ignore[union-attr]
    return claims


def products(scene: Scene, found: Sequence[Amount]) -> dict[int, Claim]:
    """So many rows of each of so many classes, by where the number of each stands."""
    each = {amount for hit in scene.under("rows.each") if (amount := _of_each(scene, hit, found))}
    marks = [hit for label in ("rows.classes.after", "rows.classes.before") for hit in scene.under(label)]
    classes = {amount for mark in marks if (amount := _of_classes(mark, found))} - each
    if not each or not classes:
        each, classes = _named_alike(scene, found)
    if len(each) != 1 or len(classes) != 1:
        return {}
    per, count = each.pop(), classes.pop()
    if not per.point or not count.point or per == count:
        return {}
    return {per.start: Claim("examples", min(per.low * count.low, EXAMPLES_MAX), per.start, per.end, 5)}


def _of_each(scene: Scene, hit: Hit, found: Sequence[Amount]) -> Amount | None:
    """The number that stands beside "per class", before it, or behind 每类."""
    if scene.text[hit.start] in "每各":
        return next((one for one in found if 0 <= one.start - hit.end <= _AFTER_EACH), None)
    before = [one for one in found if 0 <= hit.start - one.end <= _BEFORE_EACH]
    return before[-1] if before else next((one for one in found if 0 <= one.start - hit.end <= _BESIDE), None)


def _of_classes(hit: Hit, found: Sequence[Amount]) -> Amount | None:
    """The number of classes, before their name (12 个类) or behind it (类别定了,10 个)."""
    if hit.label == "rows.classes.after":
        return next((one for one in found if 0 <= hit.start - one.end <= 1), None)
    return next((one for one in found if 0 <= one.start - hit.end <= _BESIDE), None)


def _named_alike(scene: Scene, found: Sequence[Amount]) -> tuple[set[Amount], set[Amount]]:
    """The numbers of "300 per village, 12 villages"."""
    for match in _EACH_PACK.finditer(scene.text):
        each = {one for one in found if one.start == match.end() and one.low >= _SEVERAL and _counts_rows(scene, one)}
        if each:
            counted = re.compile(rf"[ ]?个?{match['name']}")
            return each, {one for one in found if counted.match(scene.text, one.end)} - each
    for match in _PER.finditer(scene.text):
        each = {one for one in found if 0 <= match.start() - one.end <= _BEFORE_EACH and one.low >= _SEVERAL}
        counted = re.compile(rf" (?:\w+ )?{match['name']}(?:s|es)?\b")
        return each, {one for one in found if counted.match(scene.text, one.end)} - each
    return set(), set()


def _counts_rows(scene: Scene, amount: Amount) -> bool:
    return any(0 <= hit.start - amount.end <= 1 for hit in scene.under("rows.noun"))


def batches(scene: Scene, claims: list[Claim], found: Sequence[Amount]) -> list[Claim]:
    """Rows that came in numbered batches are added up (`头一批 1200 条,第二批 800,上周又来 1500`), those that were taken
    away left out; a total that is told stands."""
    if not claims or scene.has("rows.total"):
        return claims
    away = {one.start for one in _taken_away(scene, found)}
    parts = [one for one in found if one.point and one.low >= _FEW and _BATCH.search(scene.text, 0, one.start)]
    if len({one.start for one in parts} - away) < _TWO or not any(claim.start == parts[0].start for claim in claims):
        return claims
    ours = [one for one in parts if one.start not in away and not _counts_another(scene, one)]
    starts = {one.start for one in parts}
    others = [claim for claim in claims if claim.start not in starts]
    return [*others, Claim("examples", sum(one.low for one in ours), ours[0].start, ours[-1].end, _LEFT)]
