"""Says an answer with no model, and marks what a model may phrase: from what is known of one turn to a `Brief`."""

from dataclasses import replace
from typing import Any

from service.domain.answer import Checkpoint
from service.domain.brief import Brief
from service.domain.catalogue import One, Several
from service.domain.compose.asked import asked_besides, asks_for_a_cause, asks_why, names_a_variant
from service.domain.compose.because import say_because
from service.domain.compose.change import say_changes
from service.domain.compose.explain import explain, follow_ups, say_standing_verdict
from service.domain.compose.howto import other_pairs, say_howto, say_warnings, shown_pairs
from service.domain.compose.lookup import look_up, names_nothing_held, say_named_models
from service.domain.compose.material import Earlier, Material, Shelf
from service.domain.compose.measure import say_measure
from service.domain.compose.memory import say_memory
from service.domain.compose.need import Need, need_for
from service.domain.compose.notes import say_foreign, say_notes
from service.domain.compose.other import examples, say_other
from service.domain.compose.overview import say_overview
from service.domain.compose.page import Page
from service.domain.compose.pairs import checkpoint_of, named_models, names_of
from service.domain.compose.phrases import Phrases, phrases_from
from service.domain.compose.question import ask
from service.domain.compose.second import say_second_opinion
from service.domain.compose.verdict import is_bare, open_with_verdict
from service.domain.compose.why import say_against, say_why
from service.domain.decision import Decision, Verdict
from service.domain.understanding import Intent

__all__ = [
    "Earlier",
    "Material",
    "Phrases",
    "Shelf",
    "asked_besides",
    "checkpoints_of",
    "compose",
    "memory_of",
    "named_models",
    "phrases_from",
]

EXPLAINED_BESIDES = 4


def compose(material: Material, shelf: Shelf) -> Brief:
    """The whole answer to one turn. The same material and shelf give the same brief."""
    page = Page(material.language, shelf, material.values)
    offered: tuple[str, ...] = ()
    if material.decision is not None:
        _choose(page, material, material.decision)
        if material.understanding.wants_explanation:
            offered = follow_ups(shelf, material)
    elif material.understanding.intent in (Intent.GREETING, Intent.OUT_OF_SCOPE):
        say_foreign(page, material)
        say_other(page, material.understanding.intent)
        offered = examples(page)
    else:
        say_foreign(page, material)
        _inform(page, material)
        offered = follow_ups(shelf, material)
    return _brief(page, material, offered)


def checkpoints_of(material: Material, shelf: Shelf) -> tuple[Checkpoint, ...]:
    """The `checkpoints` of the answer: those that its text names, the one to start from marked."""
    decision = material.decision
    if decision is not None:
        return tuple(checkpoint_of(pair, decision.verdict) for pair in shown_pairs(shelf, material, decision))
    found = [resolution.pair for resolution in material.models if isinstance(resolution, One)]
    return tuple(checkpoint_of(pair, Verdict.UNDECIDED) for pair in found)


def memory_of(material: Material) -> dict[str, Any] | None:
    """The `memory` of the answer where memory was asked about, else None."""
    need = _need(material)
    return need.as_json() if need is not None else None


def _need(material: Material) -> Need | None:
    if material.understanding.intent is not Intent.MEMORY:
        return None
    return need_for(material.models, material.values, material.question)


def _choose(page: Page, material: Material, decision: Decision) -> None:
    open_with_verdict(page, decision)
    say_notes(page, material)
    if is_bare(material):
        say_overview(page)
    else:
        say_why(page, material, decision)
        say_against(page, material, decision)
        say_warnings(page, decision)
        if not (decision.verdict is Verdict.UNDECIDED and decision.contradictions):
            say_changes(page, material, decision)
    if decision.verdict is Verdict.UNDECIDED:
        say_named_models(page, material)
    if material.understanding.wants_explanation and material.passages:
        heading = page.say("explain.besides") + page.glue
        besides = replace(material, question=asked_besides(material.question))
        explain(page, besides, most=EXPLAINED_BESIDES, heading=heading)
    if material.second_opinion is not None:
        say_second_opinion(page, material, decision, material.second_opinion)
    say_howto(page, material, decision)
    say_measure(page, material, decision)
    ask(page, material, decision)


def _inform(page: Page, material: Material) -> None:
    """Explains, looks a model up, or works out memory; then reports the conversation's verdict, if there is one."""
    standing = material.earlier.decision if material.earlier else None
    intent = material.understanding.intent
    if intent is Intent.MEMORY and not _tells_more(material):
        need = _need(material)
        about_variant = names_a_variant(material.question) and not (need and need.run.embedding)
        say_memory(page, need, about_variant=about_variant)
    elif intent is Intent.MODEL_LOOKUP and _of_the_catalogue(page, material):
        look_up(page, material)
    elif standing is not None and asks_why(material.question):
        say_because(page, material, standing)
        return
    else:
        explain(page, material)
    say_standing_verdict(page, standing)


def _of_the_catalogue(page: Page, material: Material) -> bool:
    """Whether the catalogue has the answer, be it that it has not heard of the model."""
    return bool(material.models) or not material.passages or names_nothing_held(page.shelf, material)


def _tells_more(material: Material) -> bool:
    """Whether a memory question wants a cause or names neither size nor memory, and entries speak of it."""
    return bool(material.passages) and (asks_for_a_cause(material.question) or _need(material) is None)


def _brief(page: Page, material: Material, offered: tuple[str, ...]) -> Brief:
    return Brief(
        language=material.language,
        intent=material.understanding.intent,
        decision=material.decision,
        second_opinion=material.second_opinion,
        facts=material.values,
        spans=page.spans(),
        citations=tuple(page.cited.values()),
        passages=page.passages(),
        names=_names(page, material),
        follow_ups=offered,
    )


def _names(page: Page, material: Material) -> tuple[str, ...]:
    """Every checkpoint name that the answer may say; those of the nearest pairs where a variant is missing."""
    catalogue = page.shelf.catalogue
    pairs = [found.pair for found in material.models if isinstance(found, One)]
    pairs += [pair for found in material.models if isinstance(found, Several) for pair in found.pairs]
    if material.decision is not None:
        pairs += (*shown_pairs(page.shelf, material, material.decision), *other_pairs(page.shelf, material))
    near = [other for pair in pairs if catalogue and not pair.complete for other in catalogue.nearest(pair)]
    return tuple(sorted({name for pair in (*pairs, *near) for name in names_of(pair)}))
