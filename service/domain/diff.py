"""Where two policies, or two versions of one, differ: the regions of the case space in which the verdict changes.

The regions are exact and cover every case; which stored decisions a change would flip is told from their records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.condition_parser import names_of
from service.domain.condition_words import in_words
from service.domain.decide import Machine
from service.domain.decision import Verdict
from service.domain.engine.regions import IMPOSSIBLE, Outcome, Region, atlas_of
from service.domain.facts import Language, Value, Vocabulary, parse_value
from service.domain.faults import Faulty
from service.domain.policy import Policy
from service.domain.vocabulary import FactBook


@dataclass(frozen=True, slots=True)
class Shift:
    """All cases in which the verdict goes from `before` to `after`: their share of all cases (every value of every fact
    counts once, unknown included; 0 to 1), and conditions that together hold exactly there, the widest first."""

    before: Verdict
    after: Verdict
    share: float
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """A stored decision that another policy would decide differently."""

    receipt: str
    before: Verdict
    after: Verdict


def difference(old: Policy, new: Policy, book: FactBook) -> tuple[Shift, ...]:
    """Every change of verdict from `old` to `new`, the most cases first; empty if they always agree."""
    lists = [[rule.when for rule in policy.rules] for policy in (old, new)]
    atlas = atlas_of(lists, book.vocabulary, names_of(book.vocabulary), book.inferences)
    found: dict[tuple[Verdict, Verdict], list[Outcome]] = {}
    for outcome in atlas.diagram.ends:
        if outcome != (IMPOSSIBLE,):
            pair = (old.rules[outcome[0]].verdict, new.rules[outcome[1]].verdict)
            found.setdefault(pair, []).append(outcome)
    shifts = [
        Shift(before, after, atlas.share(outcomes), tuple(atlas.regions(outcomes)))
        for (before, after), outcomes in found.items()
        if before is not after
    ]
    return tuple(sorted(shifts, key=lambda shift: (-shift.share, shift.before, shift.after)))


def difference_in_words(
    shifts: Iterable[Shift], vocabulary: Vocabulary, language: Language, most: int = 8
) -> list[str]:
    """One paragraph for each shift: its share, then at most `most` of its regions, a line each."""
    lines = []
    for shift in shifts:
        if language == "zh":
            head = f"{shift.before} 变为 {shift.after}（占全部情形的 {_per_cent(shift.share)}）："
            rest = f"- 另有 {len(shift.regions) - most} 个较小的区域"
        else:
            head = f"{shift.before} becomes {shift.after} ({_per_cent(shift.share)} of all cases):"
            rest = f"- and {len(shift.regions) - most} smaller regions"
        listed = [
            f"- {_per_cent(region.share)}: {in_words(region.when, vocabulary, language)}"
            for region in shift.regions[:most]
        ]
        lines.append("\n".join([head, *listed, *([rest] if len(shift.regions) > most else [])]))
    return lines


def _per_cent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"


def flips(records: Mapping[str, Mapping[str, Any]], machine: Machine, book: FactBook) -> tuple[Flip, ...]:
    """The stored decisions of the policy with this id that `machine` decides differently, by receipt.

    A record whose facts the vocabulary no longer knows raises Faulty.
    """
    found = []
    for receipt, record in records.items():
        if record["inputs"]["policy"] != machine.policy.id:
            continue
        before = Verdict(record["decision"]["verdict"])
        after = machine.winner(values_of(record, book)).verdict
        if before is not after:
            found.append(Flip(receipt, before, after))
    return tuple(found)


def values_of(record: Mapping[str, Any], book: FactBook) -> dict[str, Value]:
    """The given values of a stored record. Raises Faulty if the vocabulary does not know one."""
    values: dict[str, Value] = {}
    faults: list[str] = []
    for name, fact in record["inputs"]["facts"].items():
        if fact["source"] == "inferred":
            continue
        try:
            values[name] = parse_value(book.vocabulary, name, fact["value"])
        except Faulty as fault:
            faults += fault.faults
    if faults:
        raise Faulty(faults)
    return values
