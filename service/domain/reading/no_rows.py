"""That there are no rows to tune on: what denies rows, and what only says that raw text has no labels."""

from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene


def no_rows(scene: Scene) -> list[Claim]:
    """Claims that `examples` is zero."""
    hits = scene.under("fact.examples.zero")
    return [Claim("examples", 0, hit.start, hit.end, 1) for hit in hits if _none_for_tuning(scene, hit)]


def _none_for_tuning(scene: Scene, hit: Hit) -> bool:
    """Whether there are no rows to tune on now; raw text that has no labels denies none."""
    if any(scene.context.reaches(label, hit.start) for label in ("supposed", "others")) or _of_a_stage(scene, hit):
        return False
    sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
    inside = [hit for hit in scene.under("slot.rawtext") if sentence.start <= hit.start < sentence.end]
    inside += [hit for hit in scene.under("rows.stock") if sentence.start <= hit.start < sentence.end]
    labels = any(hit.start <= other.start < hit.end for other in scene.under("rows.label"))
    return not (labels and (inside or of_raw_text(scene, hit.start)))


def _of_a_stage(scene: Scene, hit: Hit) -> bool:
    """Whether the words begin within those of another stage ("继续预训练没有")."""
    return any(stage.start < hit.start < stage.end for stage in scene.under("fact.continued_pretraining.yes"))


def of_raw_text(scene: Scene, at: int) -> bool:
    """Whether the sentence is on raw text to be read before the tuning."""
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    return any(sentence.start <= hit.start < sentence.end for hit in scene.under("fact.continued_pretraining.yes"))
