"""What a message wants (design: intents). Looks at the words found and at whether facts of a case are stated."""

import re
from collections.abc import Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.lexicon import Hit
from service.domain.reading.scene import Scene
from service.domain.understanding import Asked, Intent


def intent_of(scene: Scene, claims: Sequence[Claim], named: bool, asked: Asked | None) -> tuple[Intent, bool]:
    """The intent, and whether a choosing message wants an explanation besides. `named`: a model is named."""
    if _only_greets(scene):
        return Intent.GREETING, False
    about = _about_tuning(scene, named)
    choosing, explaining = _chooses(scene, about), _explains(scene)
    facts = [claim for claim in claims if claim.name != "model"]
    if choosing:
        return Intent.CHOOSE, explaining
    if _asks(scene, "intent.memory") and (about or named or facts):
        return Intent.MEMORY, False
    if (named or scene.has("variant.")) and _asks(scene, "intent.lookup") and not _why(scene):
        return Intent.MODEL_LOOKUP, False
    if explaining and (about or named or scene.has("variant.") or asked is not None):
        return Intent.EXPLAIN, False
    if _states_case(scene, facts, about, asked):
        return Intent.CHOOSE, False
    if about and scene.has("variant."):
        return Intent.CHOOSE, False
    return Intent.OUT_OF_SCOPE, False


def _only_greets(scene: Scene) -> bool:
    rest = list(scene.text)
    if not scene.has("intent.greeting"):
        return False
    for hit in [*scene.under("intent.greeting"), *scene.under("intent.greeting_filler")]:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return not re.sub(r"[\W_]", "", "".join(rest))


def _about_tuning(scene: Scene, named: bool) -> bool:
    variants = {hit.label for hit in scene.under("variant.")}
    return named or scene.has("intent.tuning") or len(variants) == 2


def _asks(scene: Scene, label: str) -> bool:
    """Whether such words stand in a question, marked as one or worded as one."""
    for hit in scene.under(label):
        if scene.context.question(hit.start) or scene.context.in_clause("asks", hit.start, hit.end):
            return True
        sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
        if re.search(
            r"吗|么|多少|几|哪|什么|啥|how|what|which|can |will |does |is there|do i|请问|能不能|够不够|是否|need",
            scene.text[sentence.start : sentence.end],
        ):
            return True
    return False


def _why(scene: Scene) -> bool:
    return bool(re.search(r"为什么|为啥|为何|\bwhy\b|how come", scene.text))


def _explains(scene: Scene) -> bool:
    return scene.has("intent.explain")


def _chooses(scene: Scene, about: bool) -> bool:
    """Whether it asks which one to take, outside a clause that asks why or what is the difference."""
    if not about:
        return False
    return any(_plain_choice(scene, hit) for hit in scene.under("intent.choose"))


def _plain_choice(scene: Scene, hit: Hit) -> bool:
    sentence = scene.outline.sentences[scene.outline.sentence(hit.start)]
    inside = [other for other in scene.under("intent.explain") if sentence.start <= other.start < sentence.end]
    return not any(not (hit.start <= other.start and other.end <= hit.end) for other in inside)


def _states_case(scene: Scene, facts: Sequence[Claim], about: bool, asked: Asked | None) -> bool:
    if not facts:
        return False
    if about or asked is not None:
        return True
    return not scene.has("intent.request") and "?" not in scene.text
