"""Whole answers as files, both languages of a case in one, so that a change of wording is read as a diff.

To refresh them: SFT_ADVISOR_TESTS_REFRESH=1 python -m pytest tests/domain/compose/test_snapshots.py
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.domain.compose import Material
from service.domain.compose.sources import sources_block
from service.domain.decision import Contradiction
from service.domain.facts import Language
from service.domain.understanding import Doubt, Intent
from tests.domain.compose.tables import brief, choosing, informing, text

FOLDER = Path(__file__).parent / "snapshots"
REFRESH = os.environ.get("SFT_ADVISOR_TESTS_REFRESH") == "1"

Case = Callable[[Language], Material]
CLASH = Contradiction("task", ("summarization", "customer_service"), ("摘要", "客服"))
LINGERING: dict[str, Any] = {"task": "summarization", "special_domain": "yes", "data_shape": "dialogue"}

CASES: dict[str, Case] = {
    "guide-chat-strong": lambda lang: choosing(lang, task="customer_service", examples=3000, method="lora"),
    "guide-chat-against-domain": lambda lang: choosing(lang, task="qa", special_domain="yes", public_facing="yes"),
    "guide-chat-lean": lambda lang: choosing(lang, task="multi_hop_qa"),
    "guide-base-required": lambda lang: choosing(lang, task="translation", continued_pretraining="yes", rl_next="dpo"),
    "guide-base-licence": lambda lang: choosing(
        lang, question="Qwen3-8B", dialogue="yes", license="chat_blocked", method="qlora", gpu_memory_gb=24
    ),
    "guide-base-strong": lambda lang: choosing(lang, task="summarization", special_domain="yes", examples=3000),
    "guide-base-lean-wrong-ground": lambda lang: choosing(lang, resources="limited"),
    "guide-base-code": lambda lang: choosing(lang, task="code_generation", examples="5000..8000", gpu_memory_gb=640),
    "guide-either": lambda lang: choosing(lang, task="instruction_following", examples=52000),
    "guide-undecided-bare": lambda lang: choosing(lang),
    "guide-undecided-facts": lambda lang: choosing(lang, task="reasoning", method="full"),
    "field-none-required": lambda lang: choosing(lang, "field", question="Llama-3.3-70B", license="both_blocked"),
    "field-none-strong": lambda lang: choosing(lang, "field", baseline="enough", task="classification"),
    "field-none-no-rows": lambda lang: choosing(lang, "field", examples=0),
    "field-chat-required": lambda lang: choosing(
        lang, "field", question="Phi-4-mini", base_published="no", dialogue="no"
    ),
    "field-chat-strong": lambda lang: choosing(lang, "field", tools="yes", task="extraction", examples=20000),
    "field-chat-lean": lambda lang: choosing(lang, "field"),
    "field-base-required": lambda lang: choosing(lang, "field", task="code_completion", keep_general_ability="yes"),
    "field-base-strong": lambda lang: choosing(lang, "field", language_cover="absent", task="qa"),
    "field-base-lean": lambda lang: choosing(lang, "field", task="extraction", examples=20000, method="full"),
    "field-either": lambda lang: choosing(lang, "field", task="summarization", examples=5000),
    "correction": lambda lang: choosing(
        lang, "field", task="summarization", method="full", examples=20000,
        earlier={"task": "summarization", "method": "full", "examples": 2000},
    ),
    "addition-decides": lambda lang: choosing(lang, dialogue="yes", earlier={}),
    "addition-changes-nothing": lambda lang: choosing(
        lang, dialogue="yes", special_domain="yes", earlier={"dialogue": "yes"}
    ),
    "taken-back": lambda lang: choosing(lang, taken_back=["dialogue"], earlier={"dialogue": "yes"}),
    "contradiction": lambda lang: choosing(lang, contradictions=[CLASH]),
    "doubt": lambda lang: choosing(lang, examples=500, doubts=[Doubt("task", "translation", "fanyi")]),
    "third-language": lambda lang: choosing(lang, task="classification", foreign=True),
    "choice-and-explanation": lambda lang: choosing(
        lang, task="customer_service", passages=["safety-benign-tuning", "safety-after-tuning"],
        question="选哪个？微调会影响安全吗？" if lang == "zh" else "Base or Chat? Does tuning hurt safety?",
    ),
    "why": lambda lang: informing(
        lang, Intent.EXPLAIN, "为什么？" if lang == "zh" else "Why?", earlier=LINGERING, **LINGERING
    ),
    "explain": lambda lang: informing(
        lang, Intent.EXPLAIN, "Base 是不是更小？" if lang == "zh" else "Is Base smaller?",
        passages=["guide-parameter-scale", "base-and-chat-same-memory"],
    ),
    "explain-in-conversation": lambda lang: informing(
        lang, Intent.EXPLAIN, "LIMA 用了多少条？" if lang == "zh" else "How many rows did LIMA use?",
        passages=["lima"], earlier={"task": "qa"}, task="qa",
    ),
    "explain-unknown": lambda lang: informing(lang, Intent.EXPLAIN, "?"),
    "lookup": lambda lang: informing(
        lang, Intent.MODEL_LOOKUP, "Qwen3-32B, Qwen2.5-7B", passages=["qwen3-32b-no-base"]
    ),
    "lookup-family": lambda lang: informing(lang, Intent.MODEL_LOOKUP, "Llama 2"),
    "lookup-unknown": lambda lang: informing(lang, Intent.MODEL_LOOKUP, "FooBar-9B"),
    "memory-fits": lambda lang: informing(lang, Intent.MEMORY, "Qwen2.5-7B", gpu_memory_gb=24, method="lora"),
    "memory-does-not-fit": lambda lang: informing(lang, Intent.MEMORY, "32B?", gpu_memory_gb=24, method="qlora"),
    "memory-how-large": lambda lang: informing(lang, Intent.MEMORY, "?", gpu_memory_gb=24),
    "memory-nothing-known": lambda lang: informing(lang, Intent.MEMORY, "?"),
    "greeting": lambda lang: informing(lang, Intent.GREETING),
    "out-of-scope": lambda lang: informing(lang, Intent.OUT_OF_SCOPE, foreign=True),
}  # fmt: skip


def as_file(case: Case) -> str:
    """Both languages of a case: the text, its sources, the questions offered."""
    parts = []
    for language in ("zh", "en"):
        known: Language = "zh" if language == "zh" else "en"
        written = brief(case(known))
        offered = "\n".join(f"> {question}" for question in written.follow_ups)
        parts.append(
            f"<!-- {language} -->\n\n{text(case(known))}{sources_block(written.citations, known)}\n\n{offered}"
        )
    return "\n\n".join(part.strip() for part in parts) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_answer_is_as_on_file(name: str) -> None:
    path = FOLDER / f"{name}.md"
    said = as_file(CASES[name])
    if REFRESH:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert path.exists(), f"no snapshot of {name}; refresh them as the docstring says"
    assert said == path.read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(CASES)
