"""Brute force over a small vocabulary: every question of the engine answered by trying all cases out.

Reads conditions one by one with `holds`; shares neither masks nor diagram with the engine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from service.domain.conditions import Compare, Condition, atoms, holds
from service.domain.decision import Verdict
from service.domain.facts import Band, Choice, FactSpec, Interval, Kind, Language, Value, Vocabulary
from service.domain.inference import Inference, closed

TEXT: Mapping[Language, str] = {"zh": "字", "en": "word"}


def _choices(weights: Mapping[str, float]) -> tuple[Choice, ...]:
    return tuple(Choice(value, TEXT, weight, TEXT) for value, weight in weights.items())


VOCABULARY: Vocabulary = {
    "task": FactSpec("task", Kind.CHOICE, TEXT, TEXT, _choices({"talk": 30, "sum": 40, "code": 20, "odd": 10})),
    "turns": FactSpec("turns", Kind.CHOICE, TEXT, TEXT, _choices({"yes": 40, "no": 60})),
    "shape": FactSpec("shape", Kind.CHOICE, TEXT, TEXT, _choices({"a": 50, "b": 30, "c": 20})),
    "rows": FactSpec(
        "rows",
        Kind.INTEGER,
        TEXT,
        TEXT,
        bands=tuple(
            Band(Interval(low, high), TEXT, weight) for low, high, weight in ((0, 9, 25), (10, 99, 50), (100, None, 25))
        ),
        clause={"zh": "有{value}", "en": "{value}"},
        unit={"zh": "条", "en": "rows"},
    ),
}
INFERENCES = (Inference("task", "talk", "turns", "yes"), Inference("task", "sum", "turns", "no"))
CUTS = (10, 100)
REGIONS = (Interval(0, 9), Interval(10, 99), Interval(100, None))


@dataclass(frozen=True)
class Rules:
    """Conditions with verdicts, first match wins; the last always holds."""

    rows: tuple[tuple[Condition, Verdict], ...]

    def verdict(self, given: Mapping[str, Value]) -> Verdict:
        values = closed(given, INFERENCES)
        return next(verdict for when, verdict in self.rows if holds(when, values))

    def reads(self) -> list[str]:
        named = {atom.fact for when, _ in self.rows for atom in atoms(when)}
        if "turns" in named:
            named.add("task")
        return [name for name in VOCABULARY if name in named]

    def regions(self) -> list[Interval]:
        """The regions that the rules cut (thresholds are taken from CUTS)."""
        used = sorted(
            {
                atom.number + (atom.operator in ("<=", ">"))
                for when, _ in self.rows
                for atom in atoms(when)
                if isinstance(atom, Compare)
                for atom in _ends(atom)
            }
            - {0}
        )
        starts = [0, *used]
        return [
            Interval(int(low), int(high) - 1 if high is not None else None)
            for low, high in zip(starts, [*used, None], strict=True)
        ]


def _ends(atom: Compare) -> list[Compare]:
    if atom.operator != "=":
        return [atom]
    return [Compare(atom.fact, "<=", atom.number), Compare(atom.fact, ">=", atom.number)]


def overlap(left: Interval, right: Interval) -> Interval | None:
    ends = [end for end in (left.high, right.high) if end is not None]
    low, high = max(left.low, right.low), min(ends) if ends else None
    return None if high is not None and high < low else Interval(low, high)


def fills(rules: Rules, given: Mapping[str, Value]) -> dict[str, list[Value]]:
    """What each unknown fact, or interval across regions, could become."""
    known = closed(given, INFERENCES)
    found: dict[str, list[Value]] = {}
    for name in rules.reads():
        value = known.get(name)
        if name == "rows":
            whole = Interval(0, None) if value is None else value
            parts = [
                part for region in rules.regions() if isinstance(whole, Interval) if (part := overlap(whole, region))
            ]
            if value is None or len(parts) > 1:
                found[name] = list(parts)
        elif value is None:
            found[name] = [choice.value for choice in VOCABULARY[name].choices]
    return found


def changes(rules: Rules, given: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Every other value of a known fact."""
    known = closed(given, INFERENCES)
    for name in rules.reads():
        value = known.get(name)
        if value is None:
            continue
        if name != "rows":
            yield from ((name, choice.value) for choice in VOCABULARY[name].choices if choice.value != value)
            continue
        span = value if isinstance(value, Interval) else Interval(int(value), int(value))
        across = len([region for region in rules.regions() if overlap(span, region)]) > 1
        for region in rules.regions():
            part = overlap(span, region)
            if part is None or (across and part != region):
                yield name, region


