"""Differences of policies: regions that are exact, readable and complete."""

import random
from functools import cache

from service.domain.condition_parser import names_of
from service.domain.conditions import holds, show
from service.domain.diff import Shift, difference, difference_in_words
from service.domain.engine.regions import atlas_of
from service.domain.facts import Interval, Value
from service.domain.inference import closed
from tests import engines

BOOK = engines.book()


@cache
def guide_to_field() -> tuple[Shift, ...]:
    return difference(engines.policy("guide"), engines.policy("field"), BOOK)


def test_a_policy_does_not_differ_from_itself() -> None:
    assert difference(engines.policy("guide"), engines.policy("guide"), BOOK) == ()


def test_a_change_without_effect_is_no_difference() -> None:
    """A writing task without stated dialogue is no dialogue, so G5 says Base where G4 no longer does."""
    changed = engines.edited("guide", G4="special_domain = yes and not task = writing")
    assert difference(engines.policy("guide"), changed, BOOK) == ()


def test_one_moved_threshold_is_a_region_or_two() -> None:
    """Adapters had Chat there already (F19); without them `either` gives way, whether or not dialogue is ruled out."""
    changed = engines.edited("field", F14="examples < 2000")
    [shift] = difference(engines.policy("field"), changed, BOOK)
    assert (shift.before, shift.after) == ("either", "chat")
    assert 0 < shift.share < 0.001
    assert len(shift.regions) == 2
    for region in shift.regions:
        assert "examples < 2000" in show(region.when)
        assert "examples >= 1000" in show(region.when)
        assert "not method in {lora, qlora}" in show(region.when)


def test_regions_are_exactly_where_the_verdict_changes() -> None:
    """Random cases: some region of the shift holds if and only if the verdict moves that way."""
    shifts = guide_to_field()
    machines = [engines.engine().machines[name] for name in ("guide", "field")]
    drawn = random.Random(3)
    for _ in range(1500):
        values: dict[str, Value] = {}
        for name, spec in BOOK.vocabulary.items():
            if drawn.random() < 0.5 and spec.choices:
                values[name] = drawn.choice(spec.choices).value
        if drawn.random() < 0.5:
            numbers: list[Value] = [0, 50, 200, 500, 5000, 50_000, 10**6, Interval(50, 5000)]
            values["examples"] = drawn.choice(numbers)
        before, after = (machine.winner(values).verdict for machine in machines)
        full = closed(values, BOOK.inferences)
        found = {
            (shift.before, shift.after) for shift in shifts for region in shift.regions if holds(region.when, full)
        }
        assert found == (set() if before is after else {(before, after)}), values


def test_shares_add_up() -> None:
    guide, field = engines.policy("guide"), engines.policy("field")
    lists = [[rule.when for rule in policy.rules] for policy in (guide, field)]
    atlas = atlas_of(lists, BOOK.vocabulary, names_of(BOOK.vocabulary), BOOK.inferences)
    agree = [
        outcome for outcome in atlas.diagram.ends
        if len(outcome) == 2 and guide.rules[outcome[0]].verdict is field.rules[outcome[1]].verdict
    ]  # fmt: skip
    total = sum(shift.share for shift in guide_to_field()) + atlas.share(agree)
    assert abs(total - 1) < 1e-9


def test_in_words() -> None:
    changed = engines.edited("guide", G2="license in {chat_blocked, both_blocked}")
    shifts = difference(engines.policy("guide"), changed, BOOK)
    english = difference_in_words(shifts, BOOK.vocabulary, "en")
    assert english[0].startswith("chat becomes base (8 % of all cases):\n- ")
    assert "dialogue history matters to the product, and the licence rules out both variants" in english[0]
    chinese = difference_in_words(shifts, BOOK.vocabulary, "zh", most=1)
    assert chinese[0].startswith("chat 变为 base（占全部情形的 8 %）：\n- ")
    assert "另有" in chinese[0]
