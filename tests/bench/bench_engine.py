"""How fast the engine decides, beside zen-engine (which explains nothing) in the same run.

10 000 distinct seeded fact sets, each used once; nothing is remembered between them. Times in µs unless said otherwise.
Run by `make bench`, or alone: `python -m tests.bench.bench_engine`.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import zen

from service.domain.condition_parser import names_of
from service.domain.conditions import ALWAYS, AllOf, Compare, Condition, OneOf
from service.domain.decide import decide, engine_from
from service.domain.engine.matcher import matcher_of
from service.domain.facts import Choice, Fact, FactSpec, Interval, Kind, Language, Source, Value, Values
from service.domain.inference import closed
from service.domain.policy import Policy, policy_from
from service.domain.proofs import prove
from service.domain.vocabulary import fact_book
from tests import engines
from tests.policy.jdm import jdm, zen_input

CASES = 10_000
RULES = 10_000


@dataclass(frozen=True)
class Measure:
    """One line: what was measured, the figures, the limit that they must keep, and a ratio against the peer."""

    name: str
    figures: dict[str, float]
    limits: dict[str, float]
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether every limit is kept."""
        return all(self.figures[key] <= limit for key, limit in self.limits.items())

    def __str__(self) -> str:
        shown = "  ".join(
            f"{key} {value:.4g}" + (f" (≤ {self.limits[key]:g})" if key in self.limits else "")
            for key, value in self.figures.items()
        )
        return f"{'ok ' if self.kept else 'OVER'} {self.name:<42} {shown}  {self.note}"


def fact_sets(seed: int = 20261122) -> list[dict[str, Value]]:
    """Distinct sets of values; how much is known varies from nothing to everything."""
    drawn, found = random.Random(seed), dict[str, dict[str, Value]]()
    vocabulary = engines.book().vocabulary
    while len(found) < CASES:
        known = drawn.random()
        values: dict[str, Value] = {}
        for name, spec in vocabulary.items():
            if drawn.random() >= known or spec.kind is Kind.TEXT:
                continue
            if spec.choices:
                values[name] = drawn.choices([c.value for c in spec.choices], [c.weight for c in spec.choices])[0]
            else:
                low = int(10 ** (drawn.random() * 6))
                values[name] = low if drawn.random() < 0.8 or spec.kind is Kind.NUMBER else Interval(low, low * 5)
        found[repr(values)] = values
    return list(found.values())


def spread(times: Iterable[float]) -> dict[str, float]:
    """p50, p99 and the most, in µs."""
    sorted_times = sorted(times)
    at = [sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * share))] for share in (0.5, 0.99)]
    return {"p50": at[0] * 1e6, "p99": at[1] * 1e6, "max": sorted_times[-1] * 1e6}


