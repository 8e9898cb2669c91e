"""Fits the weights by which a search says that it has nothing: `python -m tests.eval.fit_gate`; see index/rank.py.

Learns from the entries' further questions (one half asked of an index that holds the other), from the questions kept
as unanswered (likewise), and from the gold questions that have served for tuning.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from service.adapters.index import Index, open_index
from service.adapters.index.rank import Evidence
from service.adapters.index.unanswered import read_unanswered
from service.adapters.knowledge import read_entries
from service.domain.evidence import Entry
from service.domain.facts import LANGUAGES, Language
from tests.eval.retrieval import read_gold
from tests.eval.retrieval_table import KNOWLEDGE, index_config

Row = tuple[Evidence, bool, float]
"""Evidence, whether there is an answer, and how much the row counts."""
REFUSED_BELOW = -1.4
"""The regression's value below which a question is held to have no answer: refusing one that has costs more than
showing something beside the point. Added to the constant that is printed."""
GOLD_SETS = ("dev.jsonl", "blind.jsonl", "blind2.jsonl", "blind3.jsonl")
GOLD_WEIGHT, ASKED_WEIGHT, NONE_WEIGHT = 3.0, 0.2, 2.0


def main() -> int:
    """Prints the weights with and without vectors, and what they refuse."""
    entries, _ = read_entries(KNOWLEDGE / "entries")
    rows = [*_asked(entries), *_unanswered(entries), *_gold(entries)]
    for vectors in (True, False):
        weights = fit(rows, vectors)
        print("with vectors" if vectors else "without", [round(float(weight), 2) for weight in weights])
        _report(rows, weights, vectors)
    return 0


def fit(rows: Sequence[Row], vectors: bool) -> list[float]:
    """A constant and the weights of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=3, max_iter=4_000)
    model.fit(_table(rows, vectors), [answer for _, answer, _ in rows], sample_weight=[weight for *_, weight in rows])
    return [float(model.intercept_[0]) - REFUSED_BELOW, *map(float, model.coef_[0])]


def _table(rows: Sequence[Row], vectors: bool) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    return np.array([evidence.parts if vectors else evidence.parts[:-1] for evidence, *_ in rows])


def _asked(entries: Mapping[str, Entry]) -> Iterator[Row]:
    for half in (0, 1):
        index = open_index({name: _without(entry, half) for name, entry in entries.items()}, index_config())
        for entry in entries.values():
            for language, text in entry.texts.items():
                for question in text.asked[half::2]:
                    yield from _row(index, question, language, answer=True, weight=ASKED_WEIGHT)


def _without(entry: Entry, half: int) -> Entry:
    return replace(
        entry, texts={name: replace(text, asked=text.asked[1 - half :: 2]) for name, text in entry.texts.items()}
    )


def _unanswered(entries: Mapping[str, Entry]) -> Iterator[Row]:
    questions = read_unanswered(KNOWLEDGE / "unanswered.toml")
    for half in (0, 1):
        index = open_index(entries, index_config(unanswered=questions[1 - half :: 2]))
        for question in questions[half::2]:
            language = next(name for name in LANGUAGES if name == "en" or not question.isascii())
            yield from _row(index, question, language, answer=False, weight=NONE_WEIGHT)


def _gold(entries: Mapping[str, Entry]) -> Iterator[Row]:
    index = open_index(entries, index_config())
    for question in read_gold(*GOLD_SETS):
        if question.kind != "cross":
            yield from _row(index, question.text, question.language, answer=question.has_answer, weight=GOLD_WEIGHT)


def _row(index: Index, question: str, language: Language, *, answer: bool, weight: float) -> Iterator[Row]:
    evidence = index.evidence(question, language)
    if evidence is not None and evidence.terms:
        yield evidence, answer, weight


def _report(rows: Sequence[Row], weights: Sequence[float], vectors: bool) -> None:
    """Shares refused by kind of row, at several thresholds."""
    values = _table(rows, vectors) @ np.array(weights[1:]) + weights[0]
    kinds = {
        "asked": np.array([answer and weight == ASKED_WEIGHT for _, answer, weight in rows]),
        "gold": np.array([answer and weight == GOLD_WEIGHT for _, answer, weight in rows]),
        "unanswered": np.array([not answer and weight == NONE_WEIGHT for _, answer, weight in rows]),
        "gold without": np.array([not answer and weight == GOLD_WEIGHT for _, answer, weight in rows]),
    }
    for threshold in (-1.5, -1, -0.5, 0, 0.5, 1):
        shares = {name: round(float((values[which] < threshold).mean()), 3) for name, which in kinds.items()}
        print(f"  below {threshold}: refused {shares}")


if __name__ == "__main__":
    sys.exit(main())
