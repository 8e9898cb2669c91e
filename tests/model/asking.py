"""Briefs and phrasings for tests of the model, and ways to read what is said."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from service.adapters.llama import LlamaPhraser, LlamaRuntime
from service.domain.brief import Brief, Fixed, Free, Phrasing
from service.domain.facts import Language
from service.domain.understanding import Intent
from service.turn.prompts import prompt_for

PASSAGE = "A chat model has seen dialogue in its instruction tuning, so customer service may start from it. " * 4


def brief(*topics: str, language: Language = "en", characters: int = 300, passage: str = PASSAGE) -> Brief:
    """A brief with one free span a topic, a heading before each."""
    spans: list[Fixed | Free] = []
    for topic in topics or ("Say why.",):
        spans += [Fixed("\n\n**Why**\n\n"), Free(topic, ("It is so.",), (1,), 3, characters)]
    return Brief(language, Intent.EXPLAIN, None, None, {}, tuple(spans), (), ((1, passage),))


def phrasing(made: Brief, number: int = 0, *, shown: str = "", seed: int = 1) -> Phrasing:
    """The phrasing of the brief's free span with this number."""
    spans = [span for span in made.spans if isinstance(span, Free)]
    return Phrasing(made, shown, spans[number], seed)


def phraser(runtime: LlamaRuntime) -> LlamaPhraser:
    """The phraser with the turn's own prompts."""
    return LlamaPhraser(runtime, prompt_for)


async def said(pieces: AsyncIterator[str]) -> list[str]:
    """Everything that is said."""
    async with aclosing(pieces) as found:  # type: ignore[type-var]
        return [piece async for piece in found]
