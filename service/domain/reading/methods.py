"""Which method of training is meant where several are named: none that was dropped or ruled out, and none at all while
it is open."""

from collections.abc import Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.scene import Scene
from service.domain.reading.words import told

_RIGHT_BEHIND = 12
"""Characters between a method and words that say that it did not do."""


def meant(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without methods that are not meant."""
    settled = not _open(scene)
    return [claim for claim in claims if claim.name != "method" or (settled and not _given_up(scene, claim))]


def _open(scene: Scene) -> bool:
    """Whether the message tells that it is not settled how it will be trained."""
    marks = scene.context.marks.get("method_open", ())
    return any(told(scene, "method", mark.start, mark.end) == "told" for mark in marks)


def _given_up(scene: Scene, claim: Claim) -> bool:
    """Whether words behind it say that it was dropped, before another method is named ("QLoRA gave us trouble, so
    that's out"), or the same method is denied farther on ("LoRA against full ... so full is out")."""
    context = scene.context
    others = [other for other in scene.under("fact.method") if not other.label.endswith(f".{claim.value}")]
    until = min((other.start for other in others if other.start >= claim.end), default=len(scene.text))
    if context.denied_next(claim.start, until) or (others and _failed(scene, claim, until)):
        return True
    same = scene.under(f"fact.method.{claim.value}")
    return any(hit.start >= claim.end and context.denied(hit.start, hit.end) for hit in same)


def _failed(scene: Scene, claim: Claim, until: int) -> bool:
    """Whether the words right behind it say that it did not do ("LoRA diverged, so it's full")."""
    return any(0 <= hit.start - claim.end <= _RIGHT_BEHIND and hit.end <= until for hit in scene.under("method.failed"))
