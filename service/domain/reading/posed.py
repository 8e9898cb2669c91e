"""Whether a message puts the choice to somebody: the two variants, whatever they are called, as alternatives, or the
user's own case with a question which one to take. What asks for knowledge in the same sentence governs and undoes it.
Which of them is right, and all other intents, are not its matter."""

from collections.abc import Iterable

from service.domain.reading.clauses import Span
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_GOVERNING = ("intent.governs", "intent.why", "intent.unwanted", "intent.rule")
_EITHER = ("intent.untuned", "intent.tuned")
_NEVER = ("intent.lookup", "intent.memory")
"""What leaves no room for a choice unless a case is told."""


def poses_alternatives(scene: Scene, case: bool, told: bool) -> bool:
    """Whether a sentence sets the untuned against the tuned one and nothing in it asks for knowledge; a `case` that is
    `told` outside a question leaves no doubt what "base or chat" asks."""
    return any(_sets_against(scene, sentence, case, told) for sentence in scene.outline.sentences)


def asks_for_one(scene: Scene) -> bool:
    """Whether a question which one to take holds one of the variants; for messages that name a model."""
    return any(
        _asks(scene, sentence) and not _governed(scene, sentence, (*_GOVERNING, *_NEVER))
        for sentence in (_sentence(scene, hit.start) for hit in scene.under("intent.takes"))
        if any(True for label in _EITHER for _ in _inside(scene, label, sentence))
    )


def asks_for_the_case(scene: Scene) -> bool:
    """Whether a sentence asks which one to take and does not ask for knowledge; for messages that tell a case."""
    for hit in scene.under("intent.takes"):
        sentence = _sentence(scene, hit.start)
        if _asks(scene, sentence) and not _governed(scene, sentence, _GOVERNING):
            return True
    return False


def _sets_against(scene: Scene, sentence: Span, case: bool, told: bool) -> bool:
    untuned, tuned = (list(_inside(scene, label, sentence)) for label in _EITHER)
    untuned = [one for one in untuned if not any(_covers(other, one) for other in tuned)]
    tuned = [one for one in tuned if not any(_covers(other, one) for other in untuned)]
    if not untuned or not tuned:
        return False
    if _governed(scene, sentence, _GOVERNING if case else (*_GOVERNING, *_NEVER)):
        return False
    takes = any(True for _ in _inside(scene, "intent.takes", sentence))
    between = any(
        min(one.end, other.end) <= word.start and word.end <= max(one.start, other.start)
        for word in _inside(scene, "intent.either", sentence)
        for one in untuned
        for other in tuned
    )
    return (takes and (between or _asks(scene, sentence))) or (between and told and sentence.question)


def _covers(one: Hit, other: Hit) -> bool:
    """Whether `other` is a part of the longer `one` ("not tuned", "instruction-tuned base")."""
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _asks(scene: Scene, sentence: Span) -> bool:
    return sentence.question or any(
        True for label in ("intent.asking", "intent.pick") for _ in _inside(scene, label, sentence)
    )


def _governed(scene: Scene, sentence: Span, labels: Iterable[str]) -> bool:
    return any(True for label in labels for _ in _inside(scene, label, sentence))


def _inside(scene: Scene, label: str, span: Span) -> Iterable[Hit]:
    return (hit for hit in scene.under(label) if span.start <= hit.start < span.end)


def _sentence(scene: Scene, at: int) -> Span:
    return scene.outline.sentences[scene.outline.sentence(at)]
