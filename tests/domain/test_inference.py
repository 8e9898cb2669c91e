"""Inference, provenance and retraction: what holds after everything that was said."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.facts import Fact, Source
from service.domain.inference import Given, closed, given_only, inferred, standing
from tests import engines

INFERENCES = engines.book().inferences
TASKS = [choice.value for choice in engines.book().vocabulary["task"].choices]


def stated(value: str, quote: str = "…") -> Fact:
    return Fact(value, Source.STATED, quote=quote)


def form(value: str) -> Fact:
    return Fact(value, Source.FORM)


def catalogue(value: str) -> Fact:
    return Fact(value, Source.CATALOGUE)


def test_the_inferences_of_the_design_and_no_others() -> None:
    written = "summarization classification extraction translation writing code_generation code_completion"
    expected: dict[str, dict[str, str]] = {"domain_pretraining": {"continued_pretraining": "yes"}}
    expected["tool_use"] = {"tools": "yes"}
    for task in ["customer_service", "dialogue", "roleplay", "qa"]:
        expected[task] = {"dialogue": "yes"}
    for task in written.split():
        expected[task] = {"dialogue": "no"}
    for task in TASKS:
        follows = {name: value for name, value in closed({"task": task}, INFERENCES).items() if name != "task"}
        assert follows == expected.get(task, {})
    assert closed({"data_shape": "dialogue"}, INFERENCES) == {"data_shape": "dialogue"}


def test_an_inferred_fact_names_its_basis_and_loses_to_a_given_one() -> None:
    found = inferred({"task": stated("qa")}, INFERENCES)
    assert found["dialogue"] == Fact("yes", Source.INFERRED, basis="task")
    assert inferred({"task": stated("qa"), "dialogue": catalogue("no")}, INFERENCES)["dialogue"] == catalogue("no")


def test_a_corrected_task_takes_its_inferences_along() -> None:
    first = standing([Given("task", stated("qa"))], INFERENCES)
    assert first.facts["dialogue"].value == "yes"
    second = standing([Given("task", stated("qa")), Given("task", stated("reasoning"))], INFERENCES)
    assert "dialogue" not in second.facts
    assert second.replaced == (Given("task", stated("qa")),)


def test_a_contradicted_fact_is_unknown_and_so_is_what_followed_from_it() -> None:
    found = standing([Given("task", stated("qa"))], INFERENCES, frozenset({"task"}))
    assert found.facts == {}


def test_the_newest_of_stated_and_form_beats_the_catalogue_beats_the_inferred() -> None:
    said = [Given("dialogue", catalogue("no")), Given("task", form("qa"))]
    assert standing(said, INFERENCES).facts["dialogue"].value == "no"
    said += [Given("dialogue", stated("yes")), Given("dialogue", form("no")), Given("dialogue", catalogue("yes"))]
    assert standing(said, INFERENCES).facts["dialogue"] == form("no")


def test_a_fact_taken_back_leaves_the_catalogue_s_value() -> None:
    said = [Given("base_published", catalogue("no")), Given("base_published", form("yes"))]
    assert standing(said, INFERENCES).facts["base_published"] == form("yes")
    said.append(Given("base_published", None))
    found = standing(said, INFERENCES)
    assert found.facts["base_published"] == catalogue("no")
    assert found.replaced == (Given("base_published", form("yes")),)


def test_saying_the_same_again_replaces_nothing() -> None:
    assert standing([Given("task", form("qa"))] * 3, INFERENCES).replaced == ()


def test_an_inferred_value_handed_in_is_drawn_afresh() -> None:
    stale = Fact("yes", Source.INFERRED, basis="task")
    assert standing([Given("dialogue", stale)], INFERENCES).facts == {}
    assert inferred({"task": form("summarization"), "dialogue": stale}, INFERENCES)["dialogue"].value == "no"


givens = st.lists(
    st.one_of(
        st.builds(Given, st.just("task"), st.sampled_from([None, *map(stated, TASKS), *map(form, TASKS)])),
        st.builds(Given, st.just("dialogue"), st.sampled_from([None, stated("yes"), form("no"), catalogue("yes")])),
        st.builds(Given, st.just("tools"), st.sampled_from([None, stated("no"), form("yes")])),
    ),
    max_size=8,
)


@given(givens)
def test_drawing_inferences_twice_changes_nothing(said: list[Given]) -> None:
    once = inferred(standing(said, INFERENCES).facts, INFERENCES)
    assert inferred(once, INFERENCES) == once
    values = {name: fact.value for name, fact in given_only(once).items()}
    assert closed(closed(values, INFERENCES), INFERENCES) == closed(values, INFERENCES)
    assert {name: fact.value for name, fact in once.items()} == closed(values, INFERENCES)


@given(givens)
def test_an_inferred_fact_lives_only_as_long_as_its_basis(said: list[Given]) -> None:
    found = standing(said, INFERENCES).facts
    for name, fact in found.items():
        if fact.source is Source.INFERRED:
            assert fact.basis == "task"
            assert closed({"task": found["task"].value}, INFERENCES)[name] == fact.value
    without = standing([*said, Given("task", None)], INFERENCES).facts
    assert all(fact.source is not Source.INFERRED for fact in without.values())


@given(givens, st.randoms(use_true_random=False))
def test_the_order_between_different_facts_does_not_matter(said: list[Given], drawn: object) -> None:
    by_fact = sorted(said, key=lambda item: item.name)
    assert standing(said, INFERENCES).facts == standing(by_fact, INFERENCES).facts
