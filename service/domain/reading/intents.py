"""What a message wants (design: intents). Looks at the words found and at whether facts of a case are stated."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.reading.claims import Claim
from service.domain.reading.earlier import confirms, recants
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene
from service.domain.understanding import Asked, Intent

_NO_CHOICE = ("intent.explain", "intent.general", "intent.rule", "intent.unwanted")
"""Such words in its sentence, and not within the words that ask which one, take back that a choice is asked for."""
_SHORT = 4
"""So few letters beside "which one" name nothing else to choose between."""

_OWN_MATTER = ("intent.choose", "intent.why", "intent.greeting")
_ASKED_AGAIN = {Intent.MEMORY: (*_OWN_MATTER, "intent.lookup"), Intent.MODEL_LOOKUP: (*_OWN_MATTER, "intent.memory")}
"""Intents that a short message takes over from the one before it, unless such words ask for something else."""
_ASKS = ("intent.asking", "intent.request", "intent.explain", "intent.why")
"""Words of which one stands where something is asked for."""
_FOLLOW_UP = 48
"""Characters up to which a message may ask the question before it again."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whether the message names models, and whether it names two as an alternative."""

    any: bool = False
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The intent; whether a choosing message wants an explanation besides; and whether the words leave no doubt."""

    intent: Intent
    explanation: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for one intent or another. `field`: tuning language models is the subject."""

    field: bool
    case: bool
    named: Named
    explaining: bool
    looking_up: bool
    remembering: bool


def wanted(scene: Scene, claims: Sequence[Claim], named: Named, asked: Asked | None) -> Wanted:
    """What the message wants, given what it claims and names and what was asked last."""
    if not claims and only_greets(scene):
        return Wanted(Intent.GREETING, sure=True)
    signs = _signs(scene, claims, named)
    if _chooses(scene, signs):
        return Wanted(Intent.CHOOSE, signs.explaining, sure=True)
    if signs.remembering and signs.field:
        return Wanted(Intent.MEMORY)
    if signs.looking_up:
        return Wanted(Intent.MODEL_LOOKUP)
    if signs.case and asked is not None and told_somewhere(scene, claims):
        return Wanted(Intent.CHOOSE, signs.explaining, sure=True)
    if signs.explaining and (signs.field or asked is not None or scene.has("variant.")):
        return Wanted(Intent.EXPLAIN)
    if signs.case and (asked is not None or told_somewhere(scene, claims)):
        return Wanted(Intent.CHOOSE)
    if recants(scene) or confirms(scene):
        return Wanted(Intent.CHOOSE)
    return _by_subject(scene, signs)


def follows_on(scene: Scene, claims: Sequence[Claim], after: Intent | None) -> bool:
    """Whether a short message asks the question before it again of something else (`And the 13B?`): it names no other
    matter than a model, a method or cards, and asks for nothing of its own."""
    if after not in _ASKED_AGAIN or any(scene.has(label) for label in _ASKED_AGAIN[after]):
        return False
    if len(scene.text) > _FOLLOW_UP or not scene.has("intent.follow"):
        return False
    return not any(claim.name not in {"model", "method", "gpu_memory_gb", "aim"} for claim in claims)


def turns_away(scene: Scene, claims: Sequence[Claim]) -> bool:
    """Whether the message leaves the subject to ask for something else ("unrelated: any good film?"), of which no words
    of the field speak."""
    marks = [hit for hit in scene.under("intent.turns_away") if re.search(r"\w", scene.text[hit.end :])]
    if not marks or any(claim.name not in {"model", "aim"} and not claim.doubtful for claim in claims):
        return False
    after = marks[0].end
    asks = (hit for label in _ASKS for hit in scene.under(label))
    if "?" not in scene.text[after:] and not any(hit.start >= after for hit in asks):
        return False
    field = (
        hit for label in ("intent.strong", "variant.", "intent.version", "intent.weak") for hit in scene.under(label)
    )
    return not any(hit.start >= after and not _masked(scene, hit) for hit in field)


def _by_subject(scene: Scene, signs: _Signs) -> Wanted:
    """A message that neither asks nor states anything known: what it is about decides."""
    asking = "?" in scene.text or scene.has("intent.asking")
    if signs.named.any and asking:
        return Wanted(Intent.MODEL_LOOKUP)
    if scene.has("variant.") and scene.has("scope.command"):
        return Wanted(Intent.CHOOSE)
    if signs.field:
        return Wanted(Intent.EXPLAIN if asking else Intent.CHOOSE)
    return Wanted(Intent.OUT_OF_SCOPE, sure=not _touches_the_field(scene))


