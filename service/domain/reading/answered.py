"""Questions that a message puts to itself and answers at once ("will strangers use it? no, staff only"). What the answer
makes of a fact is the business of those who read facts; a question which variant to take is no such question."""

from service.domain.reading.scene import Scene

_LONGEST = 110
"""Characters of a question that yes or no may answer."""
_CHOICES = ("intent.choose", "variant.")


def answered(scene: Scene, at: int) -> bool | None:
    """What the next sentence answers to the question at a place: yes, no, or None where it is none or has no answer."""
    if not scene.has("scope.answer"):
        return None
    plan = scene.outline
    number = plan.sentence(at)
    asked = plan.sentences[number]
    if not asked.question or number + 1 >= len(plan.sentences) or asked.end - asked.start > _LONGEST:
        return None
    if any(asked.start <= hit.start < asked.end for label in _CHOICES for hit in scene.under(label)):
        return None
    following = plan.sentences[number + 1]
    first = plan.clause(following.start)
    for value, label in ((True, "scope.answer.yes"), (False, "scope.answer.no")):
        if any(plan.clause(hit.start) == first for hit in scene.under(label)):
            return value
    return None
