"""How many training rows there are: amounts bound to what they count (rows, not users, dates, prices or tokens)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from service.domain.facts import EXAMPLES_MAX, Interval, Value
from service.domain.reading.amounts import Amount, amounts
from service.domain.reading.at_a_time import merged, shots, taken_in
from service.domain.reading.bare_numbers import FEW, alone, correction_near, led_to, opens, same_again
from service.domain.reading.beside import bare, following, held_by, tuned_on
from service.domain.reading.claims import Claim
from service.domain.reading.heaps import heap
from service.domain.reading.hits import Hit
from service.domain.reading.lexicon import SHORT
from service.domain.reading.no_rows import counts_raw, no_rows
from service.domain.reading.scene import Scene
from service.domain.reading.sums import batches, bounded, products, remaining
from service.domain.reading.units import counts_units, units
from service.domain.understanding import Asked

_SOME, _BARE = 100, " ~约共有,.。!;:?吧了"
"""From how many texts on a clause that counts them alone speaks of rows, and what may stand beside them there."""
_FORMERLY = re.compile(
    r"\((?:it |they |we |i )?(?:was|were|from|had|began with|started with|down from|before|之前|原来|原先|原始|原本|起初|本来|清洗前|去重前|最初)(?:数据|样本|总数|总量)?[是有共约]*\s?$"
)
"""How many there were at first, in passing."""
_ASKED_FOR = re.compile(r"(?:出|写|列|想|起|拟|编|给)(?:个|上|出)?[ ]?$")
"""Before a handful of what the model is to write."""
_OF_GOODS = re.compile(r"条(?![,.。;!?:)\s]|样|数据|训练|标注|记录|问答|对话|指令|语料|例|真|人工|高质|$)")
"""A handful of things that come in strips (两条毛巾)."""
_LABELLED = re.compile(r"(?:标|标注|打标|配|对)(?:好|过|完|注)?(?:了)?的?(?:约|大概|大约|有|共|一共|总共|就|只)*[ ]?$")
"""Before the number of what was labelled, whatever it is called (标好的八万六千件)."""
_UNIT = 3
"""Letters of the longest unit ("80 GB cards")."""
_SAID = 24
"""Characters between a source and the number that it gives."""
_WE_HAVE = re.compile(
    r" (?:[a-z]+ ){0,3}(?:that )?(?:we|i)(?:'ve| have) (?:got|already|now|labelled|labeled|collected)(?![a-z])"
)
"""Behind a number: it is the user's own, whatever it is set against ("if we had 100k instead of the 9k we've got")."""
_NO = re.compile(
    r"[ ,.;]*(?:oh |er |uh |um )?(?:no|nope|wait no|now|by now|哦不|啊不|不对|现在)[ ,]*(?:wait|sorry|hang on|make that|it's|we have|是|有)?[ ,]*"
)
"""Between a number and the one that takes its place."""
_PAIRS = re.compile(r"[ ]?(?:多|来|个)?(?:对(?=[,.。;!?)]|$)|pairs?(?![a-z]))")
_UNREAL = ("supposed", "future")
_TALKS = ("tally.wholes", "tally.parts")
_MONEY = frozenset("$£€¥￥#")
_YEAR = re.compile(r"(?:19|20)\d\d")


def row_claims(scene: Scene, asked: Asked | None) -> list[Claim]:
    """Claims about `examples`; a mere number answers the question how many rows there are, unless memory was asked."""
    every = amounts(scene.text)
    found = [
        amount
        for amount in every
        if _plain(scene, amount)
        and not any(card.start < amount.end and amount.start < card.end for card in scene.cards)
    ]
    memory = asked is not None and asked.fact == "gpu_memory_gb"
    only = (
        any(amount.low >= FEW for amount in found) and not memory and len(scene.text) <= SHORT and alone(scene, every)
    )
    answers = only or (asked is not None and asked.fact == "examples")
    opening = found[0] if asked is not None and not memory and opens(scene, found) else None
    each = units(scene.text)
    claims = []
    for amount in found:
        weight = _weight(scene, amount, each, asked=answers or amount is opening)
        if weight and _counts_now(scene, amount, reported=only or amount is opening):
            claims.append(_claim(scene, amount, weight))
    if not claims and (one := heap(scene, found)) and _counts_now(scene, one):
        claims.append(_claim(scene, one, 2))
    now = [amount for amount in found if _at_hand(scene, amount)]
    by_class = products(scene, found)
    whole = [claim for claim in remaining(scene, bounded(claims), found, now) if claim.start not in by_class]
    claims = batches(scene, [*whole, *by_class.values()], found)
    claims = _whole_talks(scene, claims, found)
    claims += _put_right_at_once(scene, claims, found)
    if scene.has("rows.conflict"):
        claims = [replace(claim, weight=0) for claim in claims]
    return claims + _differing(scene, found, claims) + no_rows(scene)


