"""How many training rows there are: amounts bound to what they count (rows, not users, dates, prices or tokens)."""

import re
from collections.abc import Iterable
from dataclasses import replace

from service.domain.facts import EXAMPLES_MAX, Interval, Value
from service.domain.reading.amounts import Amount, amounts
from service.domain.reading.at_a_time import merged, shots, taken_in
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
_FEW, _NEXT = 20, 4
_NUMBERED = re.compile(r"\d[\d.,]*[ ]?(?:[kwm万亿千百]|million|thousand)?[a-z ]{0,16}$")
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
_MONEY = frozenset("$£€¥￥#")
_TOPICS = ("rows.strong", "slot.rows", "slot.pairs", "fact.data_shape")
"""What the clause before a bare number may speak of, that the number counts rows."""
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
    alone = (
        any(amount.low >= _FEW for amount in found) and not memory and len(scene.text) <= SHORT and _alone(scene, every)
    )
    answers = alone or (asked is not None and asked.fact == "examples")
    opening = found[0] if asked is not None and not memory and _opens(scene, found) else None
    each = units(scene.text)
    claims = []
    for amount in found:
        weight = _weight(scene, amount, each, asked=answers or amount is opening)
        if weight and _counts_now(scene, amount):
            claims.append(_claim(scene, amount, weight))
    if not claims and (one := heap(scene, found)) and _counts_now(scene, one):
        claims.append(_claim(scene, one, 2))
    now = [amount for amount in found if _at_hand(scene, amount)]
    by_class = products(scene, found)
    whole = [claim for claim in remaining(scene, bounded(claims), found, now) if claim.start not in by_class]
    claims = batches(scene, [*whole, *by_class.values()], found)
    if scene.has("rows.conflict"):
        claims = [replace(claim, weight=0) for claim in claims]
    return claims + no_rows(scene)


def unknown(scene: Scene) -> tuple[str, ...]:
    """`examples`, where the message says that nobody knows how many rows there are."""
    return ("examples",) if scene.has("rows.unknown") else ()


def _plain(scene: Scene, amount: Amount) -> bool:
    """An amount that is no year and no part of a name with hyphens ("gemma-3-270m")."""
    text = scene.text[amount.start : amount.end]
    if "-" in text and re.search(r"[a-z]-$", scene.text[max(0, amount.start - 2) : amount.start]):
        return False
    if _YEAR.fullmatch(text) and re.match(r"\s?年|\s?(?:and|,|\.|$)", scene.text[amount.end :]):
        before = scene.text[max(0, amount.start - 6) : amount.start]
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
        or (not asked and amount.high is not None and (amount.high == 1 or shots(scene, amount)))
    ):
        return 0
    if amount.low >= _FEW and counts_units(scene.text, amount, each):
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
    if bare(scene, amount) and not _same_again(scene, amount) and (asked or _led_to(scene, amount)):
        return 2
    return 1 if not other and not counts_raw(scene, amount.start) and _of_training(scene, amount) else 0


def _of_another(scene: Scene, hit: Hit) -> bool:
    """Whether the word only tells what the texts counted behind it are about ("6,500 hotel reviews")."""
    word = scene.text[hit.start : hit.end]
    nouns = [noun for label in ("rows.noun", "rows.counted") for noun in scene.under(label)]
    behind = [noun for noun in nouns if noun.start == hit.end + 1 and scene.text[noun.end - 1] == "s"]
    return word.isascii() and word.isalpha() and len(word) > _UNIT and word[-1] != "s" and bool(behind)


def _of_data(scene: Scene, amount: Amount, counted: Hit) -> bool:
    """Whether texts that are counted are rows: the words around say so, or a clause says nothing else of them."""
    if _about_data(scene, amount) or _of_training(scene, amount) or _correction_near(scene, amount):
        return True
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    rest = scene.text[clause.start : amount.start] + scene.text[counted.end : clause.end]
    return amount.low >= _SOME and clause.start > 0 and not rest.strip(_BARE)


def _led_to(scene: Scene, amount: Amount) -> bool:
    """Whether the words before a bare number lead to one of rows."""
    if _cued(scene, amount) or _correction_near(scene, amount) or _answers_how_many(scene, amount):
        return True
    if len(scene.text) <= SHORT and any(hit.start - amount.end in (0, 1) for hit in scene.under("rows.left.after")):
        return True
    return _put_right(scene, amount) or scene.has("rows.slip")


def _put_right(scene: Scene, amount: Amount) -> bool:
    """Whether the number is a sentence of its own in a message that opens by correcting ("hm no, duplicates. 640")."""
    sentence = scene.outline.sentences[scene.outline.sentence(amount.start)]
    alone = not re.sub(r"[\W_]", "", scene.text[sentence.start : amount.start] + scene.text[amount.end : sentence.end])
    first = scene.outline.sentences[0]
    return alone and first is not sentence and scene.context.between("correction", first.start, first.end)


def _answers_how_many(scene: Scene, amount: Amount) -> bool:
    """Whether the number follows at once a question how many rows there are ("How many dialogues? 3,300")."""
    number = scene.outline.sentence(amount.start)
    before = scene.outline.sentences[max(0, number - 1)]
    counted = (hit for label in ("rows.noun", "rows.counted") for hit in scene.under(label))
    starts = [hit.start for hit in counted if before.start <= hit.start < before.end]
    asks = (mark for mark in scene.under("rows.how_many") if before.start <= mark.start < before.end)
    return bool(number) and any(
        0 <= start - mark.end <= _NEXT or mark.start < start < mark.end for mark in asks for start in starts
    )


