"""Why this verdict in the user's own case, and what speaks against it. The prose is free for a model to phrase."""

from collections.abc import Mapping

from service.domain.compose.material import Material
from service.domain.compose.page import Page, with_markers
from service.domain.compose.support import markers
from service.domain.compose.verdict import policy_name, variant
from service.domain.compose.wording import capital, clause, conditions, conjunction, label, said_by_user
from service.domain.decision import Decision, Reason, Strength, Verdict
from service.domain.facts import Source, Value

REASONS_MAX = 3
OBJECTIONS_MAX = 2


def say_why(page: Page, material: Material, decision: Decision) -> None:
    """The user's case, the winning reason, further ones, and what was said but does not matter here."""
    said = [*_premise(page, material, decision), *_reasons(page, material, decision), *_aside(page, material, decision)]
    page.free(page.say("topic.why", verdict=variant(page, decision.verdict)), said)


def say_against(page: Page, material: Material, decision: Decision) -> None:
    """The holding rules that speak for another verdict, each case once, and why they rank lower.

    A rule that looks at nothing but what the winning one has weighed already adds nothing and is left out.
    """
    objections: dict[str, Reason] = {}
    weighed = set(page.shelf.reads(decision.policy, decision.reasons[0].rule)) if decision.reasons else set()
    for reason in decision.against:
        if set(page.shelf.reads(decision.policy, reason.rule)) <= weighed:
            continue
        objections.setdefault(_facts_of(page, material, decision, reason) or reason.text, reason)
    said = [_objection(page, material, decision, item) for item in list(objections.items())[:OBJECTIONS_MAX]]
    if not said:
        return
    said = [page.say("against.first") + page.glue + said[0], *(capital(text) for text in said[1:])]
    last = f"against.because.{decision.policy}.{decision.reasons[0].rule}"
    if page.shelf.phrases.has(last):
        said.append(page.say(last))
    page.free(page.say("topic.against", verdict=variant(page, decision.verdict)), said)


def reason_said(page: Page, material: Material, policy: str, reason: Reason) -> str:
    """A rule's text with the markers of the entries that support it."""
    return with_markers(reason.text, markers(page, policy, reason, material.values))


def _premise(page: Page, material: Material, decision: Decision) -> list[str]:
    """What the winning rule looks at and the user did not say outright, with what it follows from."""
    for name in page.shelf.reads(decision.policy, decision.reasons[0].rule) if decision.reasons else ():
        fact = material.facts.get(name)
        source = material.facts.get(fact.basis) if fact is not None and fact.basis is not None else None
        if fact is not None and fact.basis is not None and source is not None:
            basis = label(page.shelf, page.language, fact.basis, source.value)
            return [page.say("why.premise", basis=basis, follows=clause(page.shelf, page.language, name, fact.value))]
    if decision.verdict is Verdict.NONE and decision.reasons:
        facts = _facts_of(page, material, decision, decision.reasons[0])
        return [page.say("why.known", facts=capital(facts))] if facts else []
    if _open_task(material, decision):
        task = label(page.shelf, page.language, "task", material.facts["task"].value)
        return [page.say("why.open_task", task=task, policy=policy_name(page, decision.policy))]
    return []


def _open_task(material: Material, decision: Decision) -> bool:
    """Whether a task of the list is known and nothing is decided all the same."""
    return decision.verdict is Verdict.UNDECIDED and material.values.get("task", "other") != "other"


def _reasons(page: Page, material: Material, decision: Decision) -> list[str]:
    """The winning reason, and further ones that look at something else than those before."""
    if _open_task(material, decision):
        return []
    told: list[Reason] = []
    weighed: set[str] = set()
    for reason in decision.reasons:
        read = set(page.shelf.reads(decision.policy, reason.rule))
        if not told or not read <= weighed:
            told.append(reason)
        weighed |= read
    said = [reason_said(page, material, decision.policy, reason) for reason in told[:REASONS_MAX]]
    return said[:1] + [page.say("why.also", text=text) for text in said[1:]]


def _aside(page: Page, material: Material, decision: Decision) -> list[str]:
    """What the user said that no rule of the policy looks at, and whether the second opinion does."""
    second = material.second_opinion
    if second is None:
        return []
    seen, seen_by_second = page.shelf.all_read(decision.policy), page.shelf.all_read(second.policy)
    idle = {name: value for name, value in said_by_user(material.facts).items() if name not in seen | {"model"}}
    groups = {
        "why.aside_second": {name: value for name, value in idle.items() if name in seen_by_second},
        "why.aside_neither": {name: value for name, value in idle.items() if name not in seen_by_second},
    }
    policy = policy_name(page, decision.policy)
    said = {name: conditions(page.shelf, page.language, facts) for name, facts in groups.items() if facts}
    return [
        capital(page.say(name, facts=facts, policy=policy, this=_this(page, groups[name])))
        for name, facts in said.items()
    ]


def _this(page: Page, facts: Mapping[str, Value]) -> str:
    return page.say("why.this.one" if len(facts) == 1 else "why.this.more")


def _objection(page: Page, material: Material, decision: Decision, item: tuple[str, Reason]) -> str:
    facts, reason = item
    name = "against.mild" if reason.strength is Strength.LEAN else "against.objection"
    if reason.verdict is Verdict.EITHER:
        name = "against.either"
    slots = {"facts": facts.rstrip("。."), "verdict": variant(page, reason.verdict)}
    said = page.say(name, **{slot: slots[slot] for slot in page.shelf.phrases.slots(name)})
    return with_markers(said, markers(page, decision.policy, reason, material.values))


def _facts_of(page: Page, material: Material, decision: Decision, reason: Reason) -> str:
    """The user's facts that the rule looks at, in words."""
    read = [name for name in page.shelf.reads(decision.policy, reason.rule) if name in material.facts]
    stated = [name for name in read if material.facts[name].source is not Source.INFERRED] or read
    ordered = [name for name in page.shelf.vocabulary if name in stated]
    parts = [clause(page.shelf, page.language, name, material.facts[name].value) for name in ordered]
    return conjunction(page.shelf.phrases, page.language, parts)
