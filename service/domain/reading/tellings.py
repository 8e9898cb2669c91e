"""Where in a message a task of the user's own may be told at all: nothing there denies, supposes, doubts or asks. What
task it is is read elsewhere."""

import re
from collections.abc import Iterable

from service.domain.reading.clauses import EDGES, Span
from service.domain.reading.scene import Scene
from service.domain.reading.words import told

CHOICE = ("variant", "intent.choose", "intent.pick")
"""Words of the choice between the variants."""
ON_TOPIC = (*CHOICE, "intent.strong")
"""The same, and words of tuning."""
_SPOKEN_TO_US = ("intent.request", "intent.explain")
_TAIL = 4
"""Chinese characters, or English words twice over, that may follow a denial at the end of a clause."""
_COLON = re.compile(r":\s*\S")


def holds(scene: Scene, span: Span, labels: Iterable[str]) -> bool:
    """Whether words of any of these labels begin in a stretch."""
    return any(span.start <= hit.start < span.end for label in labels for hit in scene.under(label))


def tells(scene: Scene, span: Span) -> bool:
    """Whether a clause may tell of the user's own task: nothing in it denies, supposes, doubts or asks."""
    at = span.end - 1
    context = scene.context
    if any(context.in_clause(label, span.start, span.start) for label in ("minor", "unsure", "nobody", "aside")):
        return False
    if _closed_by_denial(scene, span):
        return False
    if spoken_to_us(scene, span):
        return False
    return not _off_topic(scene, span) and told(scene, "task", at, at + 1) == "told"


def affirmed(scene: Scene, span: Span) -> Span | None:
    """The clause up to its first denial, nothing where it opens with one ("a pirate who | never breaks character")."""
    marks = (hit.start for kind in ("near", "far") for hit in scene.context.marks.get(f"denial.{kind}", ()))
    end = min((start for start in marks if span.start <= start < span.end), default=span.end)
    return Span(span.start, end) if scene.text[span.start : end].strip(EDGES) else None


def _closed_by_denial(scene: Scene, span: Span) -> bool:
    """Whether a denial ends the clause and so denies what it says ("summaries are off the table")."""
    marks = [hit for hit in scene.context.marks.get("denial.after", ()) if span.start <= hit.start < span.end]
    return any(scene.context.distance(hit.end, span.end) <= _TAIL for hit in marks)


def spoken_to_us(scene: Scene, span: Span) -> bool:
    """Whether the clause asks something of the assistant, and is not about what the model is to do."""
    if scene.context.in_clause("said_of_model", span.start, span.start):
        return False
    return holds(scene, span, _SPOKEN_TO_US) or scene.context.in_clause("command", span.start, span.start)


def _off_topic(scene: Scene, span: Span) -> bool:
    """Whether the sentence asks something else than which variant to take; what a colon parts from the question tells
    of it ("you join the dots: who sold the mill?")."""
    sentence = scene.outline.sentences[scene.outline.sentence(span.end - 1)]
    if not sentence.question or holds(scene, sentence, ON_TOPIC):
        return False
    return not _COLON.search(scene.text, span.end - 1, sentence.end)