def _same_again(scene: Scene, amount: Amount) -> bool:
    """Whether a bare number counts what the number before it counted (`above 100M users; we have a few thousand`)."""
    number = scene.outline.clause(amount.start)
    if not number:
        return False
    before, here = scene.outline.clauses[number - 1], scene.outline.clauses[number]
    within = [hit for hit in scene.under("rows.other") if before.start <= hit.start < before.end]
    rows = any(here.start <= hit.start < here.end for hit in scene.under("rows.strong"))
    counted = any(_NUMBERED.search(scene.text[max(before.start, hit.start - 24) : hit.start]) for hit in within)
    led = scene.text[: here.start].rstrip()[-1:]
    alone = led == "." and not scene.text[amount.end : here.end].strip(" .!?")
    return counted and not rows and before.end <= here.start and (led == "," or alone)


def _left_of_others(scene: Scene, amount: Amount) -> bool:
    """Whether a handful is what is left of things that are not named (`one of them died. two left`)."""
    few = amount.high is not None and amount.high < _FEW
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
        and amount.low < _FEW
        and around.count(said) > 1
        and re.search(rf"{re.escape(said)}[ ]?[就是只]?{re.escape(said)}", around) is not None
    )


def _of_training(scene: Scene, amount: Amount) -> bool:
    """Whether an amount of things of whatever name stands in a clause on the training rows."""
    if amount.high is not None and amount.high < _FEW:
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


def _cued(scene: Scene, amount: Amount) -> bool:
    number = scene.outline.clause(amount.start)
    clause = scene.outline.clauses[number]
    before = scene.outline.clauses[max(0, number - 1)]
    alone = not scene.text[clause.start : amount.start].strip(" ~约:是有只") and clause.end - amount.end <= 2
    low = before.start
    if alone and scene.outline.sentences[scene.outline.sentence(amount.start)].start == clause.start:
        low = scene.outline.sentences[scene.outline.sentence(before.start)].start
    if alone and number and any(low <= hit.start < before.end for label in _TOPICS for hit in scene.under(label)):
        return True
    return any(
        clause.start <= hit.start
        and hit.end <= amount.start
        and not scene.text[hit.end : amount.start].strip(" ~约:是有只")
        for hit in scene.under("rows.cue")
    )


def _alone(scene: Scene, every: list[Amount]) -> bool:
    """Whether the message is hardly more than a number, or than a number of texts."""
    covered = [(hit.start, hit.end) for label in ("rows.approx", "fact.method") for hit in scene.under(label)]
    covered += [(amount.start, amount.end) for amount in every]
    counted = [hit for label in ("rows.noun", "rows.counted") for hit in scene.under(label)]
    covered += [
        (hit.start, hit.end)
        for hit in counted
        if any(one.low >= _FEW and 0 <= hit.start - one.end <= 1 for one in every)
    ]
    return _nothing_but(covered, scene.text)


def _nothing_but(covered: Iterable[tuple[int, int]], text: str) -> bool:
    """Whether a text holds no letter and no digit outside these stretches."""
    inside = {at for start, end in covered for at in range(start, end)}
    return not any(char.isalnum() for at, char in enumerate(text) if at not in inside)


def _opens(scene: Scene, found: list[Amount]) -> bool:
    """Whether a message begins with a mere number ("700ish, all from one panel")."""
    first = scene.outline.clauses[0]
    if not found or not first.start <= found[0].start < first.end or found[0].low < _FEW:
        return False
    covered = [(hit.start, hit.end) for hit in scene.under("rows.approx")]
    return _nothing_but([*covered, (found[0].start, found[0].end)], scene.text[: first.end])


def _about_data(scene: Scene, amount: Amount) -> bool:
    number = scene.outline.sentence(amount.start)
    sentence = scene.outline.sentences[number]
    back = any(0 <= hit.start - amount.end <= 1 for hit in scene.under("rows.back"))
    low = scene.outline.sentences[max(0, number - 1)].start if back else sentence.start
    labels = ("rows.about", "slot.rows") if back else ("rows.about",)
    return any(low <= hit.start < sentence.end for label in labels for hit in scene.under(label))


def _counts_now(scene: Scene, amount: Amount) -> bool:
    return not scene.context.denied(amount.start, amount.end) and _at_hand(scene, amount)


def _at_hand(scene: Scene, amount: Amount) -> bool:
    """Whether the number is neither somebody else's, supposed or still to come, nor that of rows set apart."""
    if any(scene.context.reaches(label, amount.start) for label in ("others", "supposed", "future")):
        return False
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    return not any(
        clause.start <= hit.start < clause.end and held_by(scene, amount, hit) for hit in scene.under("rows.held")
    )


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
        corrects=context.before_in_clause("correction", amount.start) or _correction_near(scene, amount),
    )


def _correction_near(scene: Scene, amount: Amount) -> bool:
    sentence = scene.outline.sentences[scene.outline.sentence(amount.start)]
    return scene.context.between("correction", sentence.start, amount.start)


def _value(amount: Amount) -> Value:
    low = min(amount.low, EXAMPLES_MAX)
    high = None if amount.high is None else min(amount.high, EXAMPLES_MAX)
    return low if low == high else Interval(low, high)
