"""A small linear classifier of intents over pieces of the message and over signs of how it was read: whole-number
weights, kept as data, no arithmetic that differs between machines. Trained by `adapters.intent_training`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isqrt
from typing import Any

from service.domain.columns import packed, unpacked
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
    """Weights by piece and by sign, one for each intent in `intents`; `bias` is added to all."""

    intents: tuple[Intent, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]
    signs: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """The weights of pieces, packed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {piece: packed(enumerate(row)) for piece, row in self.weights.items()})

    def scores(self, text: str, signs: Sequence[str] = ()) -> dict[Intent, int]:
        """The score of each intent for a normalised text (lower case, simplified characters); higher is likelier.

        The weights of the pieces found are added up and divided by the root of the number of pieces, so that long
        stories and short questions weigh alike; those of the signs are added as they are.
        """
        found = set(pieces(text))
        total = sum(filter(None, map(self.rows.get, found)))
        root = isqrt(max(1, len(found)) * ROOTS * ROOTS)
        sums = zip(self.intents, self.bias, unpacked(total, len(self.intents)), strict=True)
        out = {intent: start + added * ROOTS // root for intent, start, added in sums}
        for sign in signs:
            for intent, weight in zip(self.intents, self.signs.get(sign, ()), strict=False):
                out[intent] += weight
        return out

    def best(self, text: str, signs: Sequence[str] = ()) -> tuple[Intent, int]:
        """The likeliest intent and its lead over the second."""
        ranked = sorted(self.scores(text, signs).items(), key=lambda item: (-item[1], item[0]))
        return ranked[0][0], ranked[0][1] - ranked[1][1]


def pieces(text: str) -> list[str]:
    """The pieces of a normalised text: runs of up to three Chinese characters, words, their beginnings, pairs of words,
    how the text begins and ends, and how long it is; numbers as #."""
    if len(text) > 2 * READ_AT_MOST:
        text = text[:READ_AT_MOST] + " " + text[-READ_AT_MOST:]
    words: list[str] = []
    runs: list[str] = []
    for word in _WORD.findall(text.lower()):
        if "一" <= word[0] <= "鿿":
            runs.append(word)
            words += (word[0] + "…", "…" + word[-1])
        else:
            words.append("#" if word[0].isdigit() else word)
    out = [word for word in words if "…" not in word]
    out += [word[:STEM] + "*" for word in out if len(word) > STEM]
    for run in runs:
        for size in range(1, LONGEST + 1):
            out += [run[at : at + size] for at in range(len(run) - size + 1)]
    out += [f"{one} {other}" for one, other in pairwise(words)]
    size = 2 * len(text.split()) + sum(map(len, runs))
    return [*out, *_edges(words), f"~{min(6, (size + 1).bit_length() - 1)}"]


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
        weights, signs = _rows(data["weights"]), _rows(data["signs"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(["The weights of the intents are damaged; run `sft-advisor knowledge train`."]) from None
    if any(len(row) != len(intents) for row in (bias, *weights.values(), *signs.values())):
        raise Faulty(["The weights of the intents do not fit together; run `sft-advisor knowledge train`."])
    return IntentModel(intents, bias, weights, signs)


def _rows(table: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    return {str(name): tuple(int(weight) for weight in row) for name, row in table.items()}
