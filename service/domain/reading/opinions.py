"""What the classifier of tasks makes of the stretches of one message, and what it looks at there.

Knows neither where a task may be told (`learnt_tasks`) nor which of several counts (`tasks`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.reading.clauses import Span
from service.domain.reading.lexicon import Lexicon
from service.domain.reading.normal import normal
from service.domain.reading.scene import Scene, scene
from service.domain.reading.task_model import TaskModel

PHRASE = "!"
"""Begins a piece that stands for a phrase of the reader."""
NAMING = (PHRASE + "fact.task.", PHRASE + "weak.task.")
"""Begin the pieces of phrases that name a task."""
NOISE = ("variant.", "intent.choose", "intent.pick", "fact.method", "fact.resources", "mask.no_task")
"""Phrases that say something else: variants, methods, what is asked."""
_TOLD_BY = ("fact.", "weak.", "scope.", "mask.")


@dataclass(frozen=True, slots=True)
class Opinion:
    """The likeliest class of a stretch, its lead over the second, and the scores of all, in thousandths of log odds."""

    task: str
    lead: int
    scores: Mapping[str, int]

    def behind(self, task: str) -> int:
        """How far a task lies behind the likeliest class."""
        return self.scores[self.task] - self.scores.get(task, 0)


@dataclass(frozen=True, slots=True)
class Guess:
    """A task that a stretch is taken to name, and its lead."""

    span: Span
    task: str
    lead: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """Opinions on one message; each stretch is looked at once."""

    scene: Scene
    model: TaskModel
    about: bool = True
    """Whether the message, or the talk that it belongs to, is about tuning."""
    known: dict[Span, Opinion] = field(default_factory=dict)

    def of(self, span: Span) -> Opinion:
        """The opinion on a stretch."""
        found = self.known.get(span)
        if found is None:
            scores = self.model.scores(bag(self.scene, span, self.model))
            found = self.known[span] = Opinion(*self.model.best(scores), scores)
        return found


def bag(view: Scene, span: Span, model: TaskModel) -> set[str]:
    """What the classifier looks at in a stretch: pieces of its text without the noise, and the phrases found there."""
    text = list(view.text[span.start : span.end])
    phrases = set()
    for hit in view.within(span):
        if hit.label.startswith(NOISE):
            text[hit.start - span.start : hit.end - span.start] = " " * (hit.end - hit.start)
        elif hit.label.startswith(_TOLD_BY):
            phrases.add(PHRASE + hit.label)
    return phrases.union(view.pieces("".join(text), model.kinds))


def lesson(text: str, lexicon: Lexicon, model: TaskModel) -> set[str]:
    """What the classifier would look at were `text` a clause of a message."""
    folded = normal(text, lexicon.simplified)
    view = scene(folded, folded.text, lexicon)
    return bag(view, Span(0, len(view.text)), model)