def _whole_talks(scene: Scene, claims: list[Claim], found: Sequence[Amount]) -> list[Claim]:
    """The claims without numbers of turns or messages, where another one counts the talks that hold them."""
    if not scene.has("tally.wholes"):
        return claims
    counted = {amount.start: {label for label in _TALKS if following(scene, amount, label)} for amount in found}
    if not any("tally.wholes" in counted.get(claim.start, ()) for claim in claims):
        return claims
    return [claim for claim in claims if counted.get(claim.start) != {"tally.parts"}]


def _put_right_at_once(scene: Scene, claims: Sequence[Claim], found: Sequence[Amount]) -> list[Claim]:
    """A bare number behind one of rows and a mere no or now ("6k examples, no 8k")."""
    ends = [claim.end for claim in claims if claim.name == "examples"]
    return [
        Claim("examples", _value(amount), amount.start, amount.end, corrects=True)
        for amount in found
        if amount.low >= FEW
        and bare(scene, amount)
        and any(end <= amount.start and _NO.fullmatch(scene.text, end, amount.start) for end in ends)
    ]


def _differing(scene: Scene, found: Sequence[Amount], claims: Sequence[Claim]) -> list[Claim]:
    """A number that a second source gives ("the readme says 4k rows, the loader prints 9k"): it contradicts the first."""
    said = [
        amount
        for amount in found
        if amount.low >= FEW and any(0 <= amount.start - hit.end <= _SAID for hit in _reports(scene, amount))
    ]
    told = [claim for claim in claims if any(amount.start == claim.start for amount in said)]
    if not told or any(claim.corrects for claim in claims):
        return []
    known = {claim.start for claim in claims}
    others = [amount for amount in said if amount.start not in known and _alone_or_rows(scene, amount)]
    return [Claim("examples", _value(amount), amount.start, amount.end, told[0].weight) for amount in others]


def _alone_or_rows(scene: Scene, amount: Amount) -> bool:
    return bare(scene, amount) or following(scene, amount, "rows.noun") is not None


def _reports(scene: Scene, amount: Amount) -> list[Hit]:
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    return [hit for hit in scene.under("tally.reported") if clause.start <= hit.start < amount.start]


def unknown(scene: Scene) -> tuple[str, ...]:
    """`examples`, where the message says that nobody knows how many rows there are."""
    return ("examples",) if scene.has("rows.unknown") else ()


def _plain(scene: Scene, amount: Amount) -> bool:
    """An amount that is no year and no part of a name with hyphens ("gemma-3-270m")."""
    text = scene.text[amount.start : amount.end]
    if "-" in text and re.search(r"[a-z]-$", scene.text[max(0, amount.start - 2) : amount.start]):
        return False
    if _YEAR.fullmatch(text) and re.match(r"\s?年|\s?(?:and|,|\.|$)", scene.text[amount.end :]):
        before = scene.text[max(0, amount.start - 10) : amount.start]
        if re.search(r"(?:in|since|from|by|of|until|back to)\s$", before) or scene.text[
            amount.end :
        ].lstrip().startswith("年"):
            return False
    return True