def settled(rules: Rules, given: Mapping[str, Value]) -> bool:
    """Whether no completion of any subset of the unknown facts changes the verdict."""
    open_facts = fills(rules, given)
    verdict = rules.verdict(given)
    rows = product(*([None, *values] for values in open_facts.values()))
    return all(rules.verdict(_with(given, open_facts, row)) is verdict for row in rows)


def _with(given: Mapping[str, Value], names: Mapping[str, object], row: tuple[Value | None, ...]) -> dict[str, Value]:
    return {**given, **{name: value for name, value in zip(names, row, strict=True) if value is not None}}


def would_change(rules: Rules, given: Mapping[str, Value]) -> set[tuple[frozenset[tuple[str, Value]], Verdict]]:
    """Every smallest set of unknown facts, and every single change of a known one, that changes the verdict."""
    verdict = rules.verdict(given)
    found = {
        (frozenset({change}), after)
        for change in changes(rules, given)
        if (after := rules.verdict({**given, change[0]: change[1]})) is not verdict
    }
    open_facts = fills(rules, given)
    for size in range(1, len(open_facts) + 1):
        smallest = set()
        for names in combinations(open_facts, size):
            for row in product(*(open_facts[name] for name in names)):
                change = dict(zip(names, row, strict=True))
                after = rules.verdict({**given, **change})
                if after is not verdict:
                    smallest.add((frozenset(change.items()), after))
        if smallest:
            return found | smallest
    return found


def distances(rules: Rules, given: Mapping[str, Value]) -> dict[Verdict, tuple[int, int]]:
    """For each other verdict within reach, the fewest facts to set, and of these the fewest known ones."""
    open_facts = fills(rules, given)
    options: dict[str, list[tuple[Value, bool]]] = {
        name: [(value, False) for value in values] for name, values in open_facts.items()
    }
    for name, value in changes(rules, given):
        options.setdefault(name, []).append((value, True))
    best: dict[Verdict, tuple[int, int]] = {}
    for row in product(*([None, *values] for values in options.values())):
        change = {name: choice for name, choice in zip(options, row, strict=True) if choice is not None}
        after = rules.verdict({**given, **{name: value for name, (value, _) in change.items()}})
        cost = (len(change), sum(was_known for _, was_known in change.values()))
        if after is not rules.verdict(given) and cost < best.get(after, (99, 99)):
            best[after] = cost
    return best


def weighted_cases(
    rules: Rules, given: Mapping[str, Value], weight: Mapping[str, Mapping[Value, int]]
) -> Iterator[tuple[dict[str, Value], Fraction]]:
    """Every complete case that the given facts leave open, with its share; an inferred value follows its basis."""
    open_facts = fills(rules, given)
    names = [name for name in open_facts if name != "turns"]
    for row in product(*(open_facts[name] for name in names)):
        case = dict(given)
        share = Fraction(1)
        for name, value in zip(names, row, strict=True):
            case[name] = value
            share *= Fraction(weight[name][value], sum(weight[name][other] for other in open_facts[name]))
        if "turns" not in open_facts or "turns" in closed(case, INFERENCES):
            yield closed(case, INFERENCES), share
            continue
        for value in open_facts["turns"]:
            part = Fraction(weight["turns"][value], sum(weight["turns"].values()))
            yield {**case, "turns": value}, share * part
