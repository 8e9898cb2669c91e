"""Trains the second opinion of the sentence checker on the labelled sentences of this folder and on the lessons: a
minute or two on one core.

    python -m tests.eval.train_opinion           writes knowledge/stance/opinion.json
    python -m tests.eval.train_opinion --check   instead says how well it does on files that it was not trained on

One logistic regression over the traits of a sentence (scikit-learn's liblinear, fixed seed), harmless sentences against
those that contradict the verdict; weights are rounded to whole numbers and written as data.
"""

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.domain.verify import Checker
from service.domain.verify.lines import case_of
from service.domain.verify.opinion import Opinion, opinion_from
from tests.engines import KNOWLEDGE, engine
from tests.eval import lessons
from tests.eval.run_sentences import HERE, judged, plain_checker, table, with_opinion

WEIGHTS = KNOWLEDGE / "stance" / "opinion.json"
NAMES = (
    "dev", "own", "held", "blind", "blind2_en", "blind2_zh", "blind4_en", "blind4_zh", "blind3", "blind5_en",
    "blind5_zh", "blind6_en", "blind6_zh", "blind7", "blind8", "blind9", "blind10", "blind11", "blind12",
    "blind13_en", "blind13_zh", "blind14_en", "blind14_zh", "blind15_en", "blind15_zh", "exam", "exam2", "exam3",
    "exam4", "exam6", "exam8", "exam9", "exam10", "exam11", "exam12", "exam13", "exam14", "more", "pairs",
    "turns", "composed",
)  # fmt: skip
FILES = tuple(HERE / f"sentences.{name}.jsonl" for name in NAMES)
TAUGHT_BY = (*FILES, *lessons.FILES)
BLIND = tuple(path for path in FILES if path.name.startswith("sentences.blind"))
"""The files that nobody tuned the rules on when they were first scored."""
SCALE = 1000
SEEN_AT_LEAST = 2
WORTH_KEEPING = 200
STRENGTH = 60.0
"""Inverse of the regularisation."""
OF_LESSONS = 0.5
"""What a sentence of the lessons weighs: many of them are subtler than what models say."""
CLEARS = {
    "claims": -900, "strange": -600, "mention": -1000, "question": -300, "size": -700, "condition": -1200,
    "dismissal": -700, "sarcasm": -1200,
}  # fmt: skip
"""The score under which a sentence may pass what the rules object to, by the test that objects."""
WITHHOLDS = {"agrees": -1300, "choice": -800, "near": -400, "else": -900}
"""The score from which a sentence is withheld that the rules let through, by what it speaks of."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence's traits, whether it contradicts the verdict, and how much it weighs."""

    traits: Sequence[str]
    harmful: bool
    weight: float = 1.0


def read(path: Path, checker: Checker) -> Iterator[Labelled]:
    """The sentences of a file that are harmless or contradict the verdict; other labels are not a matter of stance."""
    of_lessons = path in lessons.FILES
    for row in lessons.rows(path) if of_lessons else map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["label"] not in lessons.LABELS:
            continue
        context, sentence, before = case_of(row, engine())
        if traits := checker.traits(sentence, context, before):
            yield Labelled(traits, row["label"] != "ok", OF_LESSONS if of_lessons else 1.0)


def digest(files: Sequence[Path] = TAUGHT_BY) -> str:
    """A hash of the labelled sentences, by which stale weights are told."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:32]


def train(rows: Sequence[Labelled]) -> dict[str, Any]:
    """The weights that these sentences teach, as data."""
    from scipy.sparse import diags_array
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    bags = [_bag(row) for row in rows]
    seen = Counter(name for bag in bags for name in bag)
    kept = [{name: value for name, value in bag.items() if seen[name] >= SEEN_AT_LEAST} for bag in bags]
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform(kept)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    names = [str(name) for name in vectorizer.get_feature_names_out()]
    worth = [_worth(seen[name], len(rows)) for name in names]
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2, class_weight="balanced", random_state=0).fit(
        matrix @ diags_array(worth, format="csr"),
        [row.harmful for row in rows],
        sample_weight=[row.weight for row in rows],
    )
    rounded = {
        name: round(float(raw) * times * SCALE) for name, times, raw in zip(names, worth, model.coef_[0], strict=True)
    }
    weights = {name: weight for name, weight in rounded.items() if abs(weight) >= WORTH_KEEPING}
    bias = round(float(model.intercept_[0]) * SCALE)
    return {"bias": bias, "clears": CLEARS, "withholds": WITHHOLDS, "weights": weights}


def _worth(seen: int, rows: int) -> float:
    """How freely a trait may be weighed: the rarer, the more it tells."""
    return max(0.3, math.log(1 + rows / seen) / math.log(1 + rows / 10))


def _bag(row: Labelled) -> dict[str, float]:
    return dict.fromkeys(row.traits, 1 / math.sqrt(len(row.traits)))


def write(data: dict[str, Any], path: Path = WEIGHTS) -> None:
    """Writes the weights, one trait a line."""
    data = {"source": digest(), **data}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def without(path: Path, checker: Checker) -> Opinion:
    """The opinion as it would be had it never seen this file."""
    return opinion_from(train([row for other in TAUGHT_BY if other != path for row in read(other, checker)]))


def _check() -> None:
    for path in BLIND:
        print(path.name)
        print(table(judged(path, with_opinion(without(path, plain_checker())))))


def main() -> int:
    """Trains, or says how well training does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="leave out each blind file in turn and score it")
    if parser.parse_args().check:
        _check()
        return 0
    rows = [row for path in TAUGHT_BY for row in read(path, plain_checker())]
    write(train(rows))
    print(f"Trained on {len(rows)} sentences.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
