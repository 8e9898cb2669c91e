"""The one question at the end: a doubt ("did you mean ...?") first, else the decision's next question with what each
answer would do to the verdict that it serves. The options themselves are shown by the doors, to be tapped."""

from collections.abc import Sequence

from service.domain.compose.change import effects
from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.verdict import policy_name, variant
from service.domain.compose.wording import alternatives, clause, label
from service.domain.decision import Decision, NextQuestion, Verdict
from service.domain.facts import Kind, Value


def ask(page: Page, material: Material, decision: Decision) -> None:
    """Exactly one question, or none."""
    question = decision.next_question
    if material.understanding.doubts:
        doubt = material.understanding.doubts[0]
        page.fixed(page.say("question.doubt", reading=clause(page.shelf, page.language, doubt.name, doubt.value)))
    elif question is not None:
        said = [page.say("question.next", question=question.text), _why(page, material, decision, question)]
        page.fixed(page.glue.join(part for part in said if part))


def _why(page: Page, material: Material, decision: Decision, question: NextQuestion) -> str:
    """What hangs on the answer."""
    served = decision if question.policy == decision.policy else material.second_opinion
    if served is None:
        return question.why
    clash = next((item.values for item in decision.contradictions if item.fact == question.fact), None)
    outcomes = _outcomes(page, served, question.fact, clash)
    opening = "" if served is decision else page.say("question.for_second", policy=policy_name(page, question.policy))
    body = page.say("question.effect", effects=outcomes) if outcomes else page.say("question.narrows")
    if clash is not None and not outcomes:
        return question.why
    return page.glue.join(part for part in (opening, body) if part)


def _outcomes(page: Page, served: Decision, fact: str, among: Sequence[Value] | None) -> str:
    """`"yes" means Base, "no" means Chat`, from the changes that this fact alone makes; only values in `among`."""
    found: dict[Verdict, list[Value]] = {}
    for value, verdict in effects(served.would_change, fact):
        if among is None or value in among:
            found.setdefault(verdict, []).append(value)
    if not found or page.shelf.vocabulary[fact].kind is not Kind.CHOICE:
        return _ranges(page, found)
    parts = [
        page.say("question.outcome", answer=_quoted(page, fact, values), verdict=variant(page, verdict))
        for verdict, values in found.items()
        if len(values) <= 2
    ]
    return (page.say("question.joiner") + page.glue).join(parts)


def _ranges(page: Page, found: dict[Verdict, list[Value]]) -> str:
    """For a number: which verdicts are at stake."""
    verdicts = [variant(page, verdict) for verdict in found]
    if not verdicts:
        return ""
    return page.say("question.at_stake", verdicts=alternatives(page.shelf.phrases, page.language, verdicts))


def _quoted(page: Page, fact: str, values: list[Value]) -> str:
    labels = [f"“{label(page.shelf, page.language, fact, value)}”" for value in values]
    return f"{page.glue}{page.say('question.or')}{page.glue}".join(labels)
