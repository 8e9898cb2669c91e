"""Which of the entries behind a rule to cite: for the guide its own words and what corrects them, else evidence, the
ones nearest to the rule's text and the user's task first."""

from service.domain.compose.overlap import share
from service.domain.compose.page import Page
from service.domain.compose.wording import label
from service.domain.decision import Reason
from service.domain.evidence import Entry, Status
from service.domain.facts import Values

GUIDE = "guide"


def supporting(page: Page, policy: str, reason: Reason, values: Values, most: int = 2) -> list[str]:
    """Up to `most` entries: under the guide one of the guide's own first, then the nearest of the others."""
    entries = [page.shelf.entries[name] for name in reason.entries if name in page.shelf.entries]
    query = reason.text
    if "task" in values:
        query += " " + label(page.shelf, page.language, "task", values["task"])
    ranked = sorted(entries, key=lambda entry: -_nearness(page, entry, query))
    own = [entry for entry in ranked if entry.status is Status.GUIDE]
    others = [entry for entry in ranked if entry.status is not Status.GUIDE]
    chosen = [*own[:1], *others] if policy == GUIDE else [*others, *own]
    return [entry.id for entry in chosen[:most]]


def _nearness(page: Page, entry: Entry, query: str) -> float:
    """How much of the rule's words the entry's title, lead and aliases have, and that it serves few rules."""
    text = entry.texts[page.language]
    near = share(query, " ".join((text.title, *text.aliases))) + share(query, text.text)
    return near + 1 / (2 + len(entry.rules))


def markers(page: Page, policy: str, reason: Reason, values: Values) -> str:
    """The markers of the entries that support a reason."""
    return page.cite(supporting(page, policy, reason, values), most=2)
