"""What stands right after the verdict when the message calls for it: another language, corrections and additions to
what was said before, contradictions."""

from service.domain.catalogue import One, Several
from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.verdict import variant
from service.domain.compose.wording import capital, conditions, label, row
from service.domain.decision import Decision, Verdict
from service.domain.facts import Kind, Source, Value


def say_notes(page: Page, material: Material) -> None:
    """The line for a third language, then what is new since the last turn, then contradictions."""
    say_foreign(page, material)
    if material.decision is not None:
        _news(page, material, material.decision)
        _contradictions(page, material, material.decision)


def say_foreign(page: Page, material: Material) -> None:
    """One line where the message was in a third language."""
    if material.understanding.foreign:
        page.fixed(page.say("note.foreign"))


def _news(page: Page, material: Material, now: Decision) -> None:
    """What this message changed or added, and what that does to the verdict."""
    if material.earlier is None:
        return
    before = material.earlier.decision
    changed, added = _changed(page, material), _added(page, material)
    if changed:
        changes = (page.say("note.joiner") + page.glue).join(changed)
        name = "note.same" if before.verdict is now.verdict else "note.turned"
    elif added:
        changes = conditions(page.shelf, page.language, added)
        name = "note.added_same" if before.verdict is now.verdict else "note.added_turned"
        if before.verdict is Verdict.UNDECIDED and now.verdict is not Verdict.UNDECIDED:
            name = "note.added_decides"
    else:
        return
    old, new = variant(page, before.verdict), variant(page, now.verdict)
    slots = {"changes": changes, "before": old, "now": new}
    page.fixed(capital(page.say(name, **{slot: slots[slot] for slot in page.shelf.phrases.slots(name)})))


def _changed(page: Page, material: Material) -> list[str]:
    """Facts with another value than before, and facts taken back."""
    before = material.earlier.facts if material.earlier else {}
    changed = [
        page.say(
            "note.changed",
            fact=page.shelf.vocabulary[name].label[page.language],
            now=label(page.shelf, page.language, name, fact.value),
            before=label(page.shelf, page.language, name, before[name].value),
        )
        for name, fact in material.facts.items()
        if name in before and before[name].value != fact.value and _given(material, name) and name != "model"
    ]
    return changed + [
        page.say("note.taken_back", fact=page.shelf.vocabulary[name].label[page.language])
        for name in material.understanding.taken_back
        if name in before and name not in material.facts
    ]


def _added(page: Page, material: Material) -> dict[str, Value]:
    before = material.earlier.facts if material.earlier else {}
    return {
        name: fact.value
        for name, fact in material.facts.items()
        if name not in before and _given(material, name) and name in page.shelf.vocabulary and name != "model"
    }


def _given(material: Material, name: str) -> bool:
    return material.facts[name].source in (Source.STATED, Source.FORM)


def _contradictions(page: Page, material: Material, decision: Decision) -> None:
    for item in decision.contradictions:
        spec = page.shelf.vocabulary[item.fact]
        if spec.kind is Kind.TEXT:
            page.fixed(_several_models(page, material))
            continue
        values = [label(page.shelf, page.language, item.fact, value) for value in item.values[:2]]
        if len(values) == 2:
            fact = spec.label[page.language]
            page.fixed(page.say("note.contradiction", fact=fact, one=values[0], other=values[1]))


def _several_models(page: Page, material: Material) -> str:
    """That more than one model was named, by their names in the catalogue; nothing where it does not hold them."""
    known = [
        found.pair.name if isinstance(found, One) else found.name
        for found in material.models
        if isinstance(found, One | Several)
    ]
    return page.say("note.several_models", names=row(page.language, known)) if len(known) > 1 else ""
