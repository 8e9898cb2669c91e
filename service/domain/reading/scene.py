"""What every part of the reader looks at: the folded text, where it says what, and how the parts are meant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.domain.reading.clauses import Outline, outline
from service.domain.reading.context import Context, context
from service.domain.reading.lexicon import Hit, Lexicon
from service.domain.reading.normal import Normal


@dataclass(frozen=True, slots=True)
class Scene:
    """One message under reading. `hits` holds the phrases found, without those that only look like them."""

    normal: Normal
    text: str
    outline: Outline
    context: Context
    hits: tuple[Hit, ...]
    lexicon: Lexicon

    def under(self, prefix: str) -> Iterator[Hit]:
        """The hits whose label begins with `prefix`."""
        return (hit for hit in self.hits if hit.label.startswith(prefix))

    def has(self, prefix: str) -> bool:
        """Whether anything under `prefix` was found."""
        return any(True for _ in self.under(prefix))

    def asking(self, at: int) -> bool:
        """Whether the clause at `at` asks: it ends a question, or stands in one and holds a word that asks."""
        plan = self.outline
        sentence = plan.sentences[plan.sentence(at)]
        clause = plan.clauses[plan.clause(at)]
        if not sentence.question:
            return False
        words = (hit for label in ("intent.asking", "intent.why", "intent.pick") for hit in self.under(label))
        return clause.end >= sentence.end or any(clause.start <= hit.start < clause.end for hit in words)

    def spaced(self, test: Callable[[Hit], bool]) -> list[Hit]:
        """The hits that pass `test`, in order."""
        return [hit for hit in self.hits if test(hit)]


def scene(normal: Normal, text: str, lexicon: Lexicon) -> Scene:
    """The scene of a folded text whose inert stretches are blanked in `text`."""
    found = lexicon.hits(text)
    plan = outline(text)
    return Scene(normal, text, plan, context(text, plan, found), tuple(_unmasked(found)), lexicon)


_MASKS = {
    "mask.any": ("fact.", "weak.", "variant.", "intent.choose"),
    "mask.task": ("fact.task.", "weak.task."),
    "mask.chat": ("fact.", "weak.", "variant."),
    "mask.translation": ("fact.task.translation",),
    "mask.pretraining": ("fact.continued_pretraining.", "weak.task.domain_pretraining", "fact.task.domain_pretraining"),
}


def _unmasked(hits: list[Hit]) -> list[Hit]:
    """Without hits that lie within a look-alike, and without facts that lie within a variant's name."""
    masks = [hit for hit in hits if hit.label in _MASKS]
    names = [hit for hit in hits if hit.label.startswith("variant.") and hit.end - hit.start > 2]
    return [hit for hit in hits if not _hidden(hit, masks, names)]


def _hidden(hit: Hit, masks: list[Hit], names: list[Hit]) -> bool:
    for mask in masks:
        if (
            mask.label == "mask.chat"
            and mask.start <= hit.start < mask.end
            and hit.label.startswith(_MASKS[mask.label])
        ):
            return True
        if mask.start <= hit.start and hit.end <= mask.end and hit.label.startswith(_MASKS[mask.label]):
            return True
    if hit.label.startswith(("fact.", "weak.")):
        return any(name.start <= hit.start and hit.end <= name.end for name in names)
    return False
