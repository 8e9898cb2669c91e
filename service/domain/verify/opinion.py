"""The second opinion on a sentence: a small linear model over its traits, whole-number weights kept as data.

It was trained on labelled sentences (`tests/eval/train_opinion.py`) and gives one number: the higher, the more the
sentence reads like one that speaks against the verdict. It may clear a sentence that the rules merely cannot follow,
and withhold one that they let through; how far it is trusted depends on what the rules say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import isqrt
from typing import Any

from service.domain.columns import column, packed
from service.domain.decision import Verdict
from service.domain.facts import LANGUAGES
from service.domain.faults import Faulty

ROOTS = 1000
"""Roots are taken in thousandths, in whole numbers."""
AGREES, CHOICE, NEAR, ELSE = "agrees", "choice", "near", "else"
"""What a sentence does that the rules let through: it plainly agrees with the verdict in several clauses, it speaks of
the choice, it puts one in mind of a variant without naming it, or it speaks of something else."""
KINDS = (AGREES, CHOICE, NEAR, ELSE)
CLAIMS, MENTION, QUIET, PLAIN = "claims", "mention", "quiet", "plain"
"""What the rules say before the opinion is asked: a claim points elsewhere, a variant is named without a clear stance,
the choice is not spoken of, none of these. What words are worth differs between them."""
STAGES = (CLAIMS, MENTION, QUIET, PLAIN)
_SIDES = (Verdict.BASE, Verdict.CHAT)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Weights by trait: in one whole number those of every verdict, stage and language, each in its own column, so that
    a sentence is summed up once. `clears` holds, by what the rules object to, the score below which a sentence may pass
    nevertheless; `withholds` the score from which one is withheld that they let through."""

    bias: int
    weights: Mapping[str, int]
    clears: Mapping[str, int]
    withholds: Mapping[str, int]

    def score(self, traits: Sequence[str], verdict: Verdict, stage: str, language: str) -> int:
        """How much a sentence with these traits reads like one against the verdict."""
        sums = sum(map(self.weights.get, traits, repeat(0)))
        total = sum(column(sums, _COLUMNS[name], len(_COLUMNS)) for name in (verdict.value, stage, language))
        return self.bias + total * ROOTS // isqrt(max(1, len(traits)) * ROOTS * ROOTS)


def kinds_of(verdict: Verdict) -> tuple[str, ...]:
    """The groups of verdicts that this one is in."""
    return ("general", "side", verdict.value) if verdict in _SIDES else ("general", verdict.value)


def kinds_besides(stage: str, language: str) -> tuple[str, ...]:
    """The groups of stages and languages that these are in."""
    return (f"at_{stage}", f"in_{language}")


def opinion_from(data: Mapping[str, Any]) -> Opinion:
    """The model of a parsed weights file. Raises Faulty."""
    try:
        return Opinion(
            int(data["bias"]),
            _packed({str(name): _table(table) for name, table in data["weights"].items()}),
            _table(data["clears"]),
            {kind: int(data["withholds"][kind]) for kind in KINDS},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(
            ["The weights of the second opinion are damaged; run `python -m tests.eval.train_opinion`."]
        ) from None


def _table(raw: Mapping[str, Any]) -> dict[str, int]:
    return {str(name): int(weight) for name, weight in raw.items()}


def _packed(tables: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The weights of every group in the columns that the group counts for."""
    total: dict[str, int] = {}
    for group, table in tables.items():
        columns = [at for name, at in _COLUMNS.items() if group in _GROUPS[name]]
        unit = packed((at, 1) for at in columns)
        for name, weight in table.items():
            total[name] = total.get(name, 0) + weight * unit
    return total


_GROUPS: Mapping[str, tuple[str, ...]] = {
    **{verdict.value: kinds_of(verdict) for verdict in Verdict},
    **{stage: (f"at_{stage}",) for stage in STAGES},
    **{language: (f"in_{language}",) for language in LANGUAGES},
}
"""The groups of weights that count for a verdict, a stage or a language."""
_COLUMNS = {name: at for at, name in enumerate(_GROUPS)}
