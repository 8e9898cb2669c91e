"""The guide's overview for a question without a case: differences, the three questions, four tasks, conclusion.

What the guide gets wrong is said right here, with the correction's source.
"""

from collections.abc import Mapping
from types import MappingProxyType

from service.domain.compose.page import Page, with_markers

SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conclusion": ("guide-final-conclusion",),
        "row.goal": ("guide-training-goal",),
        "row.suits": ("guide-scenarios",),
        "row.size": ("base-and-chat-same-size",),
        "row.ready": ("guide-out-of-the-box",),
        "question.dialogue": ("guide-tree-dialogue",),
        "question.domain": ("guide-tree-special-domain",),
        "question.resources": ("guide-tree-resources", "resources-wrong-sign"),
        "task.service": ("guide-row-customer-service",),
        "task.instructions": ("guide-row-instruction-tuning",),
        "task.summary": ("guide-row-medical-summary",),
        "task.multi_hop": ("guide-row-multi-hop-qa",),
        "wrong_size": ("base-and-chat-same-memory",),
        "wrong_licence": ("llama2-licence-covers-both",),
    }
)
"""What each part says, in order, and the entries that it cites."""


def say_overview(page: Page) -> None:
    """The guide in one screen."""
    page.fixed(_cited(page, "conclusion"))
    page.fixed(page.say("overview.differences") + "\n\n" + _table(page, "row"))
    questions = [_cited(page, name) for name in SOURCES if name.startswith("question.")]
    numbered = "\n".join(f"{number}. {question}" for number, question in enumerate(questions, 1))
    page.fixed(page.say("overview.questions") + "\n\n" + numbered)
    page.fixed(page.say("overview.tasks") + "\n\n" + _table(page, "task"))
    page.fixed(page.glue.join([_cited(page, "wrong_size"), _cited(page, "wrong_licence")]))


def _table(page: Page, kind: str) -> str:
    """The head and the rows of one table, markers in the last cell."""
    rows = []
    for name in SOURCES:
        if name.startswith(f"{kind}."):
            row = page.say(f"overview.{name}").removesuffix("|").rstrip()
            rows.append(f"{row}{page.cite(SOURCES[name], most=2)} |")
    return "\n".join([page.say(f"overview.{kind}.head"), *rows])


def _cited(page: Page, name: str) -> str:
    return with_markers(page.say(f"overview.{name}"), page.cite(SOURCES[name], most=2))
