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
    "variant": ("fact.", "weak."),
    "mask.any": ("fact.", "weak.", "variant.", "intent.choose"),
    "mask.everyday": ("fact.", "weak.", "variant.", "intent."),
    "mask.task": ("fact.task.", "weak.task."),
    "mask.no_task": ("fact.task.", "weak.task."),
    "mask.chat": ("fact.", "weak.", "variant."),
    "mask.talk": ("variant.",),
    "mask.rows": ("rows.other",),
    "mask.special": ("fact.special_domain.",),
    "mask.history": ("fact.keep_general_ability.", "slot.keep"),
    "mask.made": ("fact.public_facing.", "slot.insider", "slot.interact"),
    "mask.tool": ("family.",),
    "mask.tells": ("intent.explain", "intent.request"),
    "mask.translation": ("fact.task.translation",),
    "mask.pretraining": ("fact.continued_pretraining.", "weak.task.domain_pretraining", "fact.task.domain_pretraining"),
}


_OVERLAPPED = ("mask.chat", "mask.tells")
"""Masks that hide whatever begins in them."""


def _unmasked(hits: list[Hit]) -> list[Hit]:
    """Without hits that lie within a look-alike, and without facts that lie within a variant's name."""
    masks: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.label in _MASKS:
            masks.setdefault(hit.label, []).append(hit)
        elif hit.end - hit.start > 2 and hit.label.startswith("variant."):
            masks.setdefault("variant", []).append(hit)
    return [hit for hit in hits if not _hidden(hit, masks)] if masks else hits


def _hidden(hit: Hit, masks: Mapping[str, Sequence[Hit]]) -> bool:
    for label in _hiding(hit.label):
        for mask in masks.get(label, ()):
            if mask.start <= hit.start and (hit.end <= mask.end or (label in _OVERLAPPED and hit.start < mask.end)):
                return True
    return False


@lru_cache(maxsize=1 << 10)
def _hiding(label: str) -> tuple[str, ...]:
    """The masks that hide hits of a label; a variant's name hides facts."""
    return tuple(mask for mask, hidden in _MASKS.items() if label.startswith(hidden))
