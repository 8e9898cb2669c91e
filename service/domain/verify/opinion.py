"""The second opinion on a sentence: a small linear model over its traits, whole-number weights kept as data.

It was trained on labelled sentences (`tests/eval/train_opinion.py`) and gives one number: the higher, the more the
sentence reads like one that speaks against the verdict. It may clear a sentence that the rules merely cannot follow,
and withhold one that they let through; how far it is trusted depends on what the rules say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import isqrt
from typing import Any

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
    """Weights by trait for each verdict, and `besides` for each stage and language. `clears` holds, by what the rules
    object to, the score below which a sentence may pass nevertheless; `withholds` the score from which one is withheld
    that they let through."""

    bias: int
    weights: Mapping[Verdict, Mapping[str, int]]
    besides: Mapping[str, Mapping[str, int]]
    clears: Mapping[str, int]
    withholds: Mapping[str, int]

    def score(self, traits: Sequence[str], verdict: Verdict, stage: str, language: str) -> int:
        """How much a sentence with these traits reads like one against the verdict."""
        besides = self.besides[f"{stage}_{language}"]
        total = sum(map(self.weights[verdict].get, traits, repeat(0))) + sum(map(besides.get, traits, repeat(0)))
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
        tables = {str(name): _table(table) for name, table in data["weights"].items()}
        return Opinion(
            int(data["bias"]),
            {verdict: _summed(tables.get(name, {}) for name in kinds_of(verdict)) for verdict in Verdict},
            {
                f"{stage}_{language}": _summed(tables.get(name, {}) for name in kinds_besides(stage, language))
                for stage in STAGES
                for language in LANGUAGES
            },
            _table(data["clears"]),
            {kind: int(data["withholds"][kind]) for kind in KINDS},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(
            ["The weights of the second opinion are damaged; run `python -m tests.eval.train_opinion`."]
        ) from None


def _table(raw: Mapping[str, Any]) -> dict[str, int]:
    return {str(name): int(weight) for name, weight in raw.items()}


def _summed(tables: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for table in tables:
        for name, weight in table.items():
            total[name] = total.get(name, 0) + weight
    return total
