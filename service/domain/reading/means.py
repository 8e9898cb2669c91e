"""Tools as a means: a message that tells of people who are talked to and says that tools must be called for it names no
task of calling tools."""

from collections.abc import Mapping

from service.domain.reading.clauses import Span, length, trimmed
from service.domain.reading.opinions import Guess, Opinion, Opinions
from service.domain.reading.scene import Scene
from service.domain.reading.tellings import holds, tells

_NEEDED = ("slot.needed",)
_SERVICE = frozenset({"customer_service", "dialogue", "qa"})
_SERVES = 500
"""Lead over all other tasks from which a clause is taken to tell whom the model serves, where else only tools are told."""
_LEAST = 4
"""Chinese characters, or English words twice over, that a clause must have."""


def only_needed(scene: Scene, best: Mapping[str, Guess]) -> bool:
    """Whether all that is sure is a task of calling tools, in words that only say that they are needed."""
    return set(best) == {"tool_use"} and holds(scene, best["tool_use"].span, _NEEDED)


def agreed(scene: Scene) -> bool:
    """Whether the message opens by agreeing, and so adds to what was said ("Right, it needs to call our API")."""
    return any(hit.start == 0 for hit in scene.under("scope.answer.yes"))


def served(views: Opinions, needed: Span) -> Guess | None:
    """What the other clauses tell of people whom the model serves where tools are only `needed` for it ("guests talk to
    it, and it has to call our booking function")."""
    scene = views.scene
    others = [span for span in scene.outline.clauses if span.start != needed.start and tells(scene, span)]
    seen = [(span, view) for span in others if (view := _serving(views, span))]
    guesses = [Guess(trimmed(scene.text, span), view.task, view.lead) for span, view in seen]
    return max(guesses, key=lambda guess: guess.lead, default=None)


def _serving(views: Opinions, span: Span) -> Opinion | None:
    """The opinion on a clause that rather tells of people who are talked to."""
    if length(views.scene.text, span) < _LEAST:
        return None
    view = views.of(span)
    others = max(score for task, score in view.scores.items() if task not in _SERVICE)
    return view if view.task in _SERVICE and view.scores[view.task] - others >= _SERVES else None
