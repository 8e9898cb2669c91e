"""Lessons: labelled sentences by the case that they are told in. They teach the second opinion and are never scored.

A line of `lessons/*.jsonl` holds one case (language, verdict, facts, texts of the passages) and what may be said in it
(`ok`) and what contradicts the verdict (`contradicts`), most of it in pairs that share their words.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "lessons"
FILES = tuple(sorted(FOLDER.glob("*.jsonl")))
LABELS = ("ok", "contradicts")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The sentences of a file, each as a line of `sentences.*.jsonl` would have it."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        case = json.loads(line)
        shared = {
            "lang": case["lang"],
            "verdict": case["verdict"],
            "facts": case["facts"],
            "passages": [{"entry": f"e{at}", "text": text} for at, text in enumerate(case["passages"], 1)],
        }
        sentences = [(label, sentence) for label in LABELS for sentence in case[label]]
        for place, (label, sentence) in enumerate(sentences, 1):
            yield {"id": f"{path.stem}-{number}-{place}", **shared, "sentence": sentence, "label": label}
