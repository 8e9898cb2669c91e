"""Writes sentences.composed.jsonl: the composer's own sentences with the passages that they cite, all harmless.

    python -m tests.eval.composed

Cases are drawn with a fixed seed; a sentence is kept once for each verdict and policy.
"""

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from service.domain.brief import Brief, Free
from service.domain.facts import Language
from tests.domain.compose.tables import brief, choosing
from tests.eval.run_sentences import HERE

CASES = 70
POOL: tuple[tuple[str, Sequence[Any]], ...] = (
    ("task", ("customer_service", "dialogue", "roleplay", "instruction_following", "qa", "multi_hop_qa",
              "summarization", "classification", "extraction", "translation", "writing", "code_generation",
              "code_completion", "tool_use", "reasoning", "domain_pretraining", "other")),
    ("dialogue", ("yes", "no")), ("special_domain", ("yes", "no")), ("continued_pretraining", ("yes", "no")),
    ("data_shape", ("dialogue", "instruction", "document")), ("examples", (50, 800, 5000, 20000, 300000)),
    ("resources", ("ample", "limited")), ("method", ("full", "lora", "qlora")), ("license", ("ok", "chat_blocked")),
    ("gpu_memory_gb", (24, 80)), ("keep_general_ability", ("yes", "no")), ("public_facing", ("yes", "no")),
    ("tools", ("yes", "no")), ("baseline", ("enough", "not_enough", "unmeasured")),
    ("language_cover", ("good", "weak", "absent")), ("rl_next", ("none", "dpo", "rl")),
    ("aim", ("knowledge", "style", "skill")),
)  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def rows() -> Iterator[dict[str, Any]]:
    """One row a sentence, in the shape of the labelled files."""
    draw = random.Random(20261127)
    seen: set[tuple[str, ...]] = set()
    for _ in range(CASES):
        facts = {name: draw.choice(values) for name, values in draw.sample(POOL, draw.randint(0, 5))}
        for policy in ("guide", "field"):
            for language in LANGUAGES:
                composed = brief(choosing(language, policy, **facts))
                for row in _of(composed, language, policy, facts):
                    key = (row["sentence"].translate(_NO_MARKERS), row["verdict"], policy)
                    if key not in seen:
                        seen.add(key)
                        yield row


_NO_MARKERS = str.maketrans("", "", "[]0123456789")


def _of(composed: Brief, language: Language, policy: str, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if composed.decision is None:
        return
    passages = [{"entry": f"e{at}", "text": text} for at, text in sorted(composed.passages)]
    before: list[str] = []
    for span in composed.spans:
        for sentence in span.sentences if isinstance(span, Free) else ():
            yield {
                "lang": language, "verdict": composed.decision.verdict.value, "policy": policy, "facts": facts,
                "passages": passages, "before": before[-1:], "sentence": sentence, "label": "ok",
                "note": "the composer's own",
            }  # fmt: skip
            before.append(sentence)


def main() -> None:
    """Writes the file."""
    lines = [json.dumps({"id": f"com-{at:04}", **row}, ensure_ascii=False) for at, row in enumerate(rows(), 1)]
    (HERE / "sentences.composed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} sentences.")


if __name__ == "__main__":
    main()
