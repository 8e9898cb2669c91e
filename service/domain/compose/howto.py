"""How to do it well: warnings, advice, real checkpoints, memory, and the one thing to measure."""

from service.domain.compose.page import Page, with_markers
from service.domain.decision import Advice, Decision, Verdict

ADVICE_MAX = 3


def say_warnings(page: Page, decision: Decision) -> None:
    """What makes the verdict hard to follow; said by code, a line each."""
    lines = [with_markers(item.text, page.cite(item.entries, most=1)) for item in decision.warnings]
    if len(lines) == 1:
        page.fixed(page.say("howto.warning") + page.glue + lines[0])
    elif lines:
        page.fixed(page.say("howto.warning") + "\n\n" + "\n".join(f"- {line}" for line in lines))


def say_howto(page: Page, decision: Decision) -> None:
    """The next step: checkpoints by code, the advice free to be phrased."""
    if decision.verdict in (Verdict.UNDECIDED, Verdict.NONE):
        chosen = decision.advice[:1]
    else:
        chosen = decision.advice[:ADVICE_MAX]
    said = [_advice(page, item) for item in chosen]
    heading = page.say("howto.heading") + page.glue
    page.free(page.say("topic.howto"), said, heading=heading)


def _advice(page: Page, item: Advice) -> str:
    return with_markers(item.text, page.cite(item.entries, most=1))
