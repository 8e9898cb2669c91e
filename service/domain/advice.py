"""Warnings and advice: rows of a condition, a text in both languages and entries, for whichever verdict is shown.

The conditions speak of facts and of a few names more (NAMES), which the caller sets. Never changes a verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.condition_parser import Names, names_of, parse_condition
from service.domain.conditions import Condition, show
from service.domain.decision import Advice, Verdict
from service.domain.engine.matcher import Matcher, matcher_of
from service.domain.facts import LANGUAGES, Language, Values, Vocabulary
from service.domain.faults import Faulty
from service.domain.policy import Policy
from service.domain.vocabulary import two_languages

YES_NO = ("yes", "no")
NAMES: Mapping[str, tuple[str, ...]] = {
    "thinking": YES_NO,
    "catalogue_base_published": YES_NO,
    "catalogue_chat_published": YES_NO,
    "shared_licence": YES_NO,
}
"""What a row may ask besides facts, `verdict`, `rule` and `policy`: the named model thinks; what the catalogue says of
it; both its variants have one licence. Unknown unless the caller says."""

_KEYS = {"id", "kind", "when", "entries", *LANGUAGES}


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """One row of the file."""

    id: str
    is_warning: bool
    when: Condition
    text: Mapping[Language, str]
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """All rows, in order, ready to be asked."""

    rows: tuple[AdviceRow, ...]
    matcher: Matcher

    def fitting(self, values: Values, language: Language) -> tuple[tuple[Advice, ...], tuple[Advice, ...]]:
        """The warnings and the advice whose conditions hold, in the order of the file."""
        rows = [self.rows[number] for number in self.matcher.all(values)]
        said = [(row.is_warning, Advice(row.id, row.text[language], row.entries)) for row in rows]
        return (tuple(item for warning, item in said if warning), tuple(item for warning, item in said if not warning))


def advice_names(vocabulary: Vocabulary, policies: Sequence[Policy]) -> Names:
    """Every name that a condition of the advice file may mention."""
    return {
        **names_of(vocabulary),
        **NAMES,
        "verdict": tuple(Verdict),
        "rule": tuple(dict.fromkeys(rule.id for policy in policies for rule in policy.rules)),
        "policy": tuple(policy.id for policy in policies),
    }


def advice_from(
    tables: Mapping[str, Any], vocabulary: Vocabulary, policies: Sequence[Policy], file: str = "advice.toml"
) -> AdviceBook:
    """The advice that the parsed file says ([[advice]] tables). Raises Faulty with all faults, by file and row."""
    faults: list[str] = []
    names = advice_names(vocabulary, policies)
    raw = tables.get("advice", [])
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise Faulty([f"{file}: `advice` must be a list of [[advice]] tables."])
    rows = [row for number, table in enumerate(raw, 1) if (row := _row(table, number, names, file, faults))]
    ids = [row.id for row in rows]
    faults += [f"{file}, row {name}: the id stands twice." for name in dict.fromkeys(ids) if ids.count(name) > 1]
    if faults:
        raise Faulty(faults)
    return AdviceBook(tuple(rows), matcher_of([row.when for row in rows], names))


def _row(table: Mapping[str, Any], number: int, names: Names, file: str, faults: list[str]) -> AdviceRow | None:
    before, identity = len(faults), table.get("id")
    place = f"{file}, row {identity or f'number {number}'}"
    if not isinstance(identity, str) or not identity.strip():
        faults.append(f"{place}: `id` is missing.")
    faults += [f"{place}: {key!r} is no key of a row." for key in table if key not in _KEYS]
    if table.get("kind") not in ("warning", "advice"):
        faults.append(f"{place}: `kind` must be warning or advice.")
    entries = table.get("entries", [])
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        faults.append(f"{place}: `entries` must be a list of ids.")
    text = two_languages(table, place, faults)
    when: Condition | None = None
    try:
        when = parse_condition(str(table.get("when") or ""), names)
    except Faulty as fault:
        faults += [f"{place}: {reason}" for reason in fault.faults]
    if when is None or len(faults) > before:
        return None
    return AdviceRow(str(identity), table["kind"] == "warning", when, text, tuple(entries))


def as_data(book: AdviceBook) -> list[Any]:
    """The rows as plain data, for hashing."""
    return [[row.id, row.is_warning, show(row.when), dict(row.text), list(row.entries)] for row in book.rows]
