"""Sentences and clauses of a folded text, by punctuation, for Chinese and English alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_SENTENCE_END = re.compile(r"[。!?;\n\x00]+|\.(?=\s|$|[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\.|\.{2,}")
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d)|[:()]| - | -- |--+|…+")


class Span(NamedTuple):
    """A stretch `[start, end)` of the text; `question` where it ends with a question mark."""

    start: int
    end: int
    question: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The sentences and the clauses of a text, in order, without gaps: each position lies in one of either, and at
    each stands the number of its own."""

    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]
    sentence_at: Sequence[int] = field(repr=False)
    clause_at: Sequence[int] = field(repr=False)

    def sentence(self, at: int) -> int:
        """The number of the sentence at a position; beyond the text the last."""
        return self.sentence_at[at] if at < len(self.sentence_at) else len(self.sentences) - 1

    def clause(self, at: int) -> int:
        """The number of the clause at a position; beyond the text the last."""
        return self.clause_at[at] if at < len(self.clause_at) else len(self.clauses) - 1


def outline(text: str) -> Outline:
    """The outline of a folded text. A number's comma or point ends nothing."""
    sentences: list[Span] = []
    clauses: list[Span] = []
    for start, end in _pieces(text, 0, len(text), _SENTENCE_END):
        question = "?" in text[start:end]
        sentences.append(Span(start, end, question))
        clauses += [Span(low, high, question) for low, high in _pieces(text, start, end, _CLAUSE_END)]
    return Outline(tuple(sentences), tuple(clauses), _numbers(sentences), _numbers(clauses))


def _pieces(text: str, start: int, end: int, ending: re.Pattern[str]) -> Iterable[tuple[int, int]]:
    """`[start, end)` cut after each match of `ending`; the marks belong to the piece before them."""
    bounds = sorted({start, *(match.end() for match in ending.finditer(text, start, end)), end})
    return pairwise(bounds) if len(bounds) > 1 else [(start, end)]


def _numbers(spans: Sequence[Span]) -> list[int]:
    """At each place the number of the span, the last for the end of the text."""
    out: list[int] = []
    for number, span in enumerate(spans):
        out += [number] * (span.end - span.start)
    return [*out, len(spans) - 1]
