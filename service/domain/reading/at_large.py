"""What a message as a whole says that the model is for, where no clause of it names a task surely (`learnt_tasks`), or a
phrase's task is borne out by nothing."""

import re
from collections.abc import Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span, trimmed
from service.domain.reading.learnt_tasks import COUNTED, MAIN, clause_of
from service.domain.reading.means import only_needed, served
from service.domain.reading.opinions import Guess, Opinions
from service.domain.reading.scene import Scene
from service.domain.reading.task_model import NONE
from service.domain.reading.tellings import affirmed, spoken_to_us

AT_LARGE = 1000
"""Lead from which the likeliest class of a whole message is believed."""
_UNSETTLED = ("scope.task_open", "scope.meddling", "scope.equal")
"""Words that say that the task is open, or several."""
_NOT_OURS = ("others", "supposed")
"""What makes a clause somebody else's, or a mere supposition."""
_TALKS = re.compile(rf"{COUNTED}|\d[\d,.km]* (?:[a-z-]+ ){{0,2}}(?:dialogues|chats|conversations|talks|threads)")
"""Talks that are counted: rows."""


def at_large(views: Opinions) -> list[Claim]:
    """What the message as a whole is for, where no clause names a task surely: the likeliest class of the whole text, if
    one clause says so rather than that there is none."""
    scene = views.scene
    clauses = scene.outline.clauses
    if not views.about or not clauses or any(scene.has(label) for label in _UNSETTLED):
        return []
    view = views.of(Span(0, len(scene.text)))
    nearest = max(clauses, key=lambda span: views.of(span).scores[view.task] - views.of(span).scores[NONE])
    if view.task == NONE or view.lead < AT_LARGE or views.of(nearest).task != view.task:
        return []
    if any(scene.context.reaches(label, nearest.end - 1) for label in _NOT_OURS) or _denies(views, nearest, view.task):
        return []
    if spoken_to_us(scene, nearest) or (view.task == "dialogue" and _counts_talks(scene, nearest)):
        return []
    if view.task == "domain_pretraining" and scene.has("scope.stage"):
        return []
    found: Guess | None = Guess(trimmed(scene.text, nearest), view.task, view.lead)
    if found and only_needed(scene, {view.task: found}):
        found = served(views, nearest)
    return [Claim("task", found.task, found.span.start, found.span.end)] if found else []


def _denies(views: Opinions, span: Span, task: str) -> bool:
    """Whether a clause names a task only behind a denial ("it does not | keep anybody company")."""
    said = affirmed(views.scene, span)
    return said is None or (said != span and views.of(said).scores[task] <= views.of(said).scores[NONE])


def _counts_talks(scene: Scene, span: Span) -> bool:
    return _TALKS.search(scene.text, span.start, span.end) is not None


def unborne(views: Opinions, claims: Sequence[Claim]) -> list[Claim]:
    """The claims; where a phrase's one task is neither what its clause speaks of nor what the message as a whole is for,
    what the whole is for instead."""
    if len({claim.value for claim in claims}) != 1 or any(claim.weight >= MAIN or claim.doubtful for claim in claims):
        return list(claims)
    task = str(claims[0].value)
    if any(views.of(clause_of(views.scene, claim)).task == task for claim in claims):
        return list(claims)
    whole = views.of(Span(0, len(views.scene.text))).task
    return list(claims) if whole in (NONE, task) else at_large(views) or list(claims)
