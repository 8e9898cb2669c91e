"""Words that speak of the message before: dropping what it said, settling what it left open, adding to it in passing."""

from collections.abc import Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_LONGEST = 160
"""A longer message says by itself what it drops."""
_NEW_CASE = ("scope.correction", "scope.reset", "scope.given_up", "scope.main")
_OF_PRODUCT = ("task", "dialogue", "special_domain", "public_facing", "tools")
"""What no longer holds once the product that it was said of is given up."""
OF_USE = ("dialogue", "public_facing", "tools")
"""The same, once the wishes for it have changed and another task is named: the data may be what they were."""
_IT = ("它", "it")
_TALKS = ("fact.task.dialogue", "weak.task.dialogue")
"""Words that name a product that talks, where turns alone say only that they matter."""


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


def withdrawn(scene: Scene, claims: Sequence[Claim], doubted: Sequence[str]) -> tuple[str, ...]:
    """Facts that the message makes unknown again: those it now doubts, and those it names where it takes something
    back. What it states anew is not among them."""
    stated = {claim.name for claim in claims if not claim.doubtful}
    names = [name for name in doubted if name not in stated]
    marks = scene.context.marks.get("withdraw", [])
    if len(scene.text) <= _LONGEST:
        for mark in marks:
            place = scene.outline.sentence(mark.start)
            names += [
                hit.label.removeprefix("topic.")
                for hit in scene.under("topic.")
                if abs(scene.outline.sentence(hit.start) - place) <= 1
            ]
    if _says(scene, "given_up"):
        names += _OF_PRODUCT
    if _says(scene, "method_open"):
        names.append("method")
    if "task" in stated and _says(scene, "reset"):
        names += OF_USE
    return tuple(name for name in dict.fromkeys(names) if name not in stated)


def _says(scene: Scene, label: str) -> bool:
    """Whether such words are said of the user's own case, and not asked."""
    marks = _own_marks(scene, label)
    return bool(marks) and not scene.context.question(marks[0].start)


def _own_marks(scene: Scene, label: str) -> Sequence[Hit]:
    """The marks that hold of the user's own case: none that is supposed or somebody else's."""
    context = scene.context
    marks = context.marks.get(label, [])
    return [mark for mark in marks if not any(context.reaches(one, mark.start) for one in ("supposed", "others"))]


def _talks_to_it(scene: Scene, tasks: Sequence[Claim]) -> bool:
    """Whether people are said to talk with a product that was named before ("顾客直接跟它聊")."""
    mentions = [hit for hit in scene.under("slot.itself") if scene.text[hit.start : hit.end] in _IT]
    talks = [claim for claim in tasks if claim.value == "dialogue"]
    return bool(talks) and all(any(claim.start <= hit.start < claim.end for hit in mentions) for claim in talks)


def passing(scene: Scene, claims: Sequence[Claim]) -> tuple[str, ...]:
    """`task`, where the task that is named would merely be one more function of a product that is already known."""
    tasks = [claim for claim in claims if claim.name == "task" and not claim.doubtful]
    if not tasks or any(scene.has(label) for label in _NEW_CASE):
        return ()
    lesser = set(scene.lexicon.settings["task_order"]["passing"])
    turns = any(claim.name == "dialogue" and claim.value == "yes" for claim in claims)
    if _talks_to_it(scene, tasks) or (turns and not any(scene.has(label) for label in _TALKS)):
        lesser.add("dialogue")
    by_the_way = all(
        claim.value in lesser or scene.context.in_clause("also", claim.start, claim.end) for claim in tasks
    )
    return ("task",) if by_the_way else ()