def _signs(scene: Scene, claims: Sequence[Claim], named: Named) -> _Signs:
    facts = {claim.name for claim in claims if claim.name not in {"model", "aim"}}
    meant = any(claim.weight > 1 for claim in claims if claim.name == "task")
    case = bool(facts) and (len(facts) > 1 or meant or not scene.has("intent.request"))
    field = named.any or _of_the_field(scene) or _bare_pick(scene, case) or len(facts) > 1 or meant
    return _Signs(
        field,
        bool(facts),
        named,
        scene.has("intent.explain"),
        (named.any or scene.has("variant.")) and _asks(scene, "intent.lookup") and not scene.has("intent.why"),
        _asks(scene, "intent.memory", unless="intent.lookup"),
    )


def _of_the_field(scene: Scene) -> bool:
    """One strong word of the field, both variants, a card, or two of its everyday words."""
    if scene.has("intent.strong") or scene.has("intent.version") or scene.cards:
        return True
    if len({hit.label for hit in scene.under("variant.")}) == 2:
        return True
    weak = {
        scene.text[hit.start : hit.end].rstrip("s") for hit in scene.under("intent.weak") if not _masked(scene, hit)
    }
    return len(weak) > 1


def _touches_the_field(scene: Scene) -> bool:
    return any(not _masked(scene, hit) for hit in scene.under("intent.weak"))


def _masked(scene: Scene, hit: Hit) -> bool:
    """Whether the word stands in a look-alike ("knowledge base", base64)."""
    return any(mask.start <= hit.start and hit.end <= mask.end for mask in scene.under("mask.any"))


def told_somewhere(scene: Scene, claims: Sequence[Claim]) -> bool:
    """Whether a fact stands in a clause that is no question and no order to the assistant."""
    if scene.has("intent.request"):
        return False
    return any(claim.name not in {"model", "aim"} and not scene.asking(claim.start) for claim in claims)


def _bare_pick(scene: Scene, case: bool) -> bool:
    """`Which one?`: the two variants go without saying where a case stands or nothing else is said."""
    picks = list(scene.under("intent.pick"))
    return bool(picks) and (case or len(_left(scene, [*picks, *scene.under("reply.filler")])) <= _SHORT)


def _left(scene: Scene, hits: Iterable[Hit]) -> str:
    """The letters that no hit covers."""
    rest = list(scene.text)
    for hit in hits:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return re.sub(r"[\W_]", "", "".join(rest))


def only_greets(scene: Scene) -> bool:
    """Whether nothing stands beside words of greeting, thanks, leave, or of asking who is there."""
    if not scene.has("intent.greeting"):
        return False
    return not _left(scene, [*scene.under("intent.greeting"), *scene.under("intent.greeting_filler")])


def _asks(scene: Scene, label: str, unless: str = "") -> bool:
    """Whether such words, other than within longer ones of the label `unless`, stand in a question, marked as one or
    worded as one."""
    asking = list(scene.under("intent.asking"))
    longer = list(scene.under(unless)) if unless else []
    for hit in scene.under(label):
        if any(one.start <= hit.start and hit.end <= one.end and hit != one for one in longer):
            continue
        sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
        if sentence.question or any(sentence.start <= other.start < sentence.end for other in asking):
            return True
    return False


def _chooses(scene: Scene, signs: _Signs) -> bool:
    """Whether it asks which one to take, outside a sentence that asks why or speaks in general."""
    if not signs.field or (scene.has("intent.unwanted") and not signs.case):
        return False
    if signs.named.alternative or any(_plain_choice(scene, hit) for hit in scene.under("intent.choose")):
        return True
    if signs.looking_up or signs.remembering:
        return False
    picks = signs.case or scene.has("intent.version")
    return picks and any(_plain_choice(scene, hit) for hit in scene.under("intent.pick"))


def _plain_choice(scene: Scene, hit: Hit) -> bool:
    sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
    others = [hit for label in _NO_CHOICE for hit in scene.under(label)]
    inside = [other for other in others if sentence.start <= other.start < sentence.end]
    if any(hit.start <= other.start < hit.end < other.end for other in scene.under("intent.lookup")):
        return False
    return all(hit.start <= other.start and other.end <= hit.end for other in inside)
