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

from service.domain.decision import Verdict
from service.domain.faults import Faulty

ROOTS = 1000
"""Roots are taken in thousandths, in whole numbers."""
AGREES, CHOICE, NEAR, ELSE = "agrees", "choice", "near", "else"
"""What a sentence does that the rules let through: it plainly agrees with the verdict in several clauses, it speaks of
the choice, it puts one in mind of a variant without naming it, or it speaks of something else."""
KINDS = (AGREES, CHOICE, NEAR, ELSE)
CLAIMS, MENTION, QUIET, PLAIN = "claims", "mention", "quiet", "plain"
"""What the rules say before the opinion is asked: a claim points elsewhere, a variant is named without a clear stance,
the choice is not spoken of, none of these."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Weights by trait. `clears` holds, by what the rules object to, the score below which a sentence may pass
    nevertheless; `withholds` the score from which one is withheld that they let through."""

    bias: int
    weights: Mapping[str, int]
    clears: Mapping[str, int]
    withholds: Mapping[str, int]

    def score(self, traits: Sequence[str]) -> int:
        """How much a sentence with these traits reads like one against the verdict."""
        total = sum(map(self.weights.get, traits, repeat(0)))
        return self.bias + total * ROOTS // isqrt(max(1, len(traits)) * ROOTS * ROOTS)


def case_traits(verdict: Verdict, stage: str, language: str) -> tuple[str, ...]:
    """The traits of a sentence that lie in its case: the verdict, what the rules say at first, the language."""
    return (f"V:{verdict.value}", f"ST:{stage}", f"L:{language}")


def opinion_from(data: Mapping[str, Any]) -> Opinion:
    """The model of a parsed weights file. Raises Faulty."""
    try:
        return Opinion(
            int(data["bias"]),
            _table(data["weights"]),
            _table(data["clears"]),
            {kind: int(data["withholds"][kind]) for kind in KINDS},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(
            ["The weights of the second opinion are damaged; run `python -m tests.eval.train_opinion`."]
        ) from None


def _table(raw: Mapping[str, Any]) -> dict[str, int]:
    return {str(name): int(weight) for name, weight in raw.items()}
