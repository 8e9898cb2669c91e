"""The phrase book: parity of languages, and that every phrase that the code names exists and no other is left over."""

import re
from pathlib import Path

import pytest

from service.domain.compose.phrases import phrases_from
from service.domain.decision import Strength, Verdict
from service.domain.faults import Faulty
from tests.domain.compose.tables import shelf
from tests.engines import book, policy

CODE = Path(__file__).resolve().parents[3] / "service" / "domain" / "compose"


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ({"a": {"b": {"zh": "好"}}}, "it needs zh and en"),
        ({"a": {"b": {"zh": "好", "en": ""}}}, "both languages must be texts"),
        ({"a": {"b": {"zh": "{x}", "en": "{y}"}}}, "zh has the slots ['x'], en has ['y']"),
        ({"a": {"b": {"zh": "{", "en": "x"}}}, "braces"),
        ({"a": {"b": 3}}, "it needs zh and en"),
        ({"a": {"b": {"zh": "好", "en": "x", "fr": "y"}}}, "and nothing else"),
    ],
)
def test_broken_phrases_are_refused_by_name(tables: dict[str, object], fault: str) -> None:
    with pytest.raises(Faulty) as caught:
        phrases_from(tables)
    assert caught.value.faults[0].startswith("phrase a.b: ")
    assert fault in caught.value.faults[0]


def test_slots_are_filled_and_missing_ones_are_an_error() -> None:
    book = phrases_from({"a": {"b": {"zh": "{x}好", "en": "{x} good"}}})
    assert book.say("en", "a.b", x="very") == "very good"
    assert book.slots("a.b") == {"x"}
    assert book.first("a.c", "a.b") == "a.b"
    with pytest.raises(KeyError):
        book.say("en", "a.b")


def test_every_phrase_named_in_code_exists() -> None:
    named = {
        name
        for path in CODE.glob("*.py")
        for name in re.findall(r'"([a-z]+\.[a-z_.]+)"', path.read_text(encoding="utf-8"))
        if name.split(".")[0] in {known.split(".")[0] for known in shelf().phrases.texts}
    }
    assert named
    texts = shelf().phrases.texts
    missing = {name for name in named if name not in texts and f"overview.{name}" not in texts}
    assert not {name for name in missing if not name.endswith(".")}


def test_every_phrase_is_named_in_code_wholly_or_by_its_beginning() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    for name in shelf().phrases.texts:
        parts = name.split(".")
        beginnings = {".".join(parts[:size]) for size in range(2, len(parts) + 1)}
        dynamic = {f"{parts[0]}.{{", f"{parts[0]}.{'.'.join(parts[1:-1])}.{{", f"{name.rpartition('_')[0]}_{{"}
        assert any(text in code for text in beginnings | dynamic), name


def test_every_task_has_a_metric_and_every_rule_its_place() -> None:
    phrases = shelf().phrases
    for choice in book().vocabulary["task"].choices:
        assert phrases.has(f"measure.metric.{choice.value}"), choice.value
    rules = {f"{name}.{rule.id}" for name in ("guide", "field") for rule in policy(name).rules}
    for name in phrases.texts:
        for beginning in ("against.because.", "second.gap.guide", "second.gap.field"):
            if name.startswith(beginning):
                assert name.removeprefix("against.because.").removeprefix("second.gap.") in rules, name


def test_every_verdict_has_a_line_and_a_noun() -> None:
    phrases = shelf().phrases
    for verdict in Verdict:
        assert phrases.has(f"noun.{verdict.value}")
        for strength in Strength:
            wanted = (f"verdict.{verdict.value}.{strength.value}", f"verdict.{verdict.value}")
            assert phrases.first(*wanted) or (verdict is Verdict.NONE and strength is Strength.LEAN)


def test_wording_is_clean() -> None:
    for name, texts in shelf().phrases.texts.items():
        chinese, english = texts["zh"], texts["en"]
        assert not re.search(r"[\u4e00-\u9fff]", english), name
        assert not re.search(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]", chinese), name
        assert "  " not in chinese + english, name
        assert "你" not in chinese, f"{name}: the user is addressed as 您"
