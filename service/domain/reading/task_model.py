"""A small linear classifier of tasks over pieces of a clause: whole-number weights, kept as data, no arithmetic that
differs between machines. Trained by `adapters.task_training`; reads nothing but the clause."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import isqrt
from operator import add
from typing import Any

from service.domain.columns import packed, places, unpacked
from service.domain.faults import Faulty
from service.domain.reading.literals import grouped

NONE = "none"
"""The class of clauses that name no task."""
LONGEST_KIND = 5
"""Characters in the longest Chinese word that stands for a kind."""
RUNS = (4, 5)
"""Letters in the runs of letters of an English word, its ends counted."""
AFTER = 3
"""Kinds of words that follow each other at most this far apart make a piece."""
ROOTS = 1000
"""Roots are taken in thousandths, in whole numbers."""

_ROOT = 3
"""Letters that a stem has at least."""
_ENDING = re.compile(r"(?:ations?|i[sz]ations?|i[sz]ings?|i[sz]ed|i[sz]es?|ings?|ied|ies|ed|es|ers?|ors?|s|ly)$")
_WORD = re.compile(r"[a-z][a-z'’+&-]*|\d+(?:[.,]\d+)*|[一-鿿]+")


@dataclass(frozen=True, slots=True)
class Kinds:
    """`of` holds by word the kinds that it stands for, English words by their stem. `sizes` holds the lengths of the
    Chinese words by their first character, up to `LONGEST_KIND`, in order: few places of a text can begin one."""

    of: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        chinese = sorted((word[0], len(word)) for word in self.of if word and not word.isascii())
        object.__setattr__(self, "sizes", grouped((head, size) for head, size in chinese if size <= LONGEST_KIND))


@dataclass(frozen=True, slots=True)
class TaskModel:
    """Weights by piece: the places in `tasks` and what the piece adds there; `bias` is added to all."""

    tasks: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[tuple[int, int], ...]]
    kinds: Kinds
    rows: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """The weights, packed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {piece: packed(row) for piece, row in self.weights.items()})

    def scores(self, found: Collection[str]) -> dict[str, int]:
        """The score of each of `tasks` for a clause of these pieces, in thousandths of log odds; higher is likelier.

        What the pieces add is divided by the fourth root of their number, which lets long clauses speak louder than
        short ones, but not by their length.
        """
        total = sum(filter(None, map(self.rows.get, found)))
        root = isqrt(isqrt(max(1, len(found)) * ROOTS**4))
        sums = zip(self.tasks, self.bias, unpacked(total, len(self.tasks)), strict=True)
        return {task: start + added * ROOTS // root for task, start, added in sums}

    def best(self, scores: Mapping[str, int]) -> tuple[str, int]:
        """The likeliest class and its lead over the second."""
        ranked = sorted((-score, task) for task, score in scores.items())
        return ranked[0][1], ranked[1][0] - ranked[0][0]


def pieces(text: str, kinds: Kinds) -> set[str]:
    """The pieces of a normalised clause: runs of up to three Chinese characters, words, their stems and runs of letters, pairs of words,
    kinds of words and which kind follows which; numbers as #."""
    out: set[str] = set()
    words: list[str] = []
    met: list[str] = []
    for word in _WORD.findall(text):
        if "一" <= word[0] <= "鿿":
            words += (word[0] + "…", "…" + word[-1])
            _read_run(word, kinds, out, met)
            continue
        word = "#" if word[0].isdigit() else word.strip("'-")
        words.append(word)
        out.update(parts(word))
        met += kinds.of.get(stem(word), ())
    out.update(f"{one} {other}" for one, other in pairwise(words))
    out.update("@" + kind for kind in met)
    for at, kind in enumerate(met):
        out.update(f"@{kind} @{later}" for later in met[at + 1 : at + 1 + AFTER] if later != kind)
    return out


def _read_run(run: str, kinds: Kinds, out: set[str], met: list[str]) -> None:
    """Reads a run of Chinese: its pieces, and the kinds of words in it by where they begin, short ones first."""
    out.update(run)
    pairs = [*map(add, run, run[1:])]
    out.update(pairs, map(add, pairs, run[2:]))
    for at, char in enumerate(run):
        for size in kinds.sizes.get(char, ()):
            if at + size <= len(run):
                met += kinds.of.get(run[at : at + size], ())


@lru_cache(maxsize=1 << 13)
def parts(word: str) -> tuple[str, ...]:
    """An English word, its stem, and its runs of letters, by which it is like others of its family."""
    edged = f"^{word}$"
    runs = (edged[at : at + size] for size in RUNS for at in range(len(edged) - size + 1))
    return (word, stem(word), *(run + "~" for run in runs))


@lru_cache(maxsize=1 << 13)
def stem(word: str) -> str:
    """What the forms of an English word share, marked by a dash; good enough to compare, not to show."""
    root = _ENDING.sub("", word)
    if len(root) < _ROOT:
        root = word
    if len(root) > _ROOT and root[-1] == root[-2] and root[-1] not in "sl":
        root = root[:-1]
    return (root.rstrip("ey") if len(root) > _ROOT else root) + "-"


def kinds_from(table: Mapping[str, Iterable[str]]) -> Kinds:
    """The kinds by word, of a table of words by kind; English words by their stem."""
    out: dict[str, tuple[str, ...]] = {}
    for kind, words in table.items():
        for word in dict.fromkeys(stem(word) if word.isascii() else word for word in words):
            out[word] = (*out.get(word, ()), kind)
    return Kinds(out)


def task_model_from(data: Mapping[str, Any]) -> TaskModel:
    """The model of a parsed weights file. Raises Faulty."""
    try:
        tasks = tuple(str(task) for task in data["tasks"])
        bias = tuple(int(weight) for weight in data["bias"])
        weights = {str(piece): places(row, len(tasks)) for piece, row in data["weights"].items()}
        kinds = Kinds({str(word): tuple(str(kind) for kind in found) for word, found in data["kinds"].items()})
        if len(bias) != len(tasks) or NONE not in tasks:
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Faulty(["The weights of the tasks are damaged; run `sft-advisor knowledge train`."]) from None
    return TaskModel(tasks, bias, weights, kinds)