def _weight(scene: Scene, amount: Amount, each: frozenset[str], *, asked: bool) -> int:
    """How surely the amount counts rows: 0 not at all, 3 it says so. `each` are the names of what makes one row each."""
    if (
        _apart(scene, amount)
        or _repeated(scene, amount)
        or _left_of_others(scene, amount)
        or merged(scene, amount)
        or _denied_talk(scene, amount)
        or (not asked and amount.high is not None and (amount.high == 1 or shots(scene, amount)))
    ):
        return 0
    if amount.low >= FEW and counts_units(scene.text, amount, each):
        return 3
    after, other = following(scene, amount, "rows.noun"), following(scene, amount, "rows.other")
    counted = following(scene, amount, "rows.counted")
    if other and (
        _of_another(scene, other) or _LABELLED.search(scene.text, 0, amount.start) or tuned_on(scene, amount, other)
    ):
        other = None
    nearest = min((hit.start for hit in (after, other, counted) if hit), default=None)
    if other and other.start == nearest and not (after and after.start == other.start and after.end >= other.end):
        return 0
    if amount.high is not None and amount.high < 20 and not asked:
        near = after and after.start <= amount.end + 1 and scene.text[amount.end - 1] not in "一"
        near = near and not _ASKED_FOR.search(scene.text, max(0, amount.start - 3), amount.start)
        near = near and not _OF_GOODS.match(scene.text, amount.end)
        return 3 if near and not following(scene, amount, "rows.brief") and not taken_in(scene, amount) else 0
    if after and not (other and other.start < after.start):
        return 3
    if counted and counted.start == nearest:
        return 2 if (asked or _of_data(scene, amount, counted)) and not counts_raw(scene, amount.start) else 0
    if bare(scene, amount) and not same_again(scene, amount) and (asked or led_to(scene, amount)):
        return 2
    return 1 if not other and not counts_raw(scene, amount.start) and _of_training(scene, amount) else 0


def _denied_talk(scene: Scene, amount: Amount) -> bool:
    """Whether a zero denies talk as such and counts none ("zero conversation"; "zero conversations" counts)."""
    talk = following(scene, amount, "tally.wholes") if amount.high == 0 else None
    return talk is not None and scene.text[talk.end - 1].isascii() and scene.text[talk.end - 1] != "s"


def _of_another(scene: Scene, hit: Hit) -> bool:
    """Whether the word only tells what the texts counted behind it are about ("6,500 hotel reviews")."""
    word = scene.text[hit.start : hit.end]
    nouns = [noun for label in ("rows.noun", "rows.counted") for noun in scene.under(label)]
    behind = [noun for noun in nouns if noun.start == hit.end + 1 and scene.text[noun.end - 1] == "s"]
    return word.isascii() and word.isalpha() and len(word) > _UNIT and word[-1] != "s" and bool(behind)


def _of_data(scene: Scene, amount: Amount, counted: Hit) -> bool:
    """Whether texts that are counted are rows: the words around say so, or a clause says nothing else of them."""
    if _about_data(scene, amount) or _of_training(scene, amount) or correction_near(scene, amount):
        return True
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    rest = scene.text[clause.start : amount.start] + scene.text[counted.end : clause.end]
    return amount.low >= _SOME and clause.start > 0 and not rest.strip(_BARE)


def _left_of_others(scene: Scene, amount: Amount) -> bool:
    """Whether a handful is what is left of things that are not named (`one of them died. two left`)."""
    few = amount.high is not None and amount.high < FEW
    return few and not scene.has("rows.noun") and (scene.has("rows.back") or scene.has("rows.rest"))


def _apart(scene: Scene, amount: Amount) -> bool:
    """Whether the words or the sign right before the amount say that it counts something else, such as money."""
    before = scene.text[: amount.start].rstrip()
    if before[-1:] in _MONEY or _FORMERLY.search(before):
        return True
    if amount.low >= _SOME and _cut_into(scene, amount):
        return False
    return any(
        hit.end <= amount.start
        and not scene.text[hit.end : amount.start].strip(" :=" if "_" in scene.text[hit.start : hit.end] else None)
        and not any(cue.start <= hit.start and hit.end <= cue.end for cue in scene.under("rows.cue"))
        for hit in scene.under("rows.apart")
    )


def _cut_into(scene: Scene, amount: Amount) -> bool:
    """Whether so many rows were made by cutting up what there was (`切成 9 万段`)."""
    made = any(hit.end <= amount.start <= hit.end + 1 for hit in scene.under("rows.made"))
    return made and any(following(scene, amount, label) is not None for label in ("rows.noun", "rows.counted"))


