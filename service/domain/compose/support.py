"""Which of the entries behind a rule to cite: for the guide its own words and what corrects them, else evidence, the
ones nearest to the rule's text and the user's task first. The same in both languages."""

from service.domain.compose.overlap import share, share_of_all
from service.domain.compose.page import Page
from service.domain.compose.wording import label
from service.domain.decision import Reason
from service.domain.evidence import Entry, Status
from service.domain.facts import LANGUAGES, Language, Values

GUIDE = "guide"


def supporting(page: Page, policy: str, reason: Reason, values: Values, most: int = 2) -> list[str]:
    """Up to `most` entries: under the guide one of the guide's own first, then the nearest of the others."""
    entries = [page.shelf.entries[name] for name in reason.entries if name in page.shelf.entries]
    queries = {language: _query(page, policy, reason, values, language) for language in LANGUAGES}
    ranked = sorted(entries, key=lambda entry: -sum(_nearness(entry, queries[lang], lang) for lang in LANGUAGES))
    own = [entry for entry in ranked if entry.status is Status.GUIDE]
    others = [entry for entry in ranked if entry.status is not Status.GUIDE]
    chosen = [*own[:1], *others] if policy == GUIDE else [*others, *own]
    return [entry.id for entry in chosen[:most]]


def markers(page: Page, policy: str, reason: Reason, values: Values) -> str:
    """The markers of the entries that support a reason."""
    return page.cite(supporting(page, policy, reason, values), most=2)


def _query(page: Page, policy: str, reason: Reason, values: Values, language: Language) -> str:
    """The rule's text and the user's task."""
    rule = page.shelf.rule(policy, reason.rule)
    task = label(page.shelf, language, "task", values["task"]) if "task" in values else ""
    return f"{rule.text[language] if rule else reason.text} {task}"


def _nearness(entry: Entry, query: str, language: Language) -> float:
    """How much of the rule's words the entry has, its title and aliases twice, and that it serves few rules."""
    text = entry.texts[language]
    near = share_of_all(query, (text.title, *text.aliases)) + share(query, text.text)
    return near + 1 / (2 + len(entry.rules))
