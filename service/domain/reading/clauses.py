"""Sentences and clauses of a folded text, by punctuation, for Chinese and English alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_SENTENCE_END = re.compile(
    r"(?=[。!?;\n\x00.])(?:[。!?;\n\x00]+|\.(?=\s|$|[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\.|\.{2,})"
)
_CLAUSE_END = re.compile(r"(?=[,:() \-…])(?:(?<!\d),|,(?!\d)|[:()]| - | -- |--+|…+)")
"""Both look at one character first: few places have any of these."""


class Span(NamedTuple):
    """A stretch `[start, end)` of the text; `question` where it ends with a question mark."""

    start: int
    end: int
    question: bool = False


EDGES = " ,.;:!?()。\"'\x00-…"
"""Signs that stand around words."""
_RUN = re.compile(r"[\u2e80-\uffff]+|[a-z]+")


def length(text: str, span: Span) -> int:
    """How much a stretch of a folded text says: Chinese characters, and English words twice over."""
    return sum([len(run) if run > "\u2e7f" else 2 for run in _RUN.findall(text, span.start, span.end)])


def trimmed(text: str, span: Span) -> Span:
    """A stretch without the signs at its ends; it must hold more than signs."""
    start, end = span.start, span.end
    while text[start] in EDGES:
        start += 1
    while text[end - 1] in EDGES:
        end -= 1
    return Span(start, end)


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
    ends = _ends(text, _SENTENCE_END)
    sentences = [Span(start, end, "?" in text[start:end]) for start, end in _pieces(ends)]
    sentence_at = _numbers(sentences)
    clauses = [
        Span(start, end, sentences[sentence_at[start]].question)
        for start, end in _pieces(ends | _ends(text, _CLAUSE_END))
    ]
    return Outline(tuple(sentences), tuple(clauses), sentence_at, _numbers(clauses))


def _ends(text: str, ending: re.Pattern[str]) -> set[int]:
    """Where pieces of the text end, its own ends among them; the marks belong to the piece before them."""
    return {0, len(text), *[match.end() for match in ending.finditer(text)]}


def _pieces(ends: Iterable[int]) -> Iterable[tuple[int, int]]:
    bounds = sorted(ends)
    return pairwise(bounds) if len(bounds) > 1 else [(0, 0)]


def _numbers(spans: Sequence[Span]) -> list[int]:
    """At each place the number of the span, the last for the end of the text."""
    out: list[int] = []
    for number, span in enumerate(spans):
        out += [number] * (span.end - span.start)
    return [*out, len(spans) - 1]
