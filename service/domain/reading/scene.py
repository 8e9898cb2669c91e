"""What every part of the reader looks at: the folded text, where it says what, and how the parts are meant."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from service.domain.reading.clauses import Outline, Span, outline
from service.domain.reading.context import Context, context
from service.domain.reading.hits import Hit, place
from service.domain.reading.lexicon import Lexicon
from service.domain.reading.named_cards import Card, cards_in
from service.domain.reading.normal import Normal
from service.domain.reading.task_model import Kinds, pieces


@dataclass(frozen=True, slots=True)
class Scene:
    """One message under reading. `hits` holds the phrases found, without those that only look like them; `by_label`
    the same by their labels, `below` the labels found by what stands above them (`fact.task` above `fact.task.qa`)."""

    normal: Normal
    text: str
    outline: Outline
    context: Context
    hits: tuple[Hit, ...]
    by_label: Mapping[str, Sequence[Hit]]
    below: Mapping[str, Sequence[str]]
    lexicon: Lexicon
    cards: tuple[Card, ...]
    posited: bool = False
    """Whether what is asked, supposed or somebody else's counts like what is told."""
    _joined: dict[str, list[Hit]] = field(default_factory=dict, repr=False, compare=False)
    _pieces: dict[str, Set[str]] = field(default_factory=dict, repr=False, compare=False)

    def under(self, label: str) -> Sequence[Hit]:
        """The hits of a label and of all below it (`fact.task` holds `fact.task.qa`), in order."""
        label = label.rstrip(".")
        found = self.by_label.get(label)
        if found is not None:
            return found
        labels = self.below.get(label)
        if labels is None:
            return ()
        if label not in self._joined:
            self._joined[label] = sorted([hit for one in labels for hit in self.by_label[one]], key=place)
        return self._joined[label]

    def has(self, label: str) -> bool:
        """Whether anything was found under a label."""
        label = label.rstrip(".")
        return label in self.by_label or label in self.below

    def within(self, span: Span) -> Iterator[Hit]:
        """The hits that lie in a stretch, in order."""
        first, last = bisect_left(self.hits, (span.start,)), bisect_left(self.hits, (span.end,))
        return (hit for hit in self.hits[first:last] if hit.end <= span.end)

    def pieces(self, text: str, kinds: Kinds) -> Set[str]:
        """What the learnt models look at in a text of this message, cut up once for all of them."""
        found = self._pieces.get(text)
        if found is None:
            found = self._pieces[text] = pieces(text, kinds)
        return found

    def asking(self, at: int) -> bool:
        """Whether the clause at `at` asks: it ends a question, or stands in one and holds a word that asks."""
        plan = self.outline
        sentence = plan.sentences[plan.sentence(at)]
        clause = plan.clauses[plan.clause(at)]
        if not sentence.question:
            return False
        words = (hit for label in ("intent.asking", "intent.why", "intent.pick") for hit in self.under(label))
        return clause.end >= sentence.end or any(clause.start <= hit.start < clause.end for hit in words)


def scene(normal: Normal, text: str, lexicon: Lexicon, *, posited: bool = False, in_talk: bool = False) -> Scene:
    """The scene of a folded text whose inert stretches are blanked in `text`; `in_talk`: it follows other messages."""
    found = lexicon.hits(text)
    plan = outline(text)
    every = _by_label(found)
    gone = _masked(every)
    hits = [hit for hit in found if hit not in gone] if gone else found
    shown = _by_label(hits) if gone else every
    cards = tuple(cards_in(text, lexicon.gpus))
    around = context(text, plan, every, in_talk=in_talk)
    return Scene(normal, text, plan, around, tuple(hits), shown, _below(shown), lexicon, cards, posited)


def _by_label(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    out: dict[str, list[Hit]] = {}
    for hit in hits:
        label = hit.label
        if label in out:
            out[label].append(hit)
        else:
            out[label] = [hit]
    return out


def _below(labels: Iterable[str]) -> dict[str, list[str]]:
    """By what stands above them, the labels."""
    out: dict[str, list[str]] = {}
    for label in labels:
        for above in _above(label):
            out.setdefault(above, []).append(label)
    return out


@lru_cache(maxsize=1 << 10)
def _above(label: str) -> tuple[str, ...]:
    """What stands above a label."""
    parts = label.split(".")
    return tuple(".".join(parts[:size]) for size in range(1, len(parts)))


_MASKS = {
    "variant": ("fact.", "weak."),
    "mask.any": ("fact.", "weak.", "variant.", "intent.choose"),
    "mask.everyday": ("fact.", "weak.", "variant.", "intent."),
    "mask.task": ("fact.task.", "weak.task."),
    "mask.no_task": ("fact.task.", "weak.task."),
    "mask.chat": ("fact.", "weak.", "variant.", "slot.fourbit"),
    "mask.talk": ("variant.",),
    "mask.counted": ("intent.memory",),
    "mask.rows": ("rows.other", "rows.removed", "rows.left", "rows.rest"),
    "mask.called": ("fact.tools.", "fact.task.tool_use", "slot.callverb", "slot.toolnoun"),
    "mask.writer": ("fact.language_cover.", "slot.language", "slot.clueless", "slot.shaky"),
    "mask.debated": ("fact.dialogue.", "fact.data_shape.", "fact.task.dialogue"),
    "mask.measure": ("rows.counted",),
    "mask.variant": ("slot.history",),
    "mask.cards": ("rows.other", "fact.resources."),
    "mask.must": ("slot.has", "slot.published"),
    "mask.special": ("fact.special_domain.",),
    "mask.history": ("fact.keep_general_ability.", "slot.keep"),
    "mask.asks": ("slot.writes_us", "slot.asks_here"),
    "mask.sorted": ("slot.chats",),
    "mask.needless": ("slot.unreach", "slot.general"),
    "mask.lawyers": ("slot.legal",),
    "mask.offence": ("slot.ban",),
    "mask.unsaid": ("slot.fails", "fact.baseline."),
    "mask.made": ("fact.public_facing.", "slot.insider", "slot.outsider", "slot.interact"),
    "intent.pick": ("slot.outsider",),
    "mask.tool": ("family.",),
    "mask.tells": ("intent.explain", "intent.request"),
    "mask.translation": ("fact.task.translation",),
    "topic.continued_pretraining": ("rows.about", "rows.strong"),
    "mask.pretraining": ("fact.continued_pretraining.", "weak.task.domain_pretraining", "fact.task.domain_pretraining"),
}


_OVERLAPPED = ("mask.chat", "mask.tells", "mask.called")
"""Masks that hide whatever begins in them."""


def _masks(every: Mapping[str, list[Hit]]) -> dict[str, list[Hit]]:
    """What hides other hits, by mask: look-alikes, and the variants' names that are words."""
    masks = {label: found for label, found in every.items() if label in _MASKS}
    names = [hit for label, found in every.items() if label.startswith("variant.") for hit in found]
    words = [hit for hit in names if hit.end - hit.start > 2]
    return {**masks, "variant": words} if words else masks


def _masked(every: Mapping[str, list[Hit]]) -> set[Hit]:
    """The hits that lie within a look-alike, and the facts that lie within a variant's name."""
    masks = _masks(every)
    if not masks:
        return set()
    hidden = tuple(start for mask in masks for start in _MASKS[mask])
    return {hit for label, found in every.items() if label.startswith(hidden) for hit in found if _hidden(hit, masks)}


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
