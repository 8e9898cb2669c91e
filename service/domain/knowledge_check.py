"""Proofs over the knowledge entries: what an editor has to mend before an entry can be trusted.

Schema is proved when a file is read (entries.py); here entries are compared with each other, with the rules they claim
to support, between their languages, and with what no entry may hold.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.entry_parity import parity_faults
from service.domain.entry_safety import unsafe_parts
from service.domain.evidence import Entries, Entry
from service.domain.facts import Language

STALE_DAYS = 365
"""Days after which a review no longer counts."""
FOUND_WITHIN = 5
"""Passages among which an entry's own questions must bring it up."""


class Proof(StrEnum):
    """What was proved to be wrong."""

    SCHEMA = "schema"
    PARITY = "parity"
    RELATED = "related"
    RULES = "rules"
    UNSAFE = "unsafe"
    STALE = "stale"
    REPEATED = "repeated"
    UNFINDABLE = "unfindable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where (an entry's id, a file or a rule), which proof failed, and one sentence."""

    where: str
    proof: Proof
    text: str


Search = Callable[[str, Language], Sequence[str]]
"""Ids of the entries found for a question in a language, best first."""


def check_entries(
    entries: Entries, rules: Collection[str], today: date, refused: Mapping[str, Sequence[str]] | None = None
) -> list[Finding]:
    """Every finding, by entry. `rules` are the rules of all policies that give reasons, written `policy:rule`;
    `refused` holds the files that could not be read, with why."""
    findings = [Finding(file, Proof.SCHEMA, reason) for file, why in (refused or {}).items() for reason in why]
    for name in sorted(entries):
        findings += _of_entry(entries[name], entries, rules, today)
    findings += _unsupported(entries, rules)
    findings += _repeated(entries)
    return findings


def check_findable(entries: Entries, search: Search) -> list[Finding]:
    """Entries that their own example questions do not bring up, one finding a question."""
    findings = []
    for name in sorted(entries):
        for language, text in entries[name].texts.items():
            for question in (*text.questions, *text.asked):
                if name not in search(question, language)[:FOUND_WITHIN]:
                    said = f"its own question {question!r} does not find it among the first {FOUND_WITHIN}."
                    findings.append(Finding(name, Proof.UNFINDABLE, said))
    return findings


def _of_entry(entry: Entry, entries: Entries, rules: Collection[str], today: date) -> Iterator[Finding]:
    for text in parity_faults(entry):
        yield Finding(entry.id, Proof.PARITY, text)
    for name in entry.related:
        if name not in entries:
            yield Finding(entry.id, Proof.RELATED, f"related entry {name!r} does not exist.")
    if entry.id in entry.related:
        yield Finding(entry.id, Proof.RELATED, "is related to itself.")
    for rule in entry.rules:
        if rule not in rules:
            yield Finding(entry.id, Proof.RULES, f"rule {rule!r} is in no policy.")
    for text in unsafe_parts(entry):
        yield Finding(entry.id, Proof.UNSAFE, text)
    age = (today - entry.reviewed).days
    if age > STALE_DAYS:
        yield Finding(entry.id, Proof.STALE, f"was last reviewed {age} days ago; read it against its sources again.")
    elif age < 0:
        yield Finding(entry.id, Proof.STALE, f"was reviewed on {entry.reviewed}, which is still to come.")


def _unsupported(entries: Entries, rules: Collection[str]) -> Iterator[Finding]:
    supported = {rule for entry in entries.values() for rule in entry.rules}
    for rule in sorted(set(rules) - supported):
        yield Finding(rule, Proof.RULES, "is a rule that no entry supports.")


def _repeated(entries: Entries) -> Iterator[Finding]:
    """Titles and questions that two entries share: whoever asks one cannot get both first."""
    lines = Counter(
        (language, " ".join(line.lower().split()))
        for entry in entries.values()
        for language, text in entry.texts.items()
        for line in {text.title, *text.questions, *text.asked}
    )
    for name in sorted(entries):
        for language, text in entries[name].texts.items():
            for line in sorted({text.title, *text.questions, *text.asked}):
                if lines[language, " ".join(line.lower().split())] > 1:
                    yield Finding(name, Proof.REPEATED, f"{language}: {line!r} stands in another entry as well.")
