"""Trains the classifier of tasks on the labelled clauses under knowledge/tasks: seconds on one core.

One multinomial logistic regression over the pieces of a clause, all classes alike but the one without a task
(scikit-learn's lbfgs, which has no randomness); rare pieces tell more than common ones, so they are held back less (as
with TF-IDF, on unseen clauses two points better than all alike). Weights are rounded to whole numbers and written as
data, small ones left out, so that serving needs neither scikit-learn nor floating point.
"""

import hashlib
import json
import math
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.domain.reading.opinions import NAMING
from service.domain.reading.task_model import NONE, Kinds, TaskModel, kinds_from

SCALE = 1000
SEEN_AT_LEAST = 2
WORTH_KEEPING = 200
"""Weights smaller than this are left out."""
STRENGTH = 10.0
"""Inverse of the regularisation."""
SHRINK = 0.25
"""The power of its number of pieces by which a clause's are divided."""
NONE_COUNTS = 1.5
"""How much more than any other class the one without a task counts."""
ROUNDS = 300
TOLERANCE = 2e-4
"""Looser ones stop at weights that hang on the order of things."""
CONCEPTS = "concepts.toml"
UNSEEN = "_unseen"
"""Ends the names of files whose clauses were written without the reader's phrases in view."""

Clause = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Labelled clauses, in file order, and the kinds of words by which they are compared."""

    clauses: tuple[Clause, ...]
    kinds: Kinds
    unseen: frozenset[str] = frozenset()
    """Clauses whose writers did not know the reader's phrases: these alone teach what its phrases are worth."""


def read_lessons(folder: Path) -> Lessons:
    """What the folder teaches."""
    clauses: list[Clause] = []
    kinds: Kinds = {}
    unseen: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.name == CONCEPTS:
            kinds = kinds_from(tables["concepts"])
        else:
            found = [(text, task) for task, texts in tables.items() for text in texts]
            clauses += found
            unseen.update(text for text, _ in found if path.stem.endswith(UNSEEN))
    return Lessons(tuple(clauses), kinds, frozenset(unseen))


def digest(lessons: Lessons) -> str:
    """A hash of the lessons, by which stale weights are told."""
    lines = [f"{task}\t{text}" for text, task in lessons.clauses]
    lines += sorted(lessons.unseen)
    lines += [f"{word}\t{' '.join(kinds)}" for word, kinds in sorted(lessons.kinds.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def untrained(lessons: Lessons) -> TaskModel:
    """A model that knows kinds of words and nothing else."""
    return TaskModel((NONE,), (0,), {}, lessons.kinds)


def train(lessons: Lessons, look: Callable[[str], set[str]]) -> TaskModel:
    """The model that these lessons teach. `look` gives the pieces of a clause."""
    from sklearn.linear_model import LogisticRegression

    bags = [_seen(look(text), text in lessons.unseen) for text, _ in lessons.clauses]
    seen = Counter(piece for bag in bags for piece in bag)
    names = sorted(piece for piece, times in seen.items() if times >= SEEN_AT_LEAST)
    labels = [task for _, task in lessons.clauses]
    rarity = _rarity([seen[name] for name in names], len(bags))
    learnt = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=TOLERANCE, class_weight=_shares(labels)).fit(
        _matrix(bags, names, rarity), labels
    )
    columns = [
        _row([float(weight) * rare for weight in column]) for column, rare in zip(learnt.coef_.T, rarity, strict=True)
    ]
    weights = {piece: row for piece, row in zip(names, columns, strict=True) if row}
    bias = tuple(round(float(start) * SCALE) for start in learnt.intercept_)
    return TaskModel(tuple(str(task) for task in learnt.classes_), bias, weights, lessons.kinds)


def _shares(labels: Sequence[str]) -> dict[str, float]:
    """What a clause of each class counts: all classes alike, but for `none`, which most clauses of a message are."""
    times = Counter(labels)
    shares = {task: len(labels) / (len(times) * number) for task, number in sorted(times.items())}
    return {task: share * (NONE_COUNTS if task == NONE else 1) for task, share in shares.items()}


def _rarity(times: Sequence[int], clauses: int) -> list[float]:
    """How rare each piece is that stands in so many of the clauses, on average 1: the inverse document frequency."""
    found = [math.log(clauses / (1 + number)) for number in times]
    return [one * len(found) / sum(found) for one in found]


def _seen(bag: set[str], unseen: bool) -> set[str]:
    return bag if unseen else {piece for piece in bag if not piece.startswith(NAMING)}


def _matrix(bags: Sequence[set[str]], names: Sequence[str], rarity: Sequence[float]) -> Any:
    """The pieces of each clause as a sparse row, with a column for each of `names`, weighed by how rare they are."""
    from scipy.sparse import csr_matrix

    places = {piece: number for number, piece in enumerate(names)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for bag in bags:
        known = sorted(places[piece] for piece in bag if piece in places)
        columns += known
        values += [rarity[place] * max(1, len(bag)) ** -SHRINK for place in known]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(bags), len(names)))


def _row(column: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """The weights of one piece that are worth keeping, each with its place."""
    rounded = [round(weight * SCALE) for weight in column]
    return tuple((place, weight) for place, weight in enumerate(rounded) if abs(weight) >= WORTH_KEEPING)


def write_weights(model: TaskModel, source: str, path: Path) -> None:
    """Writes the weights, one piece a line. `source` is the digest of the lessons."""
    head = {"source": source, "tasks": list(model.tasks), "bias": list(model.bias)}
    kinds = [f"  {_text(word)}: {_text(found)}" for word, found in sorted(model.kinds.items())]
    rows = [
        f"  {_text(piece)}: {_text([number for pair in row for number in pair])}"
        for piece, row in sorted(model.weights.items())
    ]
    tables = ",\n".join(
        f' "{name}": {{\n' + ",\n".join(lines) + "\n }" for name, lines in (("kinds", kinds), ("weights", rows))
    )
    path.write_text(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ",\n" + tables + "\n}\n", encoding="utf-8")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
