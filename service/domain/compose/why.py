"""Why this verdict in the user's own case, and what speaks against it. The prose is free for a model to phrase."""

from collections.abc import Sequence

from service.domain.compose.material import Material
from service.domain.compose.page import Page, with_markers
from service.domain.compose.verdict import policy_name, variant
from service.domain.compose.wording import capital, clause, conditions, conjunction, label, said_by_user
from service.domain.decision import Decision, Reason, Strength

REASONS_MAX = 3


def say_why(page: Page, material: Material, decision: Decision) -> None:
    """The user's case, the winning reason, further ones, and what was said but does not matter here."""
    said = [*_inferences(page, material, decision), *_reasons(page, decision), *_aside(page, material, decision)]
    page.free(page.say("topic.why", verdict=variant(page, decision.verdict)), said)


def say_against(page: Page, decision: Decision) -> None:
    """The holding rules that speak for another verdict, and that they rank lower."""
    said = [_objection(page, decision, reason) for reason in decision.against[:2]]
    if said:
        said[0] = page.say("against.first") + page.glue + said[0]
    page.free(page.say("topic.against", verdict=variant(page, decision.verdict)), said)


def reason_said(page: Page, reason: Reason) -> str:
    """A rule's text with the markers of the entries that support it."""
    return with_markers(reason.text, page.cite(reason.entries, most=2))


def _reasons(page: Page, decision: Decision) -> list[str]:
    said = [reason_said(page, reason) for reason in decision.reasons[:REASONS_MAX]]
    return said[:1] + [page.say("why.also", text=text) for text in said[1:]]


def _inferences(page: Page, material: Material, decision: Decision) -> list[str]:
    """What the winning rule looks at but the user did not say outright, and what it follows from."""
    if not decision.reasons:
        return []
    read = page.shelf.reads(decision.policy, decision.reasons[0].rule)
    for name in read:
        fact = material.facts.get(name)
        source = material.facts.get(fact.basis) if fact is not None and fact.basis is not None else None
        if fact is not None and fact.basis is not None and source is not None:
            basis = label(page.shelf, page.language, fact.basis, source.value)
            follows = clause(page.shelf, page.language, name, fact.value)
            return [page.say("why.inferred", basis=basis, follows=follows)]
    return []


def _aside(page: Page, material: Material, decision: Decision) -> list[str]:
    """What the user said that no rule in play looks at and that could not change this verdict."""
    if not decision.reasons:
        return []
    used = {
        name
        for reason in (*decision.reasons, *decision.against)
        for name in page.shelf.reads(decision.policy, reason.rule)
    }
    used |= {name for change in decision.would_change for name in change.facts}
    used |= {fact.basis for name, fact in material.facts.items() if name in used and fact.basis}
    idle = {name: value for name, value in said_by_user(material.facts).items() if name not in used | {"model"}}
    if not idle:
        return []
    parts = [clause(page.shelf, page.language, name, idle[name]) for name in page.shelf.vocabulary if name in idle]
    said = page.say(
        "why.aside",
        facts=conjunction(page.shelf.phrases, page.language, parts),
        policy=policy_name(page, decision.policy),
    )
    return [capital(said)]


def _objection(page: Page, decision: Decision, reason: Reason) -> str:
    read = page.shelf.reads(decision.policy, reason.rule)
    facts = _known(page, read)
    mild = reason.strength is Strength.LEAN
    name = "against.mild" if mild else "against.objection"
    said = page.say(
        name,
        facts=facts or reason.text,
        verdict=variant(page, reason.verdict),
        policy=policy_name(page, decision.policy),
    )
    return with_markers(said, page.cite(reason.entries, most=2))


def _known(page: Page, read: Sequence[str]) -> str:
    known = {name: page.values[name] for name in read if name in page.values}
    return conditions(page.shelf, page.language, known)
