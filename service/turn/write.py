"""Writes a brief out: fixed spans as they stand, free spans by a model sentence by checked sentence, or by the
composer. Whatever the model does, the answer ends complete; only checked sentences of it are ever said."""

from collections.abc import AsyncGenerator, Callable, Sequence
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
    """The end of the writing: the whole text, who wrote in the free spans, and how many sentences were withheld."""

    text: str
    writer: Writer
    withheld: int


def _never() -> bool:
    return False


async def write(
    brief: Brief, phraser: Phraser | None, check: Checker, *, seed: int = 0, stopped: Callable[[], bool] = _never
) -> AsyncGenerator[Said | Withheld | Written, None]:
    """The answer as it is said, and last what came of it.

    `stopped` is asked at every sentence of the model; once true, the composer writes the rest at once.
    """
    sheet = _Sheet(brief, phraser if phraser is not None and phraser.ready() else None)
    for span in brief.spans:
        if isinstance(span, Fixed):
            yield sheet.put(span.text)
            continue
        async with aclosing(_fill(sheet, span, check, seed, stopped)) as parts:
            async for part in parts:
                yield part
    yield Written(sheet.text, sheet.writer, sheet.withheld)


@dataclass(slots=True)
class _Sheet:
    """What has been written so far, and the model while it may still write."""

    brief: Brief
    model: Phraser | None
    text: str = ""
    before: list[str] = field(default_factory=list)
    writer: Writer = Writer.COMPOSER
    withheld: int = 0
    failures: int = 0

    def put(self, text: str) -> Said:
        """Text to be shown."""
        self.text += text
        self.before.extend(sentences(text))
        return Said(text)

    def withhold(self, reason: str) -> Withheld:
        """A sentence that is not shown; the third in a row is the model's last."""
        self.withheld += 1
        self.failures += 1
        if self.failures >= FAILURES_MAX:
            self.model = None
        return Withheld(reason)


@dataclass(slots=True)
class _Room:
    """The room of one free span, and the composer's sentences for it.

    Every sentence said, whoever wrote it, takes the place of one of the composer's.
    """

    span: Free
    glue: str
    said: int = 0
    characters: int = 0

    def spare(self) -> str | None:
        """The composer's next sentence, if one is left."""
        return self.span.sentences[self.said] if self.said < len(self.span.sentences) else None

    def full(self, more: str = "") -> bool:
        """Whether the span has no room for another sentence."""
        enough = self.said >= self.span.max_sentences
        return enough or self.characters + len(more) > self.span.max_characters

    def take(self, sentence: str) -> str:
        """The sentence as it is to be shown, counted."""
        text = (self.glue if self.said else "") + sentence
        self.said += 1
        self.characters += len(sentence)
        return text


async def _fill(
    sheet: _Sheet, span: Free, check: Checker, seed: int, stopped: Callable[[], bool]
) -> AsyncGenerator[Said | Withheld, None]:
    """One free span: the model's sentences while they pass, the composer's in place of those that do not."""
    room = _Room(span, glue="" if sheet.brief.language == "zh" else " ")
    if sheet.model is not None:
        async with aclosing(_by_model(sheet, sheet.model, room, check, seed, stopped)) as parts:
            async for part in parts:
                yield part
    if sheet.model is None or not room.said:
        while (spare := room.spare()) is not None:
            yield sheet.put(room.take(spare))


async def _by_model(
    sheet: _Sheet, model: Phraser, room: _Room, check: Checker, seed: int, stopped: Callable[[], bool]
) -> AsyncGenerator[Said | Withheld, None]:
    phrasing = Phrasing(sheet.brief, sheet.text, room.span, seed)
    async with aclosing(_sentences_of(model, phrasing)) as found:
        async for sentence in found:
            if sentence is None or stopped():
                sheet.model = None
                return
            result = check(sentence, tuple(sheet.before))
            if result.allowed:
                if room.full(sentence):
                    return
                sheet.failures, sheet.writer = 0, model.writer
                yield sheet.put(room.take(sentence))
            else:
                yield sheet.withhold(result.reason)
                if (spare := room.spare()) is not None:
                    yield sheet.put(room.take(spare))
            if room.full() or sheet.model is None:
                return


async def _sentences_of(model: Phraser, phrasing: Phrasing) -> AsyncGenerator[str | None, None]:
    """The model's sentences, each on one line; None when it is gone before it was done."""
    buffer = ""
    try:
        async with aclosing(_pieces(model, phrasing)) as pieces:
            async for piece in pieces:
                done, buffer = cut(buffer + piece)
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


async def _pieces(model: Phraser, phrasing: Phrasing) -> AsyncGenerator[str, None]:
    """The model's pieces; closing this closes the model's own iterator, where it can be closed."""
    pieces = model.phrase(phrasing)
    try:
        async for piece in pieces:
            yield piece
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            await close()


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())
