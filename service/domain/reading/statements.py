"""What the model of statements makes of the clauses of a message: facts that no phrase of the reader knows.

Knows where in a message a fact may be told at all; what words weigh is learnt (`statement_model`), and what phrases
state comes first.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span, length, trimmed
from service.domain.reading.lexicon import Lexicon
from service.domain.reading.normal import normal
from service.domain.reading.opinions import PHRASE
from service.domain.reading.scene import Scene, scene
from service.domain.reading.statement_model import Said, StatementModel
from service.domain.reading.task_model import Kinds
from service.domain.reading.words import corrects, told

SURE = 2000
"""Log odds, in thousandths, from which a clause is believed to state a value."""
LEAD = 1000
"""How far another value of the same fact must lie behind."""

NAMING = PHRASE + "fact."
"""Begins the pieces of phrases that state a fact."""
_VARIANTS = ("variant.base", "variant.chat")
_TOLD_BY = ("fact.", "slot.", "scope.", "mask.", "rows.", "topic.")
_DEBATED = "mask.debated"
"""What a clause holds that tells of the team and not of the case."""
_LEAST = 5
"""Chinese characters, or English words twice over, that a clause must have."""
NOT_ALONE = frozenset({"base_published", "chat_published"})
"""Facts for which one clause is too little: which names are meant stands beside it. They are not learnt."""
_DENIABLE = frozenset({"data_shape", "method"})
"""Facts of which a clause that denies anything states nothing ("no Q&A pairs"): no value is the other's opposite."""
_HALVES = frozenset({("license", "chat_blocked"), ("license", "both_blocked")})
"""Values that need a second clause: a ban, and that the user falls under it."""


def bag(view: Scene, span: Span, kinds: Kinds) -> set[str]:
    """What the model looks at in a stretch: pieces of its text without the variants' names, and the phrases found there."""
    text = view.text[span.start : span.end]
    found = set()
    for hit in view.within(span):
        if hit.label in _VARIANTS:
            start, end = hit.start - span.start, hit.end - span.start
            text = text[:start] + " " * (end - start) + text[end:]
        found.add(_piece(hit.label))
    found |= view.pieces(text, kinds)
    found.discard("")
    return found


@lru_cache(maxsize=1 << 10)
def _piece(label: str) -> str:
    """The piece that stands for a phrase; nothing for those that the model does not look at."""
    return PHRASE + label if label in _VARIANTS or label.startswith(_TOLD_BY) else ""


def lesson(text: str, lexicon: Lexicon, kinds: Kinds) -> set[str]:
    """What the model would look at were `text` a clause of a message."""
    folded = normal(text, lexicon.simplified)
    view = scene(folded, folded.text, lexicon)
    return bag(view, Span(0, len(view.text)), kinds)


def statement_claims(view: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """Claims of the facts that no other claim of the message is about, by the clause that most surely states each. A
    clause of which other claims are is understood."""
    model = view.lexicon.statements
    if model is None or view.lexicon.tasks is None:
        return []
    known = {claim.name for claim in claims}
    read = {view.outline.clause(claim.start) for claim in claims if claim.name != "task"}
    debated = view.by_label.get(_DEBATED, ())
    best: dict[str, tuple[int, Claim]] = {}
    for number, span in enumerate(view.outline.clauses):
        if number in read or length(view.text, span) < _LEAST:
            continue
        if any(span.start <= hit.start and hit.end <= span.end for hit in debated):
            continue
        for said, score in _believed(model, bag(view, span, view.lexicon.tasks.kinds)):
            if said[0] in known or score <= best.get(said[0], (0,))[0]:
                continue
            if claim := _claim(view, said, span):
                best[said[0]] = score, claim
    return [claim for _, claim in best.values()]


def _believed(model: StatementModel, found: set[str]) -> Iterator[tuple[Said, int]]:
    """What a clause of these pieces surely states."""
    scores = model.scores(found, SURE)
    if max(scores, default=0) < SURE:
        return
    for said, score in zip(model.values, scores, strict=True):
        if score < SURE or said in _HALVES:
            continue
        rivals = [
            rival for other, rival in zip(model.values, scores, strict=True) if other[0] == said[0] and other != said
        ]
        if all(score - rival >= LEAD for rival in rivals):
            yield said, score


def _claim(view: Scene, said: Said, span: Span) -> Claim | None:
    """The claim, unless the clause is supposed, asked or somebody else's."""
    start, end, _ = trimmed(view.text, span)
    if told(view, said[0], end - 1, end) != "told" or (said[0] in _DENIABLE and _denies(view, span)):
        return None
    past = view.context.in_clause("past", start, start)
    return Claim(said[0], said[1], start, end, past=past, corrects=corrects(view, start))


def _denies(view: Scene, span: Span) -> bool:
    return any(view.context.between(f"denial.{kind}", span.start, span.end) for kind in ("near", "far", "after"))
