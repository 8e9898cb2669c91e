"""Says an answer with no model, and marks what a model may phrase: from what is known of one turn to a `Brief`."""

from service.domain.brief import Brief
from service.domain.compose.because import asks_why, say_because
from service.domain.compose.change import say_changes
from service.domain.compose.explain import explain, follow_ups, say_standing_verdict
from service.domain.compose.howto import say_howto, say_warnings
from service.domain.compose.material import Earlier, Material, Shelf
from service.domain.compose.notes import say_foreign, say_notes
from service.domain.compose.other import examples, say_other
from service.domain.compose.overview import say_overview
from service.domain.compose.page import Page
from service.domain.compose.phrases import Phrases, phrases_from
from service.domain.compose.question import ask
from service.domain.compose.second import say_second_opinion
from service.domain.compose.verdict import is_bare, open_with_verdict
from service.domain.compose.why import say_against, say_why
from service.domain.decision import Decision
from service.domain.understanding import Intent

__all__ = ["Earlier", "Material", "Phrases", "Shelf", "compose", "phrases_from"]

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
        _explain(page, material)
        offered = follow_ups(shelf, material)
    return _brief(page, material, offered)


def _choose(page: Page, material: Material, decision: Decision) -> None:
    open_with_verdict(page, decision)
    say_notes(page, material)
    if is_bare(material):
        say_overview(page)
    else:
        say_why(page, material, decision)
        say_against(page, decision)
        say_warnings(page, decision)
        say_changes(page, material, decision)
    if material.understanding.wants_explanation and material.passages:
        explain(page, material, most=EXPLAINED_BESIDES)
    if material.second_opinion is not None:
        say_second_opinion(page, decision, material.second_opinion)
    say_howto(page, decision)
    ask(page, material, decision.next_question)


def _explain(page: Page, material: Material) -> None:
    standing = material.earlier.decision if material.earlier else None
    if standing is not None and asks_why(material.question):
        say_because(page, material, standing)
        return
    explain(page, material)
    say_standing_verdict(page, standing)


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
        names=tuple(name for pair in material.checkpoints for name in (pair.model, pair.base, pair.chat) if name),
        follow_ups=offered,
    )
