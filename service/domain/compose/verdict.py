"""The first line: the verdict, as firmly as the rule speaks, and whether anything left open could overturn it; and
what verdicts and policies are called inside a sentence."""

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.decision import Decision, Strength, Verdict


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


def does(page: Page, policy: str, verdict: Verdict, strength: Strength | None) -> str:
    """What a policy with that verdict would do: "lean towards Chat"."""
    name = page.shelf.phrases.first(
        f"second.does.{policy}.{verdict.value}",
        f"second.does.{verdict.value}.{strength}",
        f"second.does.{verdict.value}",
    )
    return page.say(name) if name else variant(page, verdict)


def policy_name(page: Page, policy: str) -> str:
    """What a policy is called in a sentence; its id where it is not known."""
    found = page.shelf.policies.get(policy)
    return found.title[page.language] if found else policy


def is_bare(material: Material) -> bool:
    """Whether a conversation opens with nothing known of the case, so that nothing is decided."""
    decision = material.decision
    nothing_said = not material.facts and not (decision and decision.contradictions)
    if material.earlier is not None or material.understanding.doubts:
        return False
    return decision is not None and decision.verdict is Verdict.UNDECIDED and nothing_said
