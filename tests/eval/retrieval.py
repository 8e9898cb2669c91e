"""What retrieval is scored by: the gold questions and the measures. `python -m tests.eval.retrieval` prints the table.

Grades: 3 answers the question, 2 answers a part of it, 1 is related. Recall@5 is the share of grade 3 among the first
five, out of as many as could stand there; a second recall counts grade 2 as well. nDCG@10 uses gains 2^grade - 1.
No-answer F1: an empty result is the answer to a question that has none. Questions of kind `cross` are asked of an
index in which the entries that answer them lack the asker's language.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.domain.evidence import Entry
from service.domain.facts import Language

GOLD = Path(__file__).parent / "retrieval"
ANSWERS, IN_PART = 3, 2
"""Least grade of an entry that answers the question, and that answers a part of it."""

Find = Callable[[str, Language], Sequence[str]]
"""Ids found for a question, best first; none when nothing is relevant."""


@dataclass(frozen=True, slots=True)
class Question:
    """One gold question with the grade, 1 to 3, of each relevant entry."""

    id: str
    language: Language
    text: str
    relevant: Mapping[str, int]
    kind: str

    @property
    def has_answer(self) -> bool:
        """Whether the knowledge base answers it."""
        return bool(self.relevant)


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over questions with an answer; F1, precision and recall of saying that there is none."""

    questions: int
    recall: float
    recall_in_part: float
    ndcg: float
    f1: float
    precision: float
    found_none: float


def read_gold(*names: str) -> list[Question]:
    """The questions of the named files, all files when none is named."""
    paths = [GOLD / name for name in names] or sorted(GOLD.glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Question(row["id"], row["lang"], row["question"], row["relevant"], row["kind"]) for row in rows]


def hidden(entries: Mapping[str, Entry], questions: Iterable[Question], language: Language) -> dict[str, Entry]:
    """The entries, without their text in `language` where they answer a cross-language question asked in it."""
    without = {
        name
        for question in questions
        if question.kind == "cross" and question.language == language
        for name, grade in question.relevant.items()
        if grade == max(question.relevant.values())
    }
    return {
        name: replace(entry, texts={key: text for key, text in entry.texts.items() if key != language})
        if name in without
        else entry
        for name, entry in entries.items()
    }


def recall(question: Question, found: Sequence[str], least: int = ANSWERS, top: int = 5) -> float:
    """Share of the entries of grade `least` or more among the first `top`; of the best grade where none has that."""
    least = min(least, max(question.relevant.values()))
    wanted = {name for name, grade in question.relevant.items() if grade >= least}
    return len(wanted.intersection(found[:top])) / min(top, len(wanted))


def ndcg(question: Question, found: Sequence[str], top: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) with gains 2^grade - 1."""
    best = sorted(question.relevant.values(), reverse=True)
    return _gain(question.relevant.get(name, 0) for name in found[:top]) / _gain(best[:top])


def score(questions: Sequence[Question], find: Find) -> Scores:
    """The scores of one system on `questions`."""
    found = {question.id: find(question.text, question.language) for question in questions}
    answered = [question for question in questions if question.has_answer]
    refused = [question for question in questions if not found[question.id]]
    right = sum(not question.has_answer for question in refused)
    precision = right / len(refused) if refused else 0.0
    share = right / max(1, len(questions) - len(answered))
    return Scores(
        len(questions),
        _mean(recall(question, found[question.id]) for question in answered),
        _mean(recall(question, found[question.id], IN_PART) for question in answered),
        _mean(ndcg(question, found[question.id]) for question in answered),
        2 * precision * share / (precision + share) if right else 0.0,
        precision,
        share,
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _gain(grades: Iterable[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


if __name__ == "__main__":
    from tests.eval.retrieval_table import main

    main()
