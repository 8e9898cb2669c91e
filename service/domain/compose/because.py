"""A "why?" after a decision: explains that decision from its own reasons."""

from service.domain.compose.change import condition_said
from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.verdict import policy_name, variant
from service.domain.compose.why import say_against, say_why
from service.domain.decision import Decision, Verdict


def say_because(page: Page, material: Material, decision: Decision) -> None:
    """The verdict that stands, its reasons, what ranks lower, and what the other variant would take."""
    name = "because.undecided" if decision.verdict is Verdict.UNDECIDED else "because.opening"
    page.fixed(page.say(name, verdict=variant(page, decision.verdict), policy=policy_name(page, decision.policy)))
    say_why(page, material, decision)
    say_against(page, material, decision)
    other = Verdict.CHAT if decision.verdict is Verdict.BASE else Verdict.BASE
    for item in decision.why_not:
        if item.verdict is other:
            condition = condition_said(page, material, item.facts)
            page.fixed(page.say("because.why_not", verdict=variant(page, other), condition=condition))
