"""What every part of the reader looks at: the folded text, where it says what, and how the parts are meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.domain.reading.clauses import Outline, outline
from service.domain.reading.context import Context, context
from service.domain.reading.hits import Hit
from service.domain.reading.lexicon import Lexicon
from service.domain.reading.normal import Normal


@dataclass(frozen=True, slots=True)
class Scene:
    """One message under reading. `hits` holds the phrases found, without those that only look like them."""

    normal: Normal
    text: str
    outline: Outline
    context: Context
    hits: tuple[Hit, ...]
    by_label: Mapping[str, Sequence[Hit]]
    lexicon: Lexicon

    def under(self, label: str) -> Sequence[Hit]:
        """The hits of a label and of all below it (`fact.task` holds `fact.task.qa`), in order."""
        return self.by_label.get(label.rstrip("."), ())

    def has(self, label: str) -> bool:
        """Whether anything was found under a label."""
        return label.rstrip(".") in self.by_label

    def asking(self, at: int) -> bool:
        """Whether the clause at `at` asks: it ends a question, or stands in one and holds a word that asks."""
        plan = self.outline
        sentence = plan.sentences[plan.sentence(at)]
        clause = plan.clauses[plan.clause(at)]
        if not sentence.question:
            return False
        words = (hit for label in ("intent.asking", "intent.why", "intent.pick") for hit in self.under(label))
        return clause.end >= sentence.end or any(clause.start <= hit.start < clause.end for hit in words)


def scene(normal: Normal, text: str, lexicon: Lexicon) -> Scene:
    """The scene of a folded text whose inert stretches are blanked in `text`."""
    found = lexicon.hits(text)
    plan = outline(text)
    hits = tuple(_unmasked(found))
    return Scene(normal, text, plan, context(text, plan, found), hits, _by_label(hits), lexicon)


def _by_label(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    out: dict[str, list[Hit]] = {}
    for hit in hits:
        for label in _above(hit.label):
            out.setdefault(label, []).append(hit)
    return out


@lru_cache(maxsize=1 << 10)
def _above(label: str) -> tuple[str, ...]:
    """A label and all above it."""
    parts = label.split(".")
    return tuple(".".join(parts[:size]) for size in range(1, len(parts) + 1))


_MASKS = {
    "mask.any": ("fact.", "weak.", "variant.", "intent.choose"),
    "mask.everyday": ("fact.", "weak.", "variant.", "intent."),
    "mask.task": ("fact.task.", "weak.task."),
    "mask.no_task": ("fact.task.", "weak.task."),
    "mask.chat": ("fact.", "weak.", "variant."),
    "mask.rows": ("rows.other",),
    "mask.special": ("fact.special_domain.",),
    "mask.history": ("fact.keep_general_ability.", "slot.keep"),
    "mask.made": ("fact.public_facing.", "slot.insider", "slot.interact"),
    "mask.tool": ("family.",),
    "mask.tells": ("intent.explain", "intent.request"),
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
