"""The second opinion, named as such: what the other policy would do, why, and plainly so when it disagrees."""

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.verdict import does, policy_name
from service.domain.compose.why import reason_said
from service.domain.decision import Decision, Verdict


def say_second_opinion(page: Page, material: Material, first: Decision, second: Decision) -> None:
    """One paragraph, said by code."""
    policy = policy_name(page, second.policy)
    if second.verdict is Verdict.UNDECIDED:
        page.fixed(page.say("second.undecided", policy=policy))
        return
    name = "second.agrees" if first.verdict is second.verdict else "second.disagrees"
    if first.verdict is Verdict.UNDECIDED:
        name = "second.alone"
    said = [page.say(name, policy=policy, does=does(page, second.policy, second.verdict, second.strength))]
    said += [reason_said(page, material, second.policy, reason) for reason in second.reasons[:1]]
    if name == "second.disagrees":
        said += _gap(page, first, second)
    page.fixed(page.glue.join(said))


def _gap(page: Page, first: Decision, second: Decision) -> list[str]:
    """Why the two part ways: by the winning rule of either, what field practice looks at before what the guide does."""
    both = sorted((first, second), key=lambda item: item.policy)
    rules = [f"{item.policy}.{item.reasons[0].rule}" for item in both if item.reasons]
    name = page.shelf.phrases.first(*(f"second.gap.{rule}" for rule in rules), "second.gap.any")
    return [page.say(name)] if name else []
