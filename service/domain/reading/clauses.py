"""Sentences and clauses of a folded text, by punctuation, for Chinese and English alike."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE_END = re.compile(r"[。!?;\n\x00]+|\.(?=\s|$|[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\.|\.{2,}")
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d)|[:()]| - | -- |--+|…+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch `[start, end)` of the text; `question` where it ends with a question mark."""

    start: int
    end: int
    question: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The sentences and the clauses of a text, in order, without gaps: each position lies in one of either."""

    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]

    def sentence(self, at: int) -> int:
        """The number of the sentence at a position."""
        return max(0, bisect_right(self.sentences, at, key=lambda span: span.start) - 1)

    def clause(self, at: int) -> int:
        """The number of the clause at a position."""
        return max(0, bisect_right(self.clauses, at, key=lambda span: span.start) - 1)


def outline(text: str) -> Outline:
    """The outline of a folded text. A number's comma or point ends nothing."""
    sentences = _pieces(text, 0, len(text), _SENTENCE_END)
    clauses = [clause for span in sentences for clause in _pieces(text, span.start, span.end, _CLAUSE_END)]
    asked = [Span(span.start, span.end, "?" in text[span.start : span.end]) for span in sentences]
    questions = iter(asked)
    sentence = next(questions)
    marked: list[Span] = []
    for clause in clauses:
        while clause.start >= sentence.end and sentence.end < len(text):
            sentence = next(questions)
        marked.append(Span(clause.start, clause.end, sentence.question))
    return Outline(tuple(asked), tuple(marked))


def _pieces(text: str, start: int, end: int, ending: re.Pattern[str]) -> list[Span]:
    """`[start, end)` cut after each match of `ending`; the marks belong to the piece before them."""
    cuts = [match.end() for match in ending.finditer(text, start, end)]
    bounds = sorted({start, *cuts, end})
    return [Span(low, high) for low, high in pairwise(bounds)] or [Span(start, end)]
