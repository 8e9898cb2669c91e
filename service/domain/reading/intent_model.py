"""A small linear classifier of intents over pieces of the message: whole-number weights, kept as data, no arithmetic
that differs between machines. Trained by `adapters.intent_training`; reads nothing but the text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from service.domain.faults import Faulty
from service.domain.understanding import Intent

LONGEST = 4
"""Characters in the longest piece of Chinese text, and words in the longest run of English ones is half of it."""
READ_AT_MOST = 600
"""Characters at each end of a message that are looked at."""

_WORD = re.compile(r"[a-z][a-z'’-]*|\d+(?:[.,]\d+)*|[一-鿿]+|[?!]")


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Weights by piece, one for each intent in `intents`; `bias` is added to all."""

    intents: tuple[Intent, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]

    def scores(self, text: str) -> dict[Intent, int]:
        """The score of each intent for a normalised text (lower case, simplified characters); higher is likelier."""
        totals = list(self.bias)
        for piece in set(pieces(text)):
            row = self.weights.get(piece)
            if row is not None:
                for number, weight in enumerate(row):
                    totals[number] += weight
        return dict(zip(self.intents, totals, strict=True))

    def best(self, text: str) -> tuple[Intent, int]:
        """The likeliest intent and its lead over the second."""
        ranked = sorted(self.scores(text).items(), key=lambda item: (-item[1], item[0]))
        return ranked[0][0], ranked[0][1] - ranked[1][1]


def pieces(text: str) -> Iterator[str]:
    """The pieces of a normalised text: runs of up to four Chinese characters, words, pairs of words; numbers as #."""
    if len(text) > 2 * READ_AT_MOST:
        text = text[:READ_AT_MOST] + " " + text[-READ_AT_MOST:]
    words = []
    for found in _WORD.finditer(text.lower()):
        word = found[0]
        if "一" <= word[0] <= "鿿":
            for size in range(1, LONGEST + 1):
                yield from (word[at : at + size] for at in range(len(word) - size + 1))
            words.append(word[0] + "…")
            words.append("…" + word[-1])
        else:
            words.append("#" if word[0].isdigit() else word)
            yield words[-1]
    yield from (f"{one} {other}" for one, other in pairwise(words))
    if words:
        yield f"^ {words[0]}"
        yield f"{words[-1]} $"


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
