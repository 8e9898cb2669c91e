"""The page's words: both languages of every phrase, the same places in both, and none unused or missing."""

import re
from pathlib import Path
from string import Formatter

import pytest

from tests.ui.fake_api import recorded
from ui import words
from ui.behind import _change_lines
from ui.vocabulary import Vocabulary

UI = Path(words.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(UI.glob("*.py")))
FAMILIES = {
    "verdict": {"chat", "base", "either", "none", "undecided"},
    "short": {"chat", "base", "either", "none", "undecided"},
    "strength": {"required", "strong", "lean"},
    "source": {"stated", "inferred", "form", "catalogue"},
    "failed": {"unreachable", "key", "missing", "refused", "broken"},
    "policy": {"guide", "field"},
    "memory": {"fits", "tight", "does_not_fit"},
    "feedback": {"up", "down"},
}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", words.table())
def test_both_languages_of_each_phrase(name: str) -> None:
    both = words.table()[name]
    assert set(both) == set(words.LANGUAGES)
    assert all(text.strip() for text in both.values())
    assert places(both["zh"]) == places(both["en"])
    assert (
        name in ("values.joiner", "values.range")
        or re.search(r"[\u4e00-\u9fff]", both["zh"])
        or not re.search(r"[a-z]{4,}", places_out(both["zh"]))
    )
    assert not re.search(r"[\u4e00-\u9fff]", both["en"])


def places_out(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text)


@pytest.mark.parametrize(("family", "names"), FAMILIES.items())
def test_every_value_that_the_api_may_send_has_its_words(family: str, names: set[str]) -> None:
    assert {f"{family}.{name}" for name in names} <= set(words.table())


def test_every_phrase_that_the_code_names_exists() -> None:
    named = set(re.findall(r'"([a-z]+\.[a-z_]+)"', CODE)) | set(re.findall(r"'([a-z]+\.[a-z_]+)'", CODE))
    named -= {"page.py"}
    sections = {name.split(".")[0] for name in words.table()}
    assert {name for name in named if name.split(".")[0] in sections} <= set(words.table())


def test_no_phrase_is_unused() -> None:
    built = set(re.findall(r"""["']([a-z]+)\.\{""", CODE)) | set(re.findall(r"""["']([a-z]+\.[a-z]+_)\{""", CODE))
    for name in words.table():
        assert name in CODE or name.split(".")[0] in built, f"{name} is said nowhere"


def test_a_language_is_chosen_from_the_browser() -> None:
    assert [words.language_of(locale) for locale in ("zh-CN", "zh-Hant-TW", "ZH", "en-GB", "de", "", None)] == [
        "zh", "zh", "zh", "en", "en", "en", "en",
    ]  # fmt: skip


def test_values_are_said_with_their_labels() -> None:
    vocabulary = Vocabulary.of(recorded("facts"))
    assert vocabulary.value("dialogue", "yes", "zh") == "需要多轮对话"
    assert vocabulary.value("examples", {"low": 3000, "high": 5000}, "en").startswith("3,000–5,000")
    assert vocabulary.value("examples", {"low": 20000, "high": None}, "zh").startswith("20,000")
    assert vocabulary.value("model", "Qwen3-8B", "en") == "Qwen3-8B"
    assert 24 in [option.value for option in vocabulary.options("gpu_memory_gb", "en")]
    assert Vocabulary({}).label("data_shape", "en") == "data shape"


def test_changes_of_one_fact_to_one_verdict_share_a_line() -> None:
    tasks = [{"facts": {"task": task}, "verdict": "base"} for task in ("summarization", "translation")]
    both = {"facts": {"task": "tool_use", "data_shape": "instruction"}, "verdict": "undecided"}
    lines = _change_lines([*tasks, both], Vocabulary.of(recorded("facts")), "en")
    assert lines[0] == "task: **summarisation** / **translation** → Base"
    assert len(lines) == 2
    assert lines[1].endswith("→ undecided")
