"""Studies of whole policies and of the whole knowledge base: proofs, differences, drawings, findings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from service.domain.decide import Engine
from service.domain.decision import Verdict
from service.domain.diff import difference, difference_in_words, flips
from service.domain.drawing import flowchart
from service.domain.evidence import Entries
from service.domain.facts import Language, parse_value
from service.domain.knowledge_check import check_entries, check_findable
from service.domain.machine import machine_of
from service.domain.policy import Policy
from service.domain.proofs import Proof, prove
from service.domain.receipt import digest
from service.domain.vocabulary import FactBook
from service.turn.ports import Retriever

FINDABLE_TOP = 5


def rules_of(policies: Iterable[Policy]) -> set[str]:
    """Every rule that decides something and so gives reasons, written `policy:rule`."""
    return {
        f"{policy.id}:{rule.id}"
        for policy in policies
        for rule in policy.rules
        if rule.verdict is not Verdict.UNDECIDED
    }


def proof_of(policy: Policy, book: FactBook, entries: Entries) -> Proof:
    """The proof of one policy, by going through its whole case space."""
    support: dict[str, list[str]] = {}
    for entry in entries.values():
        for rule in entry.rules:
            support.setdefault(rule, []).append(entry.id)
    return prove(policy, book, support, tuple(entries))


def drawing_of(engine: Engine, policy: str, language: Language, case: Mapping[str, Any] | None = None) -> str:
    """The policy as a Mermaid flowchart, with the path that a case (raw fact values) takes. Raises Faulty."""
    values = None
    if case:
        values = {name: parse_value(engine.vocabulary, name, raw) for name, raw in case.items()}
    return flowchart(engine.machines[policy], engine.vocabulary, language, case=values, inferences=engine.inferences)


def compare(old: Policy, new: Policy, book: FactBook, language: Language) -> list[str]:
    """Where the verdict changes from `old` to `new`, in words; empty when it never does."""
    return difference_in_words(difference(old, new, book), book.vocabulary, language)


def flipped(
    records: Iterable[Mapping[str, Any]], old: Policy, new: Policy, book: FactBook
) -> Sequence[tuple[str, str, str]]:
    """Stored decisions of `old` that `new` would decide differently: receipt, verdict before, verdict after."""
    machine = machine_of(new, book, {})
    mine = {
        digest(record["inputs"]): {**record, "inputs": {**record["inputs"], "policy": new.id}}
        for record in records
        if record["inputs"]["policy"] == old.id
    }
    return [(flip.receipt, flip.before.value, flip.after.value) for flip in flips(mine, machine, book)]


def knowledge_faults(
    entries: Entries,
    refused: Mapping[str, Sequence[str]],
    policies: Iterable[Policy],
    retriever: Retriever,
    today: date,
) -> list[str]:
    """Everything that an editor has to mend, a line each."""

    def found(question: str, language: Language) -> list[str]:
        return [passage.entry for passage in retriever.search(question, language=language, top=FINDABLE_TOP)]

    findings = check_entries(entries, rules_of(policies), today, refused) + check_findable(entries, found)
    return [f"{finding.where}: {finding.proof}: {finding.text}" for finding in findings]
