"""Trains the classifier of intents on the labelled utterances under knowledge/utterances: seconds on one core.

Multinomial logistic regression over binary pieces (scikit-learn, fixed seed); weights are rounded to whole numbers and
written as data, so that serving needs neither scikit-learn nor floating point.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from service.domain.reading.intent_model import IntentModel, pieces
from service.domain.understanding import Intent

SCALE = 1000
SEEN_AT_LEAST = 2
STRENGTH = 4.0
"""Inverse of the regularisation."""

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
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    bags = [set(pieces(normalise(text))) for text, _ in utterances]
    seen = Counter(piece for bag in bags for piece in bag)
    rows = [{piece: 1.0 for piece in bag if seen[piece] >= SEEN_AT_LEAST} for bag in bags]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced", random_state=0)
    model.fit(matrix, [intent.value for _, intent in utterances])
    names = vectors.get_feature_names_out()
    weights = {}
    for column, piece in enumerate(names):
        row = tuple(round(float(weight) * SCALE) for weight in model.coef_[:, column])
        if any(abs(weight) >= SCALE // 100 for weight in row):
            weights[str(piece)] = row
    bias = tuple(round(float(weight) * SCALE) for weight in model.intercept_)
    return IntentModel(tuple(Intent(name) for name in model.classes_), bias, weights)


def write_weights(model: IntentModel, source: str, path: Path) -> None:
    """Writes the weights, one piece a line. `source` is the digest of the utterances."""
    head = {"source": source, "intents": [intent.value for intent in model.intents], "bias": list(model.bias)}
    rows = sorted(model.weights.items())
    lines = [f"  {json.dumps(piece, ensure_ascii=False)}: {json.dumps(row)}" for piece, row in rows]
    body = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "weights": {\n' + ",\n".join(lines) + "\n }\n}\n"
    path.write_text(body, encoding="utf-8")
