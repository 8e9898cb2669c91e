"""The fact book: the file as it is, and broken ones refused with every fault."""

import copy
from itertools import pairwise
from typing import Any

import pytest

from service.domain.facts import LANGUAGES, Interval, Kind
from service.domain.faults import Faulty
from service.domain.vocabulary import fact_book
from tests import engines

DESIGN = """
    task dialogue special_domain continued_pretraining data_shape examples resources gpu_memory_gb method license
    base_published chat_published keep_general_ability public_facing tools baseline language_cover rl_next aim model
"""


def test_every_fact_of_the_design_is_there_with_labels_and_a_question() -> None:
    vocabulary = engines.book().vocabulary
    assert list(vocabulary) == DESIGN.split()
    for spec in vocabulary.values():
        for language in LANGUAGES:
            assert spec.label[language]
            assert spec.question[language].endswith("？" if language == "zh" else "?")
            assert all(choice.label[language] and choice.clause[language] for choice in spec.choices)


def test_bands_of_a_number_follow_on_one_another() -> None:
    bands = [band.interval for band in engines.book().vocabulary["examples"].bands]
    assert bands[0].low == 0
    assert bands[-1].high is None
    assert all(left.high is not None and left.high + 1 == right.low for left, right in pairwise(bands))


def test_what_is_nearly_always_no_is_weighted_so() -> None:
    vocabulary = engines.book().vocabulary
    for name, value, most in (("continued_pretraining", "yes", 0.1), ("license", "ok", 1.0), ("tools", "yes", 0.3)):
        choices = vocabulary[name].choices
        weight = next(choice.weight for choice in choices if choice.value == value)
        assert weight / sum(choice.weight for choice in choices) <= most


def raw() -> dict[str, Any]:
    return copy.deepcopy(engines.toml("facts.toml"))


def fact(tables: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in tables["facts"] if row["name"] == name)
    return found


BROKEN: list[tuple[str, Any, str]] = [
    ("no kind", lambda t: fact(t, "tools").pop("kind"), "fact tools: `kind` must be one of"),
    ("no name", lambda t: fact(t, "tools").pop("name"), "`name` must be a word"),
    ("a name twice", lambda t: t["facts"].append(fact(t, "tools")), "fact tools: the name stands twice"),
    ("no question", lambda t: fact(t, "tools").pop("question"), "fact tools: `question` has no text in zh"),
    ("no English", lambda t: fact(t, "tools")["label"].pop("en"), "fact tools: `label` has no text in en"),
    ("one value", lambda t: fact(t, "tools")["choices"].pop(), "fact tools: a choice needs two or more values"),
    (
        "no weight",
        lambda t: fact(t, "tools")["choices"][0].pop("weight"),
        "yes: `weight` must be a number above 0",
    ),
    ("a weight of 0", lambda t: fact(t, "tools")["choices"][0].update(weight=0), "`weight` must be a number above 0"),
    ("no clause", lambda t: fact(t, "tools")["choices"][0].pop("clause"), "value yes: `clause` has no text in zh"),
    ("no place", lambda t: fact(t, "examples")["clause"].update(zh="很多"), "`clause` lacks {value} in zh"),
    ("no bands", lambda t: fact(t, "examples").update(bands=[]), "fact examples: a number needs bands"),
    ("a band upside down", lambda t: fact(t, "examples")["bands"][1].update(low=500), "is empty or negative"),
    ("a band of words", lambda t: fact(t, "examples")["bands"][1].update(low="few"), "a band needs whole numbers"),
    ("facts of another kind", lambda t: t.update(facts={}), "facts must be a list of tables"),
    ("half an inference", lambda t: t["inferences"][0].pop("gives"), "an inference needs `basis`"),
    ("an unknown basis", lambda t: t["inferences"][0].update(basis="mood"), "names mood = customer_service"),
    ("an unknown outcome", lambda t: t["inferences"][0].update(gives={"dialogue": "maybe"}), "names dialogue = maybe"),
    ("two outcomes", lambda t: t["inferences"][1]["values"].append("qa"), "task = qa infers two values of dialogue"),
    (
        "a chain",
        lambda t: t["inferences"].append({"basis": "dialogue", "values": ["yes"], "gives": {"tools": "no"}}),
        "chains are not allowed",
    ),
    (
        "two bases",
        lambda t: t["inferences"].append({"basis": "aim", "values": ["style"], "gives": {"tools": "no"}}),
        "tools is inferred from two facts",
    ),
]


@pytest.mark.parametrize(("breakage", "reason"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_refused(breakage: Any, reason: str) -> None:
    tables = raw()
    breakage(tables)
    with pytest.raises(Faulty) as caught:
        fact_book(tables)
    assert any(reason in fault for fault in caught.value.faults), caught.value.faults
    assert all(fault.startswith("facts.toml") for fault in caught.value.faults)


def test_kinds_and_bands() -> None:
    vocabulary = engines.book().vocabulary
    kinds = {spec.name: spec.kind for spec in vocabulary.values() if spec.kind is not Kind.CHOICE}
    assert kinds == {"examples": Kind.INTEGER, "gpu_memory_gb": Kind.NUMBER, "model": Kind.TEXT}
    assert Interval(24, 24) in {band.interval for band in vocabulary["gpu_memory_gb"].bands}
