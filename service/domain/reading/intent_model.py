"""A small linear classifier of intents over pieces of the message: whole-number weights, kept as data, no arithmetic
that differs between machines. Trained by `adapters.intent_training`; reads nothing but the text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt
from typing import Any

from service.domain.faults import Faulty
from service.domain.understanding import Intent

LONGEST = 3
"""Characters in the longest piece of Chinese text."""
STEM = 5
"""Letters of a longer English word that make a piece of their own."""
READ_AT_MOST = 600
"""Characters at each end of a message that are looked at."""
ROOTS = 1000
"""Roots are taken in thousandths, in whole numbers."""

_WORD = re.compile(r"[a-z][a-z'’-]*|\d+(?:[.,]\d+)*|[一-鿿]+|[?!]")


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Weights by piece, one for each intent in `intents`; `bias` is added to all."""

    intents: tuple[Intent, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]

    def scores(self, text: str) -> dict[Intent, int]:
        """The score of each intent for a normalised text (lower case, simplified characters); higher is likelier.

        The weights found are added up and divided by the root of the number of pieces, so that long stories and short
        questions weigh alike.
        """
        found = set(pieces(text))
        totals = [0] * len(self.intents)
        for piece in found:
            row = self.weights.get(piece)
            if row is not None:
                for number, weight in enumerate(row):
                    totals[number] += weight
        root = isqrt(max(1, len(found)) * ROOTS * ROOTS)
        scored = (start + total * ROOTS // root for start, total in zip(self.bias, totals, strict=True))
        return dict(zip(self.intents, scored, strict=True))

    def best(self, text: str) -> tuple[Intent, int]:
        """The likeliest intent and its lead over the second."""
        ranked = sorted(self.scores(text).items(), key=lambda item: (-item[1], item[0]))
        return ranked[0][0], ranked[0][1] - ranked[1][1]


def pieces(text: str) -> Iterator[str]:
    """The pieces of a normalised text: runs of up to three Chinese characters, words, their beginnings, pairs of words,
    how the text begins and ends, and how long it is; numbers as #."""
    if len(text) > 2 * READ_AT_MOST:
        text = text[:READ_AT_MOST] + " " + text[-READ_AT_MOST:]
    words: list[str] = []
    characters = 0
    for found in _WORD.finditer(text.lower()):
        word = found[0]
        if "一" <= word[0] <= "鿿":
            characters += len(word)
            for size in range(1, LONGEST + 1):
                yield from (word[at : at + size] for at in range(len(word) - size + 1))
            words += (word[0] + "…", "…" + word[-1])
        else:
            words.append("#" if word[0].isdigit() else word)
            yield words[-1]
            if len(word) > STEM and word[0].isalpha():
                yield word[:STEM] + "*"
    yield from (f"{one} {other}" for one, other in pairwise(words))
    yield from _edges(words)
    yield f"~{min(6, (2 * len(text.split()) + characters + 1).bit_length() - 1)}"


def _edges(words: list[str]) -> Iterator[str]:
    if words:
        yield f"^ {words[0]}"
        yield f"{words[-1]} $"
    if len(words) > 1:
        yield f"^^ {words[0]} {words[1]}"


def intent_model_from(data: Mapping[str, Any]) -> IntentModel:
    """The model of a parsed weights file. Raises Faulty."""
    try:
        intents = tuple(Intent(name) for name in data["intents"])
        bias = tuple(int(weight) for weight in data["bias"])
        weights = {str(piece): tuple(int(weight) for weight in row) for piece, row in data["weights"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(["The weights of the intents are damaged; run `sft-advisor knowledge train`."]) from None
    if any(len(row) != len(intents) for row in (bias, *weights.values())):
        raise Faulty(["The weights of the intents do not fit together; run `sft-advisor knowledge train`."])
    return IntentModel(intents, bias, weights)
