"""The guide's overview for a question without a case: differences, the three questions, four tasks, conclusion.

What the guide gets wrong is said right here, with the correction's source.
"""

from service.domain.compose.page import Page, with_markers

ROWS = ("goal", "suits", "size", "ready")
TASKS = ("service", "instructions", "summary", "multi_hop")
QUESTIONS = ("dialogue", "domain", "resources")


def say_overview(page: Page) -> None:
    """The guide in one screen."""
    page.fixed(_cited(page, "conclusion"))
    page.fixed(page.say("overview.differences") + "\n\n" + _table(page, ROWS, "overview.row"))
    questions = "\n".join(f"{number}. {_cited(page, name)}" for number, name in enumerate(QUESTIONS, 1))
    page.fixed(page.say("overview.questions") + "\n\n" + questions)
    page.fixed(page.say("overview.tasks") + "\n\n" + _table(page, TASKS, "overview.task"))
    page.fixed(_cited(page, "wrong"))


def _table(page: Page, rows: tuple[str, ...], prefix: str) -> str:
    return "\n".join([page.say(f"{prefix}.head"), *(_cited_row(page, f"{prefix}.{row}") for row in rows)])


def _cited(page: Page, name: str) -> str:
    return with_markers(page.say(f"overview.{name}"), _markers(page, f"overview.{name}"))


def _cited_row(page: Page, name: str) -> str:
    row = page.say(name)
    markers = _markers(page, name)
    return row.removesuffix("|").rstrip() + markers + " |"


def _markers(page: Page, name: str) -> str:
    """Markers for the entries that `sources.toml` names for the phrase."""
    source = f"sources.{name}"
    return page.cite(page.say(source).split(), most=2) if page.shelf.phrases.has(source) else ""
