"""The reader: from a message to its language, its intent and the facts it states, by words and patterns kept as data.

Deterministic and without any model: the same message always reads the same, and every fact quotes the user's words.
"""

from service.domain.facts import Language
from service.domain.reading.cards import card_claims
from service.domain.reading.claims import Claim
from service.domain.reading.earlier import confirms, passing, recants, withdrawn
from service.domain.reading.framed import frame_claims
from service.domain.reading.inert import blanked
from service.domain.reading.intents import Named, wanted
from service.domain.reading.language import tongue
from service.domain.reading.lexicon import Lexicon, lexicon
from service.domain.reading.names import Mentions, alternatives, model_claims, named_models
from service.domain.reading.normal import normal
from service.domain.reading.replies import reply_claims
from service.domain.reading.rows import row_claims, shape_claims, unknown
from service.domain.reading.scene import Scene, scene
from service.domain.reading.settle import settled
from service.domain.reading.tasks import task_claims
from service.domain.reading.typos import mended
from service.domain.reading.words import unless, word_claims
from service.domain.understanding import Asked, Intent, Understanding

__all__ = ["Lexicon", "Mentions", "lexicon", "read"]


_NOTIONS = {"rl_next", "continued_pretraining", "tools", "data_shape", "language_cover", "aim"}
"""Facts whose words are also the subject matter of general questions."""


def read(
    message: str,
    lexicon: Lexicon,
    *,
    asked: Asked | None = None,
    conversation_language: Language | None = None,
    mentions: Mentions | None = None,
) -> Understanding:
    """What one message says.

    `asked` is the question that the assistant asked last, `conversation_language` the language so far, `mentions`
    finds names of checkpoints in a text (start and end of each). What a message owes to those before it is left to
    `service.domain.conversation`.
    """
    folded = mended(normal(message, lexicon.simplified), lexicon.typos)
    spoken = tongue(folded.text, lexicon.settings["language"], conversation_language)
    view = scene(folded, blanked(folded.text, lexicon.settings["orders"]["words"]), lexicon)
    names = named_models(message, view, mentions)
    claims = _claims(message, view, names, asked)
    want = wanted(view, claims, Named(bool(names), alternatives(message, names)), asked)
    kept = [claim for claim in claims if _counts(view, claim, want.intent)]
    found = settled(kept, folded, lexicon.settings["beats"])
    return Understanding(
        spoken.language,
        want.intent,
        found.statements,
        found.contradictions,
        (*withdrawn(view, kept, [doubt.name for doubt in found.doubts]), *unknown(view)),
        found.doubts,
        tuple(message[start:end] for start, end in names),
        want.explanation,
        spoken.foreign,
        recants(view),
        confirms(view),
        passing(view, kept),
        want.sure,
    )


def _claims(message: str, view: Scene, names: list[tuple[int, int]], asked: Asked | None) -> list[Claim]:
    cards = card_claims(view, view.lexicon.gpus)
    said = unless(view, [*task_claims(view), *word_claims(view), *frame_claims(view)])
    claims = [*said, *cards, *model_claims(message, view, names)]
    rows = row_claims(view, asked)
    claims += [*rows, *shape_claims(view, rows)]
    return claims + reply_claims(view, asked, claims)


def _counts(view: Scene, claim: Claim, intent: Intent) -> bool:
    """Whether a claim of a message with this intent is a fact of the user's case."""
    if intent in {Intent.GREETING, Intent.OUT_OF_SCOPE}:
        return False
    if intent is Intent.MODEL_LOOKUP:
        return claim.name == "model"
    if intent is Intent.MEMORY:
        return claim.name in {"model", "method", "gpu_memory_gb", "examples"}
    if intent is Intent.EXPLAIN and claim.name != "model":
        told = not view.asking(claim.start) or view.context.in_clause("own", claim.start, claim.start)
        return told and not _asked_here(view, claim)
    return True


def _asked_here(view: Scene, claim: Claim) -> bool:
    """Whether the claim's sentence is the one that asks for an explanation, or its clause speaks of nobody's own case."""
    clause = view.outline.clauses[view.outline.clause(claim.start)]
    if any(clause.start <= hit.start < clause.end for hit in view.under("intent.explain")):
        return True
    if claim.name not in _NOTIONS:
        return False
    sentence = view.outline.sentences[view.outline.sentence(claim.start)]
    asks = any(sentence.start <= hit.start < sentence.end for hit in view.under("intent.explain"))
    return asks and not view.context.in_clause("own", claim.start, claim.start)
