"""The first line: the verdict, as firmly as the rule speaks, and whether anything left open could overturn it."""

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.decision import Decision, Verdict


def open_with_verdict(page: Page, decision: Decision) -> None:
    """The verdict in bold, first words of the answer."""
    page.fixed(verdict_line(page, decision))


def verdict_line(page: Page, decision: Decision) -> str:
    """The verdict in bold, and that it is settled where it is."""
    winner = decision.reasons[0].rule if decision.reasons else "-"
    verdict, strength = decision.verdict.value, decision.strength.value if decision.strength else "-"
    name = page.shelf.phrases.first(
        f"verdict.{decision.policy}.{winner}",
        f"verdict.{decision.policy}.{verdict}",
        f"verdict.{verdict}.{strength}",
        f"verdict.{verdict}",
    )
    line = page.say(name or "verdict.undecided")
    if decision.settled and decision.verdict is not Verdict.UNDECIDED:
        line += page.glue + page.say("verdict.settled")
    return line


def variant(page: Page, verdict: Verdict) -> str:
    """The verdict as a noun: "Chat", "either variant", "no fine-tuning yet"."""
    return page.say(f"noun.{verdict.value}")


def policy_name(page: Page, policy: str) -> str:
    """What a policy is called in a sentence; its id where the phrases have no name for it."""
    name = f"policy.{policy}"
    return page.say(name) if page.shelf.phrases.has(name) else policy


def is_bare(material: Material) -> bool:
    """Whether nothing at all is known of the case and nothing is decided."""
    decision = material.decision
    nothing_said = not material.facts and not (decision and decision.contradictions)
    return decision is not None and decision.verdict is Verdict.UNDECIDED and nothing_said