def timed(
    work: Callable[[Any], object], rows: Sequence[Any], clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The time of each call, in seconds."""
    found = []
    for row in rows:
        start = clock()
        work(row)
        found.append(clock() - start)
    return found


def bare_verdicts(rows: Sequence[Values]) -> Iterator[Measure]:
    """The verdict alone, by policy, against zen-engine on the same table (a tenth of the rows)."""
    inferences = engines.book().inferences
    for name in engines.POLICIES:
        machine = engines.engine().machines[name]
        ours = spread(timed(machine.winner, rows))
        judge = zen.ZenEngine().create_decision(jdm(machine.policy, loop=False))
        inputs = [zen_input(closed(row, inferences)) for row in rows[: CASES // 10]]
        theirs = spread(timed(judge.evaluate, inputs))
        note = f"zen-engine p50 {theirs['p50']:.4g}: {theirs['p50'] / ours['p50']:.0f} times as long"
        yield Measure(f"bare verdict, {name}", ours, {"p50": 8}, note)


def everything(rows: Sequence[Values]) -> Iterator[Measure]:
    """A whole decision: reasons, settled, would_change, why_not, next_question, advice, receipts, both policies."""
    engine = engines.engine()
    facts = [{name: Fact(value, Source.FORM) for name, value in row.items()} for row in rows]
    times = timed(lambda row: decide(engine, row), facts)
    yield Measure("everything, both policies", spread(times), {"p50": 1_000, "p99": 5_000})
    other = fact_sets(seed=20261123)
    fresh = [{name: Fact(value, Source.FORM) for name, value in row.items()} for row in other]
    own = spread(timed(lambda row: decide(engine, row), fresh, time.thread_time))
    yield Measure("  CPU time, 10 000 other fact sets", own, {}, "beside wall time, which a busy machine stretches")
    few = [time for time, row in zip(times, rows, strict=True) if len(row) <= 4]
    yield Measure(f"  of these, at most 4 facts known ({len(few)})", spread(few), {})


def load() -> Measure:
    """From parsed files to an engine that answers, and reading the files beside it."""
    start = time.perf_counter()
    tables = [engines.toml(name) for name in ("facts.toml", *(f"policies/{name}.toml" for name in engines.POLICIES))]
    support, advice = engines.support(), engines.engine().advice
    read = time.perf_counter() - start
    start = time.perf_counter()
    book = fact_book(tables[0])
    policies = [policy_from(table, book.vocabulary, "") for table in tables[1:]]
    engine_from(book, policies, support, advice)
    return Measure("load, seconds", {"build": time.perf_counter() - start, "read": read}, {"build": 0.5})


def checks() -> Iterator[Measure]:
    """`policy check` of both policies."""
    entries = {entry for found in engines.support().values() for entry in found}
    total = 0.0
    for name in engines.POLICIES:
        start = time.perf_counter()
        proof = prove(engines.policy(name), engines.book(), engines.support(), entries)
        spent = time.perf_counter() - start
        total += spent
        note = f"{proof.cases:,} cases in {proof.classes:,} classes"
        yield Measure(f"policy check, {name}, seconds", {"time": spent}, {}, note)
    yield Measure("policy check, both, seconds", {"time": total}, {"time": 10})


def synthetic(seed: int = 7) -> Iterator[Measure]:
    """10 000 rules of three conditions each over 32 facts; the cases are built to be won evenly over all ranks."""
    drawn = random.Random(seed)
    names: Language = "en"
    text = {names: "x"}
    values = [f"v{number}" for number in range(64)]
    choices = tuple(Choice(value, text, 1, text) for value in values)
    vocabulary = {f"f{n}": FactSpec(f"f{n}", Kind.CHOICE, text, text, choices) for n in range(28)}
    vocabulary |= {f"n{n}": FactSpec(f"n{n}", Kind.INTEGER, text, text) for n in range(4)}
    rules = [_rule(drawn, values) for _ in range(RULES)]
    start = time.perf_counter()
    matcher = matcher_of([*rules, ALWAYS], names_of(vocabulary))
    built = time.perf_counter() - start
    cases = [_case_for(drawn, rules[rank * RULES // CASES], values) for rank in range(CASES)]
    drawn.shuffle(cases)
    times, winners = [], []
    for case in cases:
        start = time.perf_counter()
        winner = matcher.first(case)
        times.append(time.perf_counter() - start)
        winners.append(winner)
    tenths = [sum(rank * 10 // RULES == tenth for rank in winners) for tenth in range(10)]
    note = f"built in {built:.2f} s; winners by tenth of the ranks {tenths}"
    yield Measure("verdict of 10 000 rules", spread(times), {"p50": 20}, note)


def _rule(drawn: random.Random, values: Sequence[str]) -> Condition:
    facts = drawn.sample(range(28), 3)
    parts: list[Condition] = [OneOf(f"f{fact}", (drawn.choice(values),)) for fact in facts]
    if drawn.random() < 0.2:
        parts[2] = Compare(f"n{drawn.randrange(4)}", "=", drawn.randrange(100))
    return AllOf(tuple(parts))


def _case_for(drawn: random.Random, rule: Condition, values: Sequence[str]) -> dict[str, Value]:
    case: dict[str, Value] = {f"f{fact}": drawn.choice(values) for fact in range(28)}
    case |= {f"n{fact}": drawn.randrange(100) for fact in range(4)}
    assert isinstance(rule, AllOf)
    for part in rule.parts:
        match part:
            case OneOf(fact, (value,)):
                case[fact] = value
            case Compare(fact, _, number):
                case[fact] = int(number)
    return case


def against_zen(seed: int = 7) -> Iterator[Measure]:
    """The field policy's rules two hundred times over, so that zen-engine has a long table too."""
    rules = engines.policy("field").rules
    long = Policy("long", {}, tuple(rule for rule in rules[:-1] for _ in range(40)) + rules[-1:], "")
    matcher = matcher_of([rule.when for rule in long.rules], names_of(engines.book().vocabulary))
    rows = fact_sets(seed)[:300]
    ours = spread(timed(matcher.first, rows))
    judge = zen.ZenEngine().create_decision(jdm(long, loop=False))
    theirs = spread(timed(judge.evaluate, [zen_input(row) for row in rows]))
    note = f"zen-engine p50 {theirs['p50']:.4g}: {theirs['p50'] / ours['p50']:.0f} times as long"
    yield Measure(f"verdict of {len(long.rules)} rules", ours, {}, note)


def measures() -> Iterator[Measure]:
    """All measures, in order."""
    yield load()
    rows = fact_sets()
    yield from bare_verdicts(rows)
    yield from everything(rows)
    yield from synthetic()
    yield from against_zen()
    yield from checks()


def main() -> int:
    """Prints the measures as they come; 1 if a limit was not kept."""
    kept = True
    for measure in measures():
        print(measure, flush=True)
        kept = kept and measure.kept
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
