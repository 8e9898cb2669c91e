"""What would change the verdict. Says only what the decision's `would_change` carries."""

from collections.abc import Mapping, Sequence

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.wording import alternatives, conditions
from service.domain.decision import Decision, Verdict, WouldChange
from service.domain.facts import Interval, Source, Value

CONDITIONS_MAX = 3
ORDER = (Verdict.CHAT, Verdict.BASE, Verdict.EITHER, Verdict.NONE, Verdict.UNDECIDED)


def say_changes(page: Page, material: Material, decision: Decision) -> None:
    """One line for each verdict that it could change to, with the likeliest conditions."""
    picked = likeliest(page, material, decision)
    lines = [
        page.say(
            f"change.to.{verdict.value}",
            condition=alternatives(
                page.shelf.phrases,
                page.language,
                [conditions(page.shelf, page.language, change.facts) for change in changes],
            ),
        )
        for verdict, changes in picked.items()
    ]
    if not lines:
        return
    heading = "change.open" if decision.verdict is Verdict.UNDECIDED else "change.heading"
    if len(lines) == 1:
        page.fixed(page.say(heading) + page.glue + lines[0])
    else:
        page.fixed(page.say(heading) + "\n\n" + "\n".join(f"- {line}" for line in lines))


def likeliest(page: Page, material: Material, decision: Decision) -> dict[Verdict, list[WouldChange]]:
    """For each verdict the few changes worth naming: open facts before known ones, few before many, common first."""
    out: dict[Verdict, list[WouldChange]] = {}
    for verdict in ORDER:
        changes = [change for change in decision.would_change if change.verdict is verdict]
        ranked = sorted(changes, key=lambda change: _rank(page, material, change))
        kept = _without_tasks([change for change in ranked if not _remote(material, change)])
        if kept[:CONDITIONS_MAX]:
            out[verdict] = _smallest(kept)[:CONDITIONS_MAX]
    return out


def _smallest(changes: Sequence[WouldChange]) -> list[WouldChange]:
    fewest = min(len(change.facts) for change in changes)
    return [change for change in changes if len(change.facts) == fewest]


def _remote(material: Material, change: WouldChange) -> bool:
    """Whether it asks the user to unsay something that they said."""
    return any(
        name in material.facts
        and material.facts[name].source is not Source.INFERRED
        and not isinstance(material.facts[name].value, Interval)
        for name in change.facts
    )


def _without_tasks(changes: Sequence[WouldChange]) -> list[WouldChange]:
    """Without the list of tasks where another fact says the same more plainly."""
    plain = [change for change in changes if "task" not in change.facts]
    return plain or list(changes)


def _rank(page: Page, material: Material, change: WouldChange) -> tuple[bool, int, float]:
    known = any(name in material.facts for name in change.facts)
    return known, len(change.facts), -_weight(page, change.facts)


def _weight(page: Page, facts: Mapping[str, Value]) -> float:
    """How common the values are together, from the weights of the vocabulary."""
    total = 1.0
    for name, value in facts.items():
        spec = page.shelf.vocabulary[name]
        shares = {choice.value: choice.weight for choice in spec.choices}
        everything = sum(shares.values()) + sum(band.weight for band in spec.bands) or 1.0
        own = shares.get(str(value), 0.0) + sum(band.weight for band in spec.bands if _meets(band.interval, value))
        total *= own / everything
    return total


def _meets(band: Interval, value: Value) -> bool:
    if isinstance(value, str):
        return False
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    return (band.high is None or low <= band.high) and (high is None or high >= band.low)
