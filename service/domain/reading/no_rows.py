"""That there are no rows to tune on: what denies rows, and what only says that raw text has no labels."""

import re

from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_LATER = re.compile(
    r"(?<![a-z])(?:(?<!before )(?<!before the )sft|then|after that|afterwards)(?![a-z])(?![ ]?(?:之前|以前|前))|微调(?!之前|以前|前)|接下来|然后|之后再|再"
)
"""Between reading raw text and a number: it counts what comes after that."""

_LISTED = re.compile(
    r"(?<![a-z])(?:rows|examples|samples|pairs|data)(?: [a-z]+){0,4}: ?(?:zero|none|nil|0)(?![a-z0-9]|[.,]\d)"
    r"|(?:数据|样本|条数|样本数|数据量)[^,.。;:]{0,6}: ?(?:零|0|没有|无)(?=[ ]?(?:[,.。;!?]|条|$))"
)
"""None of them in a list ("training rows: zero")."""


def no_rows(scene: Scene) -> list[Claim]:
    """Claims that `examples` is zero."""
    hits = scene.under("fact.examples.zero")
    listed = [Hit(match.start(), match.end(), "fact.examples.zero") for match in _LISTED.finditer(scene.text)]
    return [Claim("examples", 0, hit.start, hit.end, 1) for hit in [*hits, *listed] if _none_for_tuning(scene, hit)]


def _none_for_tuning(scene: Scene, hit: Hit) -> bool:
    """Whether there are no rows to tune on now; raw text that has no labels denies none."""
    if any(scene.context.reaches(label, hit.start) for label in ("supposed", "others")) or _of_a_stage(scene, hit):
        return False
    sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
    inside = [one for label in ("slot.rawtext", "rows.stock") for one in scene.under(label) if _in(sentence, one)]
    labels = any(hit.start <= other.start < hit.end for other in scene.under("rows.label"))
    return not (labels and (inside or of_raw_text(scene, hit.start)))


def _of_a_stage(scene: Scene, hit: Hit) -> bool:
    """Whether the words begin within those of another stage ("继续预训练没有")."""
    return any(stage.start < hit.start < stage.end for stage in scene.under("fact.continued_pretraining.yes"))


def of_raw_text(scene: Scene, at: int) -> bool:
    """Whether the sentence is on raw text to be read before the tuning."""
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    stages = (hit for hit in scene.under("fact.continued_pretraining.yes") if _in(sentence, hit))
    return any(not scene.context.denied(hit.start, hit.end) for hit in stages)


def counts_raw(scene: Scene, at: int) -> bool:
    """Whether a number counts raw text; one in a clause of its own on training rows does not, whatever the sentence
    says besides."""
    clause = scene.outline.clauses[scene.outline.clause(at)]
    inside = [label for label in ("rows.strong", "fact.continued_pretraining") if _any_in(scene, label, clause)]
    if inside == ["rows.strong"]:
        return False
    before = [hit.end for hit in scene.under("fact.continued_pretraining.yes") if hit.end <= at]
    return of_raw_text(scene, at) and not (before and _LATER.search(scene.text, max(before), at))


def _any_in(scene: Scene, label: str, span: Span) -> bool:
    return any(_in(span, hit) for hit in scene.under(label))


def _in(span: Span, hit: Hit) -> bool:
    """Whether words begin within a stretch."""
    return span.start <= hit.start < span.end
