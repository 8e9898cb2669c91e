"""What was expected and turned out otherwise: "I thought there was a base, but there is none", 原以为够用，实测差得远.

Words of expectation lead to a fact, a turn follows, and behind the turn stands no value of its own but a mere yes or no,
or a word that is one beside what was expected. What was expected is read as if it were told, and then turned round.
What merely was so gives way to what is now.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span
from service.domain.reading.earlier import OF_USE
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

Reads = Callable[[Span], Sequence[Claim]]
"""What a stretch says when nothing beside it counts."""
_FARTHEST = 2
"""Clauses behind the turn in which the answer may stand."""
_UNTOLD = ""
"""The value of a fact that is only spoken of."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What was expected, or merely was so (`mere`), and what was found."""

    expected: Span
    found: Span
    mere: bool


def turned(scene: Scene, claims: Sequence[Claim], reads: Reads) -> list[Claim]:
    """The claims with what turned out in the place of what was expected; nothing where it is not known yet."""
    out = list(claims)
    for change in _reversals(scene):
        if _another_product(scene, claims, change):
            out = [one for one in out if not (one.name in OF_USE and _in(change.expected, one.start))]
        said = [claim for claim in out if claim.start >= change.found.start]
        alone = not any(_in(change.found, claim.start) for claim in said)
        for claim in _expectations(scene, change, reads):
            if any(other.name == claim.name for other in said):
                out = [replace(other, past=True) if _expected(other, claim, change) else other for other in out]
            if change.mere or any(other.name == claim.name for other in said):
                continue
            value = _value(scene, claim, change.found, alone=alone)
            if value is not None or _says(scene, "scope.turned.open", change.found):
                out = [other for other in out if not _expected(other, claim, change)]
            if value is not None:
                out.append(Claim(claim.name, value, claim.start, change.found.end, corrects=True))
    return out


def _another_product(scene: Scene, claims: Sequence[Claim], change: Reversal) -> bool:
    """Whether a task was expected and another one is found."""
    before = {hit.label.rsplit(".", 1)[1] for hit in scene.under("fact.task") if _in(change.expected, hit.start)}
    now = {claim.value for claim in claims if claim.name == "task" and _in(change.found, claim.start)}
    return bool(before and now) and before.isdisjoint(now)


def _reversals(scene: Scene) -> Iterator[Reversal]:
    """The clauses of words of expectation up to the nearest turn, and what follows it."""
    plan = scene.outline
    for hit in [*scene.under("scope.expected"), *scene.under("scope.was")]:
        turn = next((turn for turn in scene.under("scope.turn") if turn.start > hit.end and _opens(scene, turn)), None)
        if turn is None or plan.sentence(turn.start) - plan.sentence(hit.start) > 1:
            continue
        last = min(plan.clause(turn.start) + _FARTHEST, plan.clause(plan.sentences[plan.sentence(turn.start)].end - 1))
        expected = Span(plan.clauses[plan.clause(hit.start)].start, turn.start)
        yield Reversal(expected, Span(turn.start, plan.clauses[last].end), hit.label == "scope.was")


def _opens(scene: Scene, turn: Hit) -> bool:
    """Whether a turn stands at the head of a clause; in English it may stand within one."""
    clause = scene.outline.clauses[scene.outline.clause(turn.start)]
    return scene.text[turn.start].isascii() or not scene.text[clause.start : turn.start].strip()


def _expectations(scene: Scene, change: Reversal, reads: Reads) -> list[Claim]:
    """What was expected, as claims; a fact that is only spoken of has no value."""
    table = scene.lexicon.settings["turned"]
    claims = {claim.name: claim for claim in reads(change.expected)}
    for name, labels in table["about"].items():
        at = change.expected.start
        if name not in claims and all(_says(scene, label, change.expected) for label in labels):
            claims[name] = Claim(name, _UNTOLD, at, at)
    return list(claims.values())


def _expected(claim: Claim, other: Claim, change: Reversal) -> bool:
    return claim.name == other.name and _in(change.expected, claim.start)


def _value(scene: Scene, claim: Claim, found: Span, *, alone: bool) -> str | None:
    """What the fact turned out to be: a word beside it says so, or a yes or a no does; a mere denial only where what
    was found speaks of nothing else (`alone`)."""
    table: Mapping[str, Mapping[str, str]] = scene.lexicon.settings["turned"]
    by_word = table.get(claim.name, {})
    for label, value in by_word.items():
        hits = [hit for hit in scene.under(label.removeprefix("!")) if _in(found, hit.start)]
        if "!" + label in by_word or label.startswith("!"):
            hits = [hit for hit in hits if scene.context.denied(hit.start, hit.end) == label.startswith("!")]
        if hits:
            return value
    yes, no = table["yes"].get(claim.name), table["no"].get(claim.name)
    if claim.value in (no, _UNTOLD) and _says(scene, "scope.turned.yes", found):
        return yes
    denies = _says(scene, "scope.turned.no", found) or (alone and _says(scene, "scope.denial", found))
    return no if claim.value != no and denies else None


def _says(scene: Scene, label: str, span: Span) -> bool:
    return any(_in(span, hit.start) for hit in scene.under(label))


def _in(span: Span, at: int) -> bool:
    return span.start <= at < span.end
