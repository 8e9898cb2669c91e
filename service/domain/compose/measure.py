"""The one thing to measure before and after the tuning, in terms of the user's task."""

from collections.abc import Iterable

from service.domain.compose.material import Material
from service.domain.compose.page import Page, with_markers
from service.domain.decision import Decision, Verdict

BEFORE_AFTER = "before-after-same-rows"
SAFETY = "safety-after-tuning"
FORGETTING = "forgetting-mitigation"
COMPARED = {"not_enough": "measure.compare_measured", "unmeasured": "measure.compare_unmeasured"}


def say_measure(page: Page, material: Material, decision: Decision) -> None:
    """What to compare on held-out rows; nothing where nothing is to be tuned yet."""
    if decision.verdict in (Verdict.NONE, Verdict.UNDECIDED):
        return
    values = material.values
    metric = page.say(f"measure.metric.{values.get('task', 'other')}")
    compare = COMPARED.get(str(values.get("baseline")), "measure.compare")
    said = [_with(page, compare, (BEFORE_AFTER,), metric=metric)]
    if values.get("keep_general_ability") == "yes" and FORGETTING not in page.cited:
        said.append(_with(page, "measure.general", (FORGETTING,)))
    if values.get("public_facing") == "yes":
        said.append(_with(page, "measure.safety", (SAFETY,)))
    page.free(page.say("topic.measure"), said, heading=page.say("measure.heading") + page.glue)


def covered(entries: Iterable[str]) -> bool:
    """Whether advice with these entries says what is said here anyway."""
    return BEFORE_AFTER in entries


def _with(page: Page, name: str, entries: tuple[str, ...], **slots: str) -> str:
    return with_markers(page.say(name, **slots), page.cite(entries))
