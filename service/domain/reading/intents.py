"""What a message wants (design: intents). Looks at the words found and at whether facts of a case are stated."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.reading.cards import cards_in
from service.domain.reading.claims import Claim
from service.domain.reading.lexicon import Hit
from service.domain.reading.scene import Scene
from service.domain.understanding import Asked, Intent

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Named:
    """Whether the message names models, and whether it names two as an alternative."""

    any: bool = False
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class _Signs:
    """What speaks for one intent or another. `tuning`: fine-tuning is the subject; `case`: facts of a case stand."""

    tuning: bool
    case: bool
    named: bool
    alternative: bool
    explaining: bool
    looking_up: bool
    remembering: bool


def intent_of(scene: Scene, claims: Sequence[Claim], named: Named, asked: Asked | None) -> tuple[Intent, bool]:
    """The intent, and whether a choosing message wants an explanation besides."""
    if _only_greets(scene):
        return Intent.GREETING, False
    signs = _signs(scene, claims, named)
    if _chooses(scene, signs):
        return Intent.CHOOSE, signs.explaining
    if signs.remembering and (signs.tuning or signs.named):
        return Intent.MEMORY, False
    if signs.looking_up:
        return Intent.MODEL_LOOKUP, False
    if signs.explaining and (signs.tuning or asked is not None or _of_the_field(scene)):
        return Intent.EXPLAIN, False
    if signs.case and (asked is not None or _told_somewhere(scene, claims)):
        return Intent.CHOOSE, False
    return _by_subject(scene, signs), False


def _told_somewhere(scene: Scene, claims: Sequence[Claim]) -> bool:
    """Whether a fact stands in a sentence that is no question and no order to the assistant."""
    if scene.has("intent.request"):
        return False
    return any(claim.name not in {"model", "aim"} and not scene.asking(claim.start) for claim in claims)


def _by_subject(scene: Scene, signs: _Signs) -> Intent:
    """A message that neither asks nor states anything known: what it is about decides."""
    asking = "?" in scene.text or scene.has("intent.asking")
    if signs.named and asking:
        return Intent.MODEL_LOOKUP
    if scene.has("variant.") and scene.has("scope.command"):
        return Intent.CHOOSE
    if scene.has("intent.tuned") or (scene.has("variant.") and (signs.tuning or scene.has("intent.domain"))):
        return Intent.EXPLAIN if asking else Intent.CHOOSE
    return Intent.OUT_OF_SCOPE


def _signs(scene: Scene, claims: Sequence[Claim], named: Named) -> _Signs:
    facts = {claim.name for claim in claims if claim.name not in {"model", "aim"}}
    variants = {hit.label for hit in scene.under("variant.")}
    cards = any(claim.name == "gpu_memory_gb" for claim in claims) or bool(
        list(cards_in(scene.text, scene.lexicon.gpus))
    )
    tuning = (
        cards
        or _bare_pick(scene, bool(facts))
        or named.any
        or scene.has("intent.tuning")
        or scene.has("intent.version")
        or len(variants) == 2
    )
    return _Signs(
        tuning or len(facts) > 1 or any(claim.weight >= 2 for claim in claims if claim.name == "task"),
        bool(facts),
        named.any,
        named.alternative,
        scene.has("intent.explain"),
        (named.any or bool(variants)) and _asks(scene, "intent.lookup") and not _why(scene),
        _asks(scene, "intent.memory"),
    )


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


def _only_greets(scene: Scene) -> bool:
    if not scene.has("intent.greeting"):
        return False
    return not _left(scene, [*scene.under("intent.greeting"), *scene.under("intent.greeting_filler")])


def _of_the_field(scene: Scene) -> bool:
    return scene.has("variant.") or scene.has("intent.domain")


def _asks(scene: Scene, label: str) -> bool:
    """Whether such words stand in a question, marked as one or worded as one."""
    asking = list(scene.under("intent.asking"))
    for hit in scene.under(label):
        sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
        if sentence.question or any(sentence.start <= other.start < sentence.end for other in asking):
            return True
    return False


def _why(scene: Scene) -> bool:
    return scene.has("intent.why")


def _chooses(scene: Scene, signs: _Signs) -> bool:
    """Whether it asks which one to take, outside a clause that asks why or what is the difference."""
    if not signs.tuning:
        return False
    if signs.alternative or any(_plain_choice(scene, hit) for hit in scene.under("intent.choose")):
        return True
    if signs.looking_up or signs.remembering:
        return False
    picks = signs.case or scene.has("intent.version")
    return picks and any(_plain_choice(scene, hit) for hit in scene.under("intent.pick"))


def _plain_choice(scene: Scene, hit: Hit) -> bool:
    sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
    inside = [
        other
        for label in ("intent.explain", "intent.general")
        for other in scene.under(label)
        if sentence.start <= other.start < sentence.end
    ]
    return not any(not (hit.start <= other.start and other.end <= hit.end) for other in inside)
