"""Numbers that stand without what they count ("checked: 3,300", 数好了,三千六): what leads to them, or that a message says nothing
else. What a number counts in words is settled in `rows`."""

import re
from collections.abc import Iterable

from service.domain.reading.amounts import Amount
from service.domain.reading.clauses import Span
from service.domain.reading.lexicon import SHORT
from service.domain.reading.scene import Scene

FEW = 20
"""From how many on a number without a noun may count rows."""
_NEXT = 4
"""Characters between a question how many and what is counted."""
_NEAR = 24
"""Characters between a number and the word for what it counts."""
_NUMBERED = re.compile(r"\d[\d.,]*[ ]?(?:[kwm万亿千百]|million|thousand)?[a-z ]{0,16}$")
_TOPICS = ("rows.strong", "slot.rows", "slot.pairs", "fact.data_shape")
"""What the clause before a bare number may speak of, that the number counts rows."""

_FILLED = re.compile(
    r"(?:[ ~:]|(?:about|around|roughly|approximately|maybe|perhaps|probably|some(?:where|thing)?|between|like|say|only|just|now|so far"
    r"|i(?:'d| would)? (?:think|guess|say|reckon)|it's|that's|we(?:'ve| have)?(?: got)?|there(?:'s| are)|or)(?![a-z])"
    r"|大概|大约|约莫?|估计|估摸着?|也就|就|才|差不多|可能|应该|目前|现在|共|一共|总共|拢共|我们|我|有|是|只|得有)*"
)
"""What may stand between the beginning of a clause and a number that says nothing else."""
_END = re.compile(
    r"[ ]?(?:i think|i guess|or so|or thereabouts|give or take|吧|左右|上下|的样子|来着|呢|嘛)?[ ]?[,.。;!?)]?[ ]?"
)
"""What may stand behind it."""

_AND_WE = re.compile(r"(?:and|but|while) (?:we|i)(?:'ve| have| are|'re)?(?: got| only| about)* $")
"""Before a bare number: the user's own of what was counted before ("over 100 staff and we have 400")."""


def led_to(scene: Scene, amount: Amount) -> bool:
    """Whether the words before a bare number lead to one of rows."""
    if _cued(scene, amount) or correction_near(scene, amount) or _answers_how_many(scene, amount):
        return True
    if len(scene.text) <= SHORT and any(hit.start - amount.end in (0, 1) for hit in scene.under("rows.left.after")):
        return True
    return _put_right(scene, amount) or scene.has("rows.slip")


def _put_right(scene: Scene, amount: Amount) -> bool:
    """Whether the number is a sentence of its own in a message that opens by correcting ("hm no, duplicates. 640")."""
    sentence = scene.outline.sentences[scene.outline.sentence(amount.start)]
    by_itself = not re.sub(
        r"[\W_]", "", scene.text[sentence.start : amount.start] + scene.text[amount.end : sentence.end]
    )
    first = scene.outline.sentences[0]
    return by_itself and first is not sentence and scene.context.between("correction", first.start, first.end)


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


def same_again(scene: Scene, amount: Amount) -> bool:
    """Whether a bare number counts what the number before it counted (`above 100M users; we have a few thousand`)."""
    number = scene.outline.clause(amount.start)
    clause = scene.outline.clauses[number]
    if _AND_WE.search(scene.text, 0, amount.start) and not _on_rows(scene, clause):
        return _counts_others(scene, clause.start, amount.start)
    if not number:
        return False
    before, here = scene.outline.clauses[number - 1], scene.outline.clauses[number]
    led = scene.text[: here.start].rstrip()[-1:]
    by_itself = led == "." and not scene.text[amount.end : here.end].strip(" .!?")
    counted = _counts_others(scene, before.start, before.end) and not _on_rows(scene, here)
    return counted and before.end <= here.start and (led == "," or by_itself)


def _counts_others(scene: Scene, start: int, end: int) -> bool:
    """Whether a number in a stretch counts something else than rows."""
    others = (hit for hit in scene.under("rows.other") if start <= hit.start < end)
    return any(_NUMBERED.search(scene.text[max(start, hit.start - _NEAR) : hit.start]) for hit in others)


def _on_rows(scene: Scene, clause: Span) -> bool:
    return any(clause.start <= hit.start < clause.end for hit in scene.under("rows.strong"))


def _cued(scene: Scene, amount: Amount) -> bool:
    number = scene.outline.clause(amount.start)
    clause = scene.outline.clauses[number]
    before = scene.outline.clauses[max(0, number - 1)]
    by_itself = _FILLED.fullmatch(scene.text, clause.start, amount.start) and _END.fullmatch(
        scene.text, amount.end, clause.end
    )
    low = before.start
    if by_itself and scene.outline.sentences[scene.outline.sentence(amount.start)].start == clause.start:
        low = scene.outline.sentences[scene.outline.sentence(before.start)].start
    if by_itself and number and any(low <= hit.start < before.end for label in _TOPICS for hit in scene.under(label)):
        return True
    start = clause.start
    if by_itself and scene.text[before.start : before.end].rstrip().endswith(":"):
        start = before.start
    return any(
        start <= hit.start and hit.end <= amount.start and not scene.text[hit.end : amount.start].strip(" ~约:是有只")
        for hit in scene.under("rows.cue")
    )


def correction_near(scene: Scene, amount: Amount) -> bool:
    """Whether a correcting word stands before the number in its sentence."""
    sentence = scene.outline.sentences[scene.outline.sentence(amount.start)]
    return scene.context.between("correction", sentence.start, amount.start)


def alone(scene: Scene, every: list[Amount]) -> bool:
    """Whether the message is hardly more than a number, or than a number of texts."""
    covered = [(hit.start, hit.end) for label in ("rows.approx", "fact.method") for hit in scene.under(label)]
    covered += [(amount.start, amount.end) for amount in every]
    counted = [hit for label in ("rows.noun", "rows.counted") for hit in scene.under(label)]
    covered += [
        (hit.start, hit.end)
        for hit in counted
        if any(one.low >= FEW and 0 <= hit.start - one.end <= 1 for one in every)
    ]
    return _nothing_but(covered, scene.text)


def opens(scene: Scene, found: list[Amount]) -> bool:
    """Whether a message begins with a mere number ("700ish, all from one panel")."""
    first = scene.outline.clauses[0]
    if not found or not first.start <= found[0].start < first.end or found[0].low < FEW:
        return False
    covered = [(hit.start, hit.end) for hit in scene.under("rows.approx")]
    return _nothing_but([*covered, (found[0].start, found[0].end)], scene.text[: first.end])


def _nothing_but(covered: Iterable[tuple[int, int]], text: str) -> bool:
    """Whether a text holds no letter and no digit outside these stretches."""
    inside = {at for start, end in covered for at in range(start, end)}
    return not any(char.isalnum() for at, char in enumerate(text) if at not in inside)
