"""Trains the classifier of tasks on the labelled clauses under knowledge/tasks: two minutes on one core.

One multinomial logistic regression over the pieces of a clause, all classes alike but the one without a task
(scikit-learn's lbfgs, which has no randomness); rare pieces tell more than common ones, so they are held back less (as
with TF-IDF, on unseen clauses two points better than all alike). Weights are rounded to whole numbers and written as
data, small ones left out, so that serving needs neither scikit-learn nor floating point.
"""

import hashlib
import math
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.adapters.lessons import as_text, kept, matrix, often, weights_as_text, write
from service.domain.reading.opinions import NAMING
from service.domain.reading.task_model import NONE, Kinds, TaskModel, kinds_from

SCALE = 1000
SEEN_AT_LEAST = 2
WORTH_KEEPING = 200
"""Weights smaller than this are left out."""
STRENGTH = 100.0
"""Inverse of the regularisation."""
SHRINK = 0.25
"""The power of its number of pieces by which a clause's are divided."""
NONE_COUNTS = 1.5
"""How much more than any other class the one without a task counts."""
ROUNDS = 3000
TOLERANCE = 1e-5
"""Looser ones stop at weights that hang on the order of things: thirty clauses more then moved seventy tasks, now
fourteen."""
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
    kinds = Kinds({})
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
    lines += [f"{word}\t{' '.join(kinds)}" for word, kinds in sorted(lessons.kinds.of.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def untrained(lessons: Lessons) -> TaskModel:
    """A model that knows kinds of words and nothing else."""
    return TaskModel((NONE,), (0,), {}, lessons.kinds)


def train(lessons: Lessons, look: Callable[[str], set[str]]) -> TaskModel:
    """The model that these lessons teach. `look` gives the pieces of a clause."""
    from sklearn.linear_model import LogisticRegression

    bags = [_seen(look(text), text in lessons.unseen) for text, _ in lessons.clauses]
    rarity = _rarity(often(bags, SEEN_AT_LEAST), len(bags))
    labels = [task for _, task in lessons.clauses]
    learnt = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=TOLERANCE, class_weight=_shares(labels)).fit(
        matrix(bags, rarity, lambda size: size**-SHRINK), labels
    )
    columns = zip(rarity.items(), learnt.coef_.T, strict=True)
    rows = {piece: [round(float(weight) * rare * SCALE) for weight in column] for (piece, rare), column in columns}
    weights = {piece: row for piece, column in rows.items() if (row := kept(column, WORTH_KEEPING))}
    bias = tuple(round(float(start) * SCALE) for start in learnt.intercept_)
    return TaskModel(tuple(str(task) for task in learnt.classes_), bias, weights, lessons.kinds)


def _shares(labels: Sequence[str]) -> dict[str, float]:
    """What a clause of each class counts: all classes alike, but for `none`, which most clauses of a message are."""
    times = Counter(labels)
    shares = {task: len(labels) / (len(times) * number) for task, number in sorted(times.items())}
    return {task: share * (NONE_COUNTS if task == NONE else 1) for task, share in shares.items()}


def _rarity(times: Mapping[str, int], clauses: int) -> dict[str, float]:
    """How rare each piece is that stands in so many of the clauses, on average 1: the inverse document frequency."""
    found = {piece: math.log(clauses / (1 + number)) for piece, number in times.items()}
    total = sum(found.values())
    return {piece: one * len(found) / total for piece, one in found.items()}


def _seen(bag: set[str], unseen: bool) -> set[str]:
    return bag if unseen else {piece for piece in bag if not piece.startswith(NAMING)}


def write_weights(model: TaskModel, source: str, path: Path) -> None:
    """Writes the weights, one piece a line. `source` is the digest of the lessons."""
    head = {"source": source, "tasks": list(model.tasks), "bias": list(model.bias)}
    kinds = [f"  {as_text(word)}: {as_text(found)}" for word, found in sorted(model.kinds.of.items())]
    write(path, head, {"kinds": kinds, "weights": weights_as_text(model.weights)})
