"""Words that speak of the message before: dropping what it said, settling what it left open, adding to it in passing."""

from collections.abc import Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.scene import Scene

_LONGEST = 160
"""A longer message says by itself what it drops."""
_NEW_CASE = ("scope.correction", "scope.reset", "scope.main")


def recants(scene: Scene) -> str:
    """The words that drop what the message before said, or nothing."""
    return _first(scene, "recant")


def confirms(scene: Scene) -> str:
    """The words that settle what the message before left open, or nothing."""
    return _first(scene, "confirm")


def _first(scene: Scene, label: str) -> str:
    marks = scene.context.marks.get(label, [])
    if not marks or len(scene.text) > _LONGEST or scene.context.question(marks[0].start):
        return ""
    return scene.normal.quote(marks[0].start, marks[0].end)


def passing(scene: Scene, claims: Sequence[Claim]) -> tuple[str, ...]:
    """`task`, where the task that is named would merely be one more function of a product that is already known."""
    tasks = [claim for claim in claims if claim.name == "task" and not claim.doubtful]
    if not tasks or any(scene.has(label) for label in _NEW_CASE):
        return ()
    lesser = scene.lexicon.settings["task_order"]["passing"]
    by_the_way = all(
        claim.value in lesser or scene.context.in_clause("also", claim.start, claim.end) for claim in tasks
    )
    return ("task",) if by_the_way else ()
