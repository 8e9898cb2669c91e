"""The reader: from a message to its language, its intent and the facts it states, by words and patterns kept as data.

Deterministic and without any model: the same message always reads the same, and every fact quotes the user's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.facts import Language
from service.domain.reading.cards import card_claims
from service.domain.reading.claims import Claim, share_words
from service.domain.reading.clauses import Span
from service.domain.reading.earlier import confirms, passing, recants, withdrawn
from service.domain.reading.framed import frame_claims
from service.domain.reading.inert import blanked
from service.domain.reading.intent_model import IntentModel
from service.domain.reading.intents import Named, Wanted, follows_on, wanted
from service.domain.reading.language import tongue
from service.domain.reading.lexicon import Lexicon, lexicon
from service.domain.reading.licences import reaching
from service.domain.reading.methods import meant
from service.domain.reading.names import Mentions, alternatives, model_claims, named_models
from service.domain.reading.normal import Normal, normal
from service.domain.reading.racks import rack
from service.domain.reading.replies import reply_claims
from service.domain.reading.rows import row_claims, unknown
from service.domain.reading.scene import Scene, scene
from service.domain.reading.second import second_look
from service.domain.reading.settle import settled
from service.domain.reading.shapes import shape_claims
from service.domain.reading.signs import signs
from service.domain.reading.statements import statement_claims
from service.domain.reading.tasks import task_claims
from service.domain.reading.turned import turned
from service.domain.reading.typos import mended
from service.domain.reading.words import unless, word_claims
from service.domain.strange_names import strange_names
from service.domain.understanding import Asked, Intent, Statement, Understanding

__all__ = ["Lexicon", "Look", "Mentions", "lexicon", "look", "read"]


@dataclass(frozen=True, slots=True)
class Look:
    """A message looked at, before its intent is settled: what it claims and names, what its words want, and signs."""

    view: Scene
    names: list[tuple[int, int]]
    claims: list[Claim]
    want: Wanted
    signs: tuple[str, ...]


def look(
    message: str,
    lexicon: Lexicon,
    *,
    asked: Asked | None = None,
    mentions: Mentions | None = None,
    in_talk: bool = False,
    posited: bool = False,
) -> Look:
    """What one message shows by its words; `in_talk` says whether it follows others, `posited` whether what is asked,
    supposed or somebody else's counts like what is told."""
    folded = mended(lexicon.ways.applied(normal(message, lexicon.simplified)), lexicon.typos)
    said = blanked(folded.text, lexicon.settings["orders"]["words"])
    view = scene(folded, said, lexicon, posited=posited, in_talk=in_talk)
    names = named_models(message, view, mentions)
    claims = _claims(message, view, names, asked, in_talk)
    named = Named(bool(names or strange_names(message)), alternatives(message, names))
    want = wanted(view, claims, named, asked)
    return Look(view, names, claims, want, signs(view, claims, named, want, in_talk))


_OF_NO_CHOICE = {Intent.OUT_OF_SCOPE, Intent.MODEL_LOOKUP}
"""Intents that words without a question are taken for, which may be the beginning of one for the choice."""
_OF_OTHER_MATTERS = ("intent.elsewhere", "intent.request", "scope.command", "mask.everyday")
"""What shows that a message without a question for the choice has nothing to do with it."""
_OF_CARDS = {Intent.CHOOSE, Intent.MEMORY, Intent.OUT_OF_SCOPE}
"""Intents of messages that may tell of the user's GPUs; one that does nothing else looks like no matter of ours."""
_OF_PRODUCT = {"task", "dialogue", "tools", "public_facing", "keep_general_ability"}
"""Facts about the user's product, of which general questions speak as well: only who speaks of a case states them."""
_ABOUT_MODELS = {
    Intent.MODEL_LOOKUP: {"model"},
    Intent.MEMORY: {"model", "method", "gpu_memory_gb", "examples"},
}
"""Facts that a question of this intent is about; others count only where they are told aside."""
_NOTIONS = {"rl_next", "continued_pretraining", "tools", "data_shape", "language_cover", "aim"}
"""Facts whose words are also the subject matter of general questions."""


def read(
    message: str,
    lexicon: Lexicon,
    *,
    asked: Asked | None = None,
    conversation_language: Language | None = None,
    mentions: Mentions | None = None,
    learnt: IntentModel | None = None,
    after: Intent | None = None,
) -> Understanding:
    """What one message says.

    `asked` is the question that the assistant asked last, `conversation_language` the language so far, `mentions`
    finds names of checkpoints in a text (start and end of each), `learnt` takes a second look at the intent, `after` is
    what the message before wanted. What else a message owes to those before it is left to `service.domain.conversation`.
    """
    in_talk = asked is not None or conversation_language is not None
    seen = look(message, lexicon, asked=asked, mentions=mentions, in_talk=in_talk)
    view, want = seen.view, seen.want
    if learnt is not None:
        want = second_look(want, learnt, view.text, seen.signs)
    if after is not None and follows_on(view, seen.claims, after):
        want = Wanted(after)
    spoken = tongue(view.normal.text, lexicon.settings["language"], conversation_language)
    kept = [claim for claim in seen.claims if _counts(view, claim, want.intent)]
    found = settled(kept, view.normal, lexicon.settings["beats"])
    return Understanding(
        spoken.language,
        want.intent,
        found.statements,
        found.contradictions,
        (*withdrawn(view, kept, [doubt.name for doubt in found.doubts]), *unknown(view)),
        found.doubts,
        tuple(message[start:end] for start, end in seen.names),
        want.explanation,
        spoken.foreign,
        recants(view),
        confirms(view),
        passing(view, kept),
        rack(view, kept) if want.intent in _OF_CARDS else None,
        _beside(view, [claim for claim in seen.claims if claim not in kept]) if want.intent in _OF_NO_CHOICE else (),
        want.sure,
    )


