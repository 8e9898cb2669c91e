"""Trains the classifier of intents on the labelled utterances under knowledge/utterances: seconds on one core.

One logistic regression for each intent over the pieces of a message, each message at length one (scikit-learn's
liblinear, fixed seed); weights are rounded to whole numbers and
written as data, so that serving needs neither scikit-learn nor floating point.
"""

import hashlib
import json
import math
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.adapters.lessons import often, write
from service.domain.reading.intent_model import IntentModel, pieces
from service.domain.understanding import Intent

SCALE = 1000
SEEN_AT_LEAST = 2
WORTH_KEEPING = 10
"""Pieces whose weights are all smaller than this are left out."""
STRENGTH = 30.0
"""Inverse of the regularisation."""
TOLERANCE = 1e-3
SIGN = "@"
"""Set before the name of a sign, which no piece begins with."""
SIGN_SIZE = 0.5
"""What a sign counts for in training, where a whole message of pieces has length one."""

FOLLOW_UPS = "turns"
"""The folder of utterances that follow others in a conversation."""

Utterance = tuple[str, Intent]
Seen = tuple[str, Sequence[str]]
"""What a model sees of a message: its folded text, and the signs of how it was read."""


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


def train(seen: Sequence[Seen], labels: Sequence[Intent]) -> IntentModel:
    """The model that these messages teach."""
    bags = [set(pieces(text)) for text, _ in seen]
    names = often(bags, SEEN_AT_LEAST)
    shown = [{SIGN + sign for sign in signs} for _, signs in seen]
    marks = often(shown, SEEN_AT_LEAST)
    intents = tuple(sorted(set(labels)))
    matrix = _matrix(bags, shown, [*names, *marks])
    learnt = [_learnt(matrix, [label is intent for label in labels]) for intent in intents]
    columns = zip(*(weights for weights, _ in learnt), strict=True)
    rows = dict(zip(sorted([*names, *marks]), columns, strict=True))
    kept = {name: row for name, row in rows.items() if any(abs(weight) >= WORTH_KEEPING for weight in row)}
    return IntentModel(
        intents,
        tuple(bias for _, bias in learnt),
        {name: row for name, row in kept.items() if not name.startswith(SIGN)},
        {name.removeprefix(SIGN): _shrunk(row) for name, row in kept.items() if name.startswith(SIGN)},
    )


def _shrunk(row: Sequence[int]) -> tuple[int, ...]:
    """Weights of a sign that is added as it is."""
    return tuple(round(weight * SIGN_SIZE) for weight in row)


def _matrix(bags: Sequence[set[str]], shown: Sequence[set[str]], names: Sequence[str]) -> Any:
    """A sparse row for each message with a column for each of `names`, in order: its pieces at length one at most, its
    signs at `SIGN_SIZE` each."""
    from sklearn.feature_extraction import DictVectorizer

    wanted = frozenset(names)
    rows = [
        {piece: 1 / math.sqrt(len(bag)) for piece in sorted(bag & wanted)}
        | dict.fromkeys(sorted(signs & wanted), SIGN_SIZE)
        for bag, signs in zip(bags, shown, strict=True)
    ]
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
    tables = {
        name: [f"  {json.dumps(key, ensure_ascii=False)}: {json.dumps(row)}" for key, row in sorted(table.items())]
        for name, table in (("signs", model.signs), ("weights", model.weights))
    }
    write(path, head, tables)
