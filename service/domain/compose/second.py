"""The second opinion, named as such: what the other policy would do, why, and plainly so when it disagrees."""

from service.domain.compose.page import Page
from service.domain.compose.verdict import policy_name
from service.domain.compose.why import reason_said
from service.domain.decision import Decision, Verdict


def say_second_opinion(page: Page, first: Decision, second: Decision) -> None:
    """One paragraph, said by code."""
    policy = policy_name(page, second.policy)
    strength = second.strength.value if second.strength else "-"
    choice = page.shelf.phrases.first(
        f"second.does.{second.verdict.value}.{strength}", f"second.does.{second.verdict.value}"
    )
    if second.verdict is Verdict.UNDECIDED or choice is None:
        page.fixed(page.say("second.undecided", policy=policy))
        return
    name = "second.agrees" if first.verdict is second.verdict else "second.disagrees"
    if first.verdict is Verdict.UNDECIDED:
        name = "second.alone"
    said = [page.say(name, policy=policy, does=page.say(choice))]
    said += [reason_said(page, reason) for reason in second.reasons[:1]]
    gap = f"second.gap.{first.policy}.{first.verdict.value}"
    if name == "second.disagrees" and page.shelf.phrases.has(gap):
        said.append(page.say(gap))
    page.fixed(page.glue.join(said))