def _beside(view: Scene, claims: Sequence[Claim]) -> tuple[Statement, ...]:
    """What a message states that asks for nothing and speaks of nothing else: the question may follow in the next."""
    asks = any(sentence.question for sentence in view.outline.sentences)
    if asks or any(view.has(label) for label in _OF_OTHER_MATTERS):
        return ()
    return settled(claims, view.normal, view.lexicon.settings["beats"]).statements


def _claims(message: str, view: Scene, names: list[tuple[int, int]], asked: Asked | None, in_talk: bool) -> list[Claim]:
    cards = card_claims(view)
    words = [*task_claims(view, in_talk), *word_claims(view), *frame_claims(view)]
    said = reaching(view, meant(view, unless(view, words)))
    claims = [*said, *cards, *model_claims(message, view, names)]
    rows = row_claims(view, asked)
    claims += [*rows, *shape_claims(view, rows)]
    replies = reply_claims(view, asked, claims)
    sure = [reply for reply in replies if not reply.doubtful]
    claims = [claim for claim in claims if not any(share_words(claim, reply) for reply in sure)] + replies
    claims += unless(view, statement_claims(view, claims))
    otherwise = view.has("scope.turn") and (view.has("scope.expected") or view.has("scope.was"))
    return turned(view, claims, lambda span: _by_itself(view, span)) if otherwise else claims


def _by_itself(view: Scene, span: Span) -> list[Claim]:
    """What a stretch states when it is read alone and nothing is doubted."""
    normal, start, end = view.normal, span.start, span.end
    part = Normal(normal.original, normal.text[start:end], normal.starts[start:end], normal.ends[start:end])
    alone = scene(part, view.text[start:end], view.lexicon, posited=True)
    found = [*word_claims(alone), *frame_claims(alone)]
    return [replace(claim, start=claim.start + start, end=claim.end + start) for claim in found]


def _counts(view: Scene, claim: Claim, intent: Intent) -> bool:
    """Whether a claim of a message with this intent is a fact of the user's case."""
    if intent in {Intent.GREETING, Intent.OUT_OF_SCOPE}:
        return False
    if intent in _ABOUT_MODELS:
        return claim.name in _ABOUT_MODELS[intent] or _told_aside(view, claim)
    if intent is Intent.EXPLAIN and claim.name in _OF_PRODUCT and not _of_ones_own(view):
        return False
    if intent is Intent.EXPLAIN and claim.name == "method" and view.has("slot.ran"):
        return True
    if intent is Intent.EXPLAIN and claim.name != "model":
        told = not view.asking(claim.start) or view.context.in_clause("own", claim.start, claim.start)
        return told and not _asked_here(view, claim)
    return True


def _told_aside(view: Scene, claim: Claim) -> bool:
    """Whether a sentence that asks nothing tells it of the user's own case; that memory runs short says nothing of
    what can be had."""
    sentence = view.outline.sentences[view.outline.sentence(claim.start)]
    if sentence.question or view.asking(claim.start) or claim.name == "resources":
        return False
    own = (hit for label in ("slot.self", "scope.ours", "scope.own") for hit in view.under(label))
    marks = [*own, *view.context.marks.get("own", ()), *view.context.marks.get("ours", ())]
    return any(sentence.start <= hit.start < sentence.end for hit in marks)


def _of_ones_own(view: Scene) -> bool:
    """Whether the message speaks of a case of the user's own."""
    return any(view.has(label) for label in ("slot.self", "scope.ours", "scope.said_of_model"))


def _asked_here(view: Scene, claim: Claim) -> bool:
    """Whether the claim's sentence is the one that asks for an explanation, or its clause speaks of nobody's own case."""
    clause = view.outline.clauses[view.outline.clause(claim.start)]
    if any(clause.start <= hit.start < clause.end for hit in view.under("intent.explain")):
        return True
    about = "intent.source" if claim.name == "examples" else "intent.explain"
    if claim.name not in {"examples", *_NOTIONS}:
        return False
    sentence = view.outline.sentences[view.outline.sentence(claim.start)]
    asks = any(sentence.start <= hit.start < sentence.end for hit in view.under(about))
    return asks and not view.context.in_clause("own", claim.start, claim.start)
