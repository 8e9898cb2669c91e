"""Trains the model of statements on the labelled clauses under knowledge/statements: a minute on one core.

One logistic regression for each value of each fact over the pieces of a clause, each clause at length one
(scikit-learn's liblinear, fixed seed). A clause that was written for one fact says nothing of another one that the
reader's phrases find in it, and facts that no single clause states are only known as what states none of the others.
Weights are rounded to whole numbers and written as data, small ones left out, so that
serving needs neither scikit-learn nor floating point.
"""

import hashlib
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.adapters.lessons import kept, matrix, often, weights_as_text, write
from service.domain.reading.statement_model import Said, StatementModel
from service.domain.reading.statements import NAMING, NOT_ALONE

SCALE = 1000
SEEN_AT_LEAST = 2
WORTH_KEEPING = 400
"""Weights smaller than this are left out."""
STRENGTH = 10.0
"""Inverse of the regularisation."""
NOTHING = "nothing"
"""The table of clauses that look like a fact and do not state it."""
LANGUAGES = ("en", "zh")
MESSAGES = "messages"
"""The file of clauses from labelled messages, of which everything that they state is known."""
EVERY = 4
"""Of the clauses that name tasks, which state hardly any other fact, one in so many teaches what states none."""
HEAVIEST = 8.0
"""The most that a clause which states a value counts beside one which does not."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, what it states, and the fact for which it was written; empty where all that it states is known, but for
    facts that are `open`: its message states them, and perhaps not here."""

    text: str
    says: frozenset[Said]
    about: str = ""
    open: frozenset[str] = frozenset()


def read_clauses(folder: Path, tasks: Sequence[str] = ()) -> tuple[Clause, ...]:
    """The labelled clauses of the folder, in file order, and some of the other clauses, which teach `tasks`."""
    found: list[Clause] = []
    for path in sorted(folder.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.stem == MESSAGES:
            found += [Clause(text, _says(said), open=_open(said)) for said, texts in tables.items() for text in texts]
            continue
        for value, texts in tables.items():
            says = frozenset() if value == NOTHING else frozenset({(path.stem, value)})
            found += [Clause(text, says, path.stem) for language in LANGUAGES for text in texts[language]]
    known = {clause.text for clause in found}
    return (*found, *(Clause(text, frozenset(), "task") for text in tasks if text not in known and _drawn(text)))


def _drawn(text: str) -> bool:
    """Whether a clause that names a task is one of those taken; which ones are does not hang on the others."""
    return hashlib.sha256(text.encode()).digest()[0] % EVERY == 0


def _says(text: str) -> frozenset[Said]:
    """What `method=lora tools=no dialogue?` states: a method and that there are no tools."""
    pairs = (part.partition("=") for part in text.split() if "=" in part)
    return frozenset((name, value) for name, _, value in pairs)


def _open(text: str) -> frozenset[str]:
    """What `method=lora dialogue?` leaves open: whether dialogue is stated, too."""
    return frozenset(part.removesuffix("?") for part in text.split() if part.endswith("?"))


def digest(clauses: Sequence[Clause]) -> str:
    """A hash of the clauses, by which stale weights are told."""
    lines = [f"{clause.about}\t{sorted(clause.says)}\t{sorted(clause.open)}\t{clause.text}" for clause in clauses]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def train(clauses: Sequence[Clause], look: Callable[[str], set[str]]) -> StatementModel:
    """The model that these clauses teach. `look` gives the pieces of a clause."""
    bags = [look(clause.text) for clause in clauses]
    names = often(bags, SEEN_AT_LEAST)
    seen = matrix(bags, dict.fromkeys(names, 1.0), lambda size: size**-0.5)
    taught = {said for clause in clauses if clause.about for said in clause.says}
    values = tuple(sorted(said for said in taught if said[0] not in NOT_ALONE))
    learnt = [_learnt(seen, clauses, bags, said) for said in values]
    rows = zip(names, zip(*(weights for weights, _ in learnt), strict=True), strict=True)
    weights = {piece: row for piece, column in rows if (row := kept(column, WORTH_KEEPING))}
    return StatementModel(values, tuple(bias for _, bias in learnt), weights)


def _learnt(seen: Any, clauses: Sequence[Clause], bags: Sequence[set[str]], said: Said) -> tuple[list[int], int]:
    """What tells clauses that state a value from all others: the weight of each piece, and the bias."""
    from sklearn.linear_model import LogisticRegression

    phrase = f"{NAMING}{said[0]}."
    rows = [
        at
        for at, (clause, bag) in enumerate(zip(clauses, bags, strict=True))
        if said[0] not in clause.open
        and (clause.about in ("", said[0]) or not any(piece.startswith(phrase) for piece in bag))
    ]
    labels = [said in clauses[at].says for at in rows]
    share = min(HEAVIEST, len(labels) / (2 * sum(labels)))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight={True: share, False: 1}, random_state=0)
    model.fit(seen[rows], labels)
    return [round(float(weight) * SCALE) for weight in model.coef_[0]], round(float(model.intercept_[0]) * SCALE)


def write_weights(model: StatementModel, source: str, path: Path) -> None:
    """Writes the weights, one piece a line. `source` is the digest of the clauses."""
    values = [f"{name}={value}" for name, value in model.values]
    head = {"source": source, "values": values, "bias": list(model.bias)}
    write(path, head, {"weights": weights_as_text(model.weights)})
