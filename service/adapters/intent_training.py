"""Trains the classifier of intents on the labelled utterances under knowledge/utterances: seconds on one core.

One logistic regression for each intent over the pieces of a message, each message at length one (scikit-learn's
liblinear, fixed seed); weights are rounded to whole numbers and
written as data, so that serving needs neither scikit-learn nor floating point.
"""

import hashlib
import json
import math
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from service.domain.reading.intent_model import IntentModel, pieces
from service.domain.understanding import Intent

SCALE = 1000
SEEN_AT_LEAST = 2
WORTH_KEEPING = 10
"""Pieces whose weights are all smaller than this are left out."""
STRENGTH = 30.0
"""Inverse of the regularisation."""
TOLERANCE = 1e-3

Utterance = tuple[str, Intent]


def read_utterances(folder: Path) -> list[Utterance]:
    """Every utterance with its intent, in file order."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(text, Intent(intent)) for intent, texts in tables.items() for text in texts]
    return found


def digest(utterances: Sequence[Utterance]) -> str:
    """A hash of the labelled utterances, by which stale weights are told."""
    lines = "\n".join(f"{intent.value}\t{text}" for text, intent in utterances)
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def train(utterances: Sequence[Utterance], normalise: Callable[[str], str]) -> IntentModel:
    """The model that these utterances teach."""
    bags = [set(pieces(normalise(text))) for text, _ in utterances]
    seen = Counter(piece for bag in bags for piece in bag)
    names = sorted(piece for piece, times in seen.items() if times >= SEEN_AT_LEAST)
    labels = [intent for _, intent in utterances]
    intents = tuple(sorted(set(labels)))
    matrix = _matrix(bags, names)
    learnt = [_learnt(matrix, [label is intent for label in labels]) for intent in intents]
    rows = {piece: tuple(weights[number] for weights, _ in learnt) for number, piece in enumerate(names)}
    kept = {piece: row for piece, row in rows.items() if any(abs(weight) >= WORTH_KEEPING for weight in row)}
    return IntentModel(intents, tuple(bias for _, bias in learnt), kept)


def _matrix(bags: Sequence[set[str]], names: Sequence[str]) -> Any:
    """The pieces of each message as a sparse row of length one at most, with a column for each of `names`."""
    from sklearn.feature_extraction import DictVectorizer

    wanted = frozenset(names)
    rows = [{piece: 1 / math.sqrt(len(bag)) for piece in sorted(bag & wanted)} for bag in bags]
    matrix = DictVectorizer(sort=True).fit([dict.fromkeys(names, 1.0)]).transform(rows)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    return matrix


def _learnt(matrix: Any, labels: Sequence[bool]) -> tuple[list[int], int]:
    """What tells one intent from all others: the weight of each piece, and the bias."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=STRENGTH, solver="liblinear", tol=TOLERANCE, class_weight="balanced", random_state=0
    ).fit(matrix, labels)
    return [round(float(weight) * SCALE) for weight in model.coef_[0]], round(float(model.intercept_[0]) * SCALE)


def write_weights(model: IntentModel, source: str, path: Path) -> None:
    """Writes the weights, one piece a line. `source` is the digest of the utterances."""
    head = {"source": source, "intents": [intent.value for intent in model.intents], "bias": list(model.bias)}
    rows = sorted(model.weights.items())
    lines = [f"  {json.dumps(piece, ensure_ascii=False)}: {json.dumps(row)}" for piece, row in rows]
    body = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "weights": {\n' + ",\n".join(lines) + "\n }\n}\n"
    path.write_text(body, encoding="utf-8")
