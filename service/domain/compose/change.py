"""What would change the verdict. Says only what the decision's `would_change` carries."""

from collections.abc import Mapping, Sequence

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.wording import alternatives, clause, conjunction, label, spaced
from service.domain.decision import Decision, Verdict, WouldChange
from service.domain.facts import Interval, Source, Value

CONDITIONS_MAX = 3
ORDER = (Verdict.CHAT, Verdict.BASE, Verdict.EITHER, Verdict.NONE)


def say_changes(page: Page, material: Material, decision: Decision) -> None:
    """One line for each verdict that it could change to, with the likeliest conditions."""
    kind = "settles" if decision.verdict is Verdict.UNDECIDED else "to"
    lines = []
    for verdict, changes in likeliest(page, material, decision).items():
        said = [condition_said(page, material, *group) for group in _by_method(changes)]
        lines.append(page.say(f"change.{kind}.{verdict.value}", conditions=_either(page, said)))
    if len(lines) == 1 and kind == "to":
        page.fixed(page.say("change.only", line=lines[0]))
    elif lines:
        heading = page.say("change.open" if kind == "settles" else "change.heading")
        page.fixed(heading + "\n\n" + "\n".join(f"- {line}" for line in lines))


def likeliest(page: Page, material: Material, decision: Decision) -> dict[Verdict, list[Mapping[str, Value]]]:
    """For each verdict the few changes worth naming: open facts before known ones, few before many, common first."""
    out: dict[Verdict, list[Mapping[str, Value]]] = {}
    for verdict in ORDER:
        found = [change for change in decision.would_change if change.verdict is verdict]
        near = [change for change in found if not _unsays(material, change)]
        if decision.verdict is Verdict.NONE:
            near = [change for change in found if _undoes(page, decision, change)]
        joined = _joined([change.facts for change in _smallest(_without_tasks(near))])
        asked = decision.next_question.fact if decision.next_question else ""
        ranked = sorted(joined, key=lambda facts: (asked not in facts, _known(material, facts), -_weight(page, facts)))
        if ranked:
            out[verdict] = ranked[:CONDITIONS_MAX]
    plain = {verdict: kept for verdict, kept in out.items() if any("task" not in facts for facts in kept)}
    return plain or out


def effects(changes: Sequence[WouldChange], fact: str) -> list[tuple[Value, Verdict]]:
    """What each value of one fact alone would change the verdict to."""
    return [(change.facts[fact], change.verdict) for change in changes if set(change.facts) == {fact}]


def _either(page: Page, parts: Sequence[str]) -> str:
    """Conditions of which one is enough."""
    if page.language == "zh":
        return page.say("change.or").join(parts)
    if len(parts) > 2 or any("," in part for part in parts[:-1]):
        return f"{', '.join(parts[:-1])}, {page.say('change.or')} {parts[-1]}"
    return alternatives(page.shelf.phrases, page.language, parts)


def condition_said(page: Page, material: Material, facts: Mapping[str, Value], *others: Mapping[str, Value]) -> str:
    """Facts as a condition: "if ...", with "unlike now" where a choice is known to be otherwise.

    `others` give the same single fact other values: "if the method is LoRA or QLoRA".
    """
    parts = [clause(page.shelf, page.language, name, value) for name, value in facts.items()]
    more = [label(page.shelf, page.language, name, value) for other in others for name, value in other.items()]
    joined = f"{page.glue}{page.say('question.or')}{page.glue}".join([*parts, *more]) if more else ""
    text = spaced(joined, page.language) or conjunction(page.shelf.phrases, page.language, parts)
    otherwise = _known(material, facts) and all(isinstance(value, str) for value in facts.values())
    return page.say("change.if_not" if otherwise else "change.if", clause=text)


def _by_method(changes: Sequence[Mapping[str, Value]]) -> list[list[Mapping[str, Value]]]:
    """The adapters stand together after one clause, which ends with the method's name; every other change alone."""
    groups: list[list[Mapping[str, Value]]] = []
    for facts in changes:
        if groups and set(facts) == set(groups[-1][0]) == {"method"}:
            groups[-1].append(facts)
        else:
            groups.append([facts])
    return groups


def _smallest(changes: Sequence[WouldChange]) -> list[WouldChange]:
    fewest = min((len(change.facts) for change in changes), default=0)
    return [change for change in changes if len(change.facts) == fewest]


def _unsays(material: Material, change: WouldChange) -> bool:
    """Whether it asks the user to take back what they said, rather than to say more."""
    known = [material.facts[name] for name in change.facts if name in material.facts]
    return any(fact.source is not Source.INFERRED and not isinstance(fact.value, Interval) for fact in known)


def _undoes(page: Page, decision: Decision, change: WouldChange) -> bool:
    """Whether it only changes what the winning rule rests on."""
    rests = page.shelf.reads(decision.policy, decision.reasons[0].rule) if decision.reasons else ()
    return set(change.facts) <= set(rests) and len(change.facts) == 1


def _without_tasks(changes: Sequence[WouldChange]) -> list[WouldChange]:
    """Without the list of tasks where another fact says the same more plainly."""
    plain = [change for change in changes if "task" not in change.facts]
    return plain or list(changes)


def _joined(changes: Sequence[Mapping[str, Value]]) -> list[Mapping[str, Value]]:
    """Neighbouring ranges of one number joined, everything else as it is."""
    out: list[Mapping[str, Value]] = []
    ranges = sorted(
        ((name, value) for facts in changes if len(facts) == 1 for name, value in facts.items() if _is_range(value)),
        key=lambda item: (item[0], _low(item[1])),
    )
    for name, value in ranges:
        last = out[-1].get(name) if out else None
        if last is not None and _high(last) is not None and _low(value) == (_high(last) or 0) + 1:
            out[-1] = {name: Interval(_low(last), _high(value))}
        else:
            out.append({name: value})
    return out + [facts for facts in changes if len(facts) != 1 or not _is_range(next(iter(facts.values())))]


def _is_range(value: Value) -> bool:
    return isinstance(value, Interval) or (isinstance(value, int) and value > 0)


def _low(value: Value) -> int:
    return value.low if isinstance(value, Interval) else int(value)


def _high(value: Value) -> int | None:
    return value.high if isinstance(value, Interval) else int(value)


def _known(material: Material, facts: Mapping[str, Value]) -> bool:
    return any(name in material.facts for name in facts)


def _weight(page: Page, facts: Mapping[str, Value]) -> float:
    """How common the values are together, from the weights of the vocabulary."""
    total = 1.0
    for name, value in facts.items():
        spec = page.shelf.vocabulary[name]
        own = sum(choice.weight for choice in spec.choices if choice.value == value)
        own += sum(band.weight for band in spec.bands if _meets(band.interval, value))
        everything = sum(choice.weight for choice in spec.choices) + sum(band.weight for band in spec.bands)
        total *= own / everything if everything else 0.0
    return total


def _meets(band: Interval, value: Value) -> bool:
    if isinstance(value, str):
        return False
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    return (band.high is None or low <= band.high) and (high is None or high >= band.low)
