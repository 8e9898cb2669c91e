"""Writes a brief out: fixed spans as they stand, free spans by a model sentence by checked sentence, or by the
composer. Whatever the model does, the answer ends complete; only checked sentences are ever said."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol

from service.domain.answer import Writer
from service.domain.brief import Brief, Fixed, Free, Phrasing
from service.domain.events import Said, Withheld
from service.domain.sentences import cut, sentences
from service.errors import Unavailable
from service.turn.ports import Phraser

FAILURES_MAX = 3
SENTENCE_MAX = 600


class Check(Protocol):
    """What a checker says of one sentence."""

    @property
    def allowed(self) -> bool:
        """Whether it may be shown."""

    @property
    def reason(self) -> str:
        """Why not; empty where it may."""


Checker = Callable[[str, Sequence[str]], Check]
"""Judges a sentence knowing the sentences said before it, oldest first."""


@dataclass(frozen=True, slots=True)
class Written:
    """The end of the writing: the whole text, whose sentences stand in the free spans, and how many were withheld."""

    text: str
    writer: Writer
    withheld: int


@dataclass(slots=True)
class _Sheet:
    """What has been written so far."""

    brief: Brief
    text: str = ""
    before: list[str] = field(default_factory=list)
    writer: Writer = Writer.COMPOSER
    withheld: int = 0
    failures: int = 0
    model_is_out: bool = False

    def put(self, text: str, *, parts: Sequence[str] = ()) -> Said:
        self.text += text
        self.before.extend(parts or sentences(text))
        return Said(text)


async def write(
    brief: Brief,
    phraser: Phraser | None,
    check: Checker,
    *,
    seed: int = 0,
    stopped: Callable[[], bool] = lambda: False,
) -> AsyncIterator[Said | Withheld | Written]:
    """The answer as it is said, and last what came of it.

    `stopped` is asked between sentences; once true, the composer writes the rest at once.
    """
    sheet = _Sheet(brief, model_is_out=phraser is None or not phraser.ready())
    for span in brief.spans:
        if isinstance(span, Fixed):
            yield sheet.put(span.text)
            continue
        async with aclosing(_fill(sheet, span, phraser, check, seed, stopped)) as parts:
            async for part in parts:
                yield part
    yield Written(sheet.text, sheet.writer, sheet.withheld)


async def _fill(
    sheet: _Sheet, span: Free, phraser: Phraser | None, check: Checker, seed: int, stopped: Callable[[], bool]
) -> AsyncIterator[Said | Withheld]:
    """One free span: the model's sentences while they pass, the composer's in place of those that do not."""
    own = _Own(span, glue="" if sheet.brief.language == "zh" else " ")
    if phraser is not None and not sheet.model_is_out:
        phrasing = Phrasing(sheet.brief, sheet.text, span, seed)
        async with aclosing(_model_sentences(phraser, phrasing)) as found:
            async for sentence in found:
                if sentence is None or stopped():
                    sheet.model_is_out = True
                    break
                verdict = check(sentence, tuple(sheet.before))
                if verdict.allowed and own.has_room(sentence):
                    sheet.failures, sheet.writer = 0, phraser.writer
                    yield sheet.put(own.take(sentence), parts=(sentence,))
                elif verdict.allowed:
                    break
                else:
                    yield _withheld(sheet, verdict.reason)
                    if (spare := own.next()) is not None:
                        yield sheet.put(own.take(spare), parts=(spare,))
                    if sheet.failures >= FAILURES_MAX:
                        sheet.model_is_out = True
                        break
                if own.full():
                    break
    if sheet.model_is_out or not own.said:
        while (spare := own.next()) is not None:
            yield sheet.put(own.take(spare), parts=(spare,))


def _withheld(sheet: _Sheet, reason: str) -> Withheld:
    sheet.withheld += 1
    sheet.failures += 1
    return Withheld(reason)


@dataclass(slots=True)
class _Own:
    """The room of one free span, and the composer's sentences for it.

    Every sentence said, whoever wrote it, takes the place of one of the composer's.
    """

    span: Free
    glue: str
    said: int = 0
    characters: int = 0

    def next(self) -> str | None:
        """The composer's next sentence, if one is left."""
        return self.span.sentences[self.said] if self.said < len(self.span.sentences) else None

    def has_room(self, sentence: str) -> bool:
        """Whether a sentence of a model still fits the span."""
        return not self.full() and self.characters + len(sentence) <= self.span.max_characters

    def full(self) -> bool:
        """Whether the span holds as many sentences as it may."""
        return self.said >= self.span.max_sentences

    def take(self, sentence: str) -> str:
        """The sentence as it is to be shown, counted."""
        text = (self.glue if self.said else "") + sentence
        self.said += 1
        self.characters += len(sentence)
        return text


async def _model_sentences(phraser: Phraser, phrasing: Phrasing) -> AsyncIterator[str | None]:
    """The model's sentences on one line each; None when it is gone before it was done."""
    buffer = ""
    try:
        async with aclosing(_pieces(phraser, phrasing)) as pieces:
            async for piece in pieces:
                buffer += piece
                done, buffer = cut(buffer)
                for sentence in done:
                    yield _one_line(sentence)
                if len(buffer) > SENTENCE_MAX:
                    yield _one_line(buffer)
                    buffer = ""
    except Unavailable:
        yield None
        return
    if buffer.strip():
        yield _one_line(buffer)


async def _pieces(phraser: Phraser, phrasing: Phrasing) -> AsyncIterator[str]:
    """The model's pieces; closing this closes the model's own iterator where it can be closed."""
    pieces = phraser.phrase(phrasing)
    try:
        async for piece in pieces:
            yield piece
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            await close()


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())