def _repeated(scene: Scene, amount: Amount) -> bool:
    """Whether so many of what is written are asked for (`说三条就三条`)."""
    said = scene.text[amount.start : amount.end + 1]
    around = scene.text[max(0, amount.start - len(said) - 3) : amount.end + len(said) + 4]
    return (
        amount.low == amount.high
        and amount.low < FEW
        and around.count(said) > 1
        and re.search(rf"{re.escape(said)}[ ]?[就是只]?{re.escape(said)}", around) is not None
    )


def _of_training(scene: Scene, amount: Amount) -> bool:
    """Whether an amount of things of whatever name stands in a clause on the training rows."""
    if amount.high is not None and amount.high < FEW:
        return False
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    low = clause.start
    if scene.text[:low].rstrip().endswith((":", "=")):
        low = scene.outline.clauses[scene.outline.clause(max(0, low - 1))].start
    behind = scene.outline.clause(amount.start) + 1
    high = clause.end
    if behind < len(scene.outline.clauses) and scene.text[:high].rstrip().endswith(","):
        tail = scene.outline.clauses[behind]
        if any(tail.start <= hit.start <= tail.start + 4 for hit in scene.under("rows.strong")):
            high = tail.end
    return any(low <= hit.start < high for hit in scene.under("rows.strong"))


def _about_data(scene: Scene, amount: Amount) -> bool:
    number = scene.outline.sentence(amount.start)
    sentence = scene.outline.sentences[number]
    back = any(0 <= hit.start - amount.end <= 1 for hit in scene.under("rows.back"))
    low = scene.outline.sentences[max(0, number - 1)].start if back else sentence.start
    labels = ("rows.about", "slot.rows") if back else ("rows.about",)
    return any(low <= hit.start < sentence.end for label in labels for hit in scene.under(label))


def _counts_now(scene: Scene, amount: Amount, *, reported: bool = False) -> bool:
    """Whether the number holds of the user's rows now. What others are asked for is no opinion of theirs: `reported`
    says that the message hardly says anything else ("she says 640")."""
    if _WE_HAVE.match(scene.text, amount.end):
        return True
    return not scene.context.denied(amount.start, amount.end) and _at_hand(scene, amount, reported=reported)


def _at_hand(scene: Scene, amount: Amount, *, reported: bool = False) -> bool:
    """Whether the number is neither somebody else's, supposed or still to come, nor that of rows set apart."""
    apart = _UNREAL if reported else ("others", *_UNREAL)
    if any(scene.context.reaches(label, amount.start) for label in apart):
        return False
    if _of_preferences(scene, amount):
        return False
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    return not any(
        clause.start <= hit.start < clause.end and held_by(scene, amount, hit) for hit in scene.under("rows.held")
    )


def _of_preferences(scene: Scene, amount: Amount) -> bool:
    """Whether pairs are counted in a sentence on pairs of preferences, which come after the tuning."""
    sentence = scene.outline.sentences[scene.outline.sentence(amount.start)]
    pairs = _PAIRS.match(scene.text, amount.end) is not None
    return pairs and any(sentence.start <= hit.start < amount.start for hit in scene.under("rows.preference"))


def _claim(scene: Scene, amount: Amount, weight: int) -> Claim:
    end = amount.end
    noun = following(scene, amount, "rows.noun") or following(scene, amount, "rows.counted")
    if noun and weight >= 2 and noun.start - amount.end <= 16:
        end = noun.end
    total = any(
        scene.outline.clause(hit.start) == scene.outline.clause(amount.start) for hit in scene.under("rows.total")
    )
    context = scene.context
    return Claim(
        "examples",
        _value(amount),
        amount.start,
        end,
        weight=(10 if total else 0) + (weight > 2),
        past=context.in_clause("past", amount.start, amount.end),
        corrects=context.before_in_clause("correction", amount.start) or correction_near(scene, amount),
    )


def _value(amount: Amount) -> Value:
    low = min(amount.low, EXAMPLES_MAX)
    high = None if amount.high is None else min(amount.high, EXAMPLES_MAX)
    return low if low == high else Interval(low, high)
