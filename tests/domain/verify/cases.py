"""A short way to ask the real checker about a sentence in a case."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.verify import check_line
from tests.engines import engine
from tests.eval.run_sentences import checker

DIALOGUE = (
    "Guide: when the task is clearly generative dialogue, prefer the Chat variant; it is already aligned to dialogue."
)
MEMORY = "Measured by Qwen for a 7B model with LoRA at 512 tokens: 20.4 GB; with embeddings and head trained: 34.1 GB."


def verdict_on(
    sentence: str,
    verdict: str = "chat",
    facts: Mapping[str, Any] | None = None,
    lang: str = "en",
    passages: Sequence[str] = (DIALOGUE,),
    before: Sequence[str] = (),
    policy: str = "guide",
) -> str:
    """The label: ok, or why the sentence is withheld."""
    known = {"dialogue": "yes"} if facts is None else dict(facts)
    row = {
        "id": "case", "lang": lang, "verdict": verdict, "facts": known, "sentence": sentence, "policy": policy,
        "passages": [{"entry": "e", "text": text} for text in passages], "before": list(before),
    }  # fmt: skip
    return str(check_line(row, checker(), engine())["reason"]).split(":")[0]
