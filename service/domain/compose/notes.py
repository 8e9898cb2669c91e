"""What stands right after the verdict when the message calls for it: another language, contradictions, corrections."""

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.verdict import variant
from service.domain.compose.wording import capital, clause, label
from service.domain.decision import Decision
from service.domain.facts import Source


def say_notes(page: Page, material: Material) -> None:
    """The line for a third language, then corrections, then contradictions."""
    say_foreign(page, material)
    if material.decision is not None:
        _corrections(page, material, material.decision)
        _contradictions(page, material.decision)


def say_foreign(page: Page, material: Material) -> None:
    """One line where the message was in a third language."""
    if material.understanding.foreign:
        page.fixed(page.say("note.foreign"))


def _corrections(page: Page, material: Material, decision: Decision) -> None:
    if material.earlier is None:
        return
    before = material.earlier.facts
    changed = [
        page.say(
            "note.changed",
            fact=page.shelf.vocabulary[name].label[page.language],
            now=label(page.shelf, page.language, name, fact.value),
            before=label(page.shelf, page.language, name, before[name].value),
        )
        for name, fact in material.facts.items()
        if name in before
        and before[name].value != fact.value
        and fact.source in (Source.STATED, Source.FORM)
        and name != "model"
    ]
    changed += [
        page.say("note.taken_back", fact=page.shelf.vocabulary[name].label[page.language])
        for name in material.understanding.taken_back
        if name in before and name not in material.facts
    ]
    if changed:
        page.fixed(
            capital(
                page.say(
                    "note.so",
                    changes=page.say("note.joiner").join(changed),
                    outcome=_outcome(page, material.earlier.decision, decision),
                )
            )
        )


def _outcome(page: Page, before: Decision, now: Decision) -> str:
    if before.verdict is now.verdict:
        return page.say("note.same")
    return page.say("note.turned", before=variant(page, before.verdict), now=variant(page, now.verdict))


def _contradictions(page: Page, decision: Decision) -> None:
    for item in decision.contradictions:
        clauses = [clause(page.shelf, page.language, item.fact, value) for value in item.values[:2]]
        if len(clauses) == 2:
            page.fixed(capital(page.say("note.contradiction", one=clauses[0], other=clauses[1])))
