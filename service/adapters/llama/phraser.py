"""The local model as the port sees it: phrases free spans, and proposes facts. What it says is untrusted."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from service.adapters.llama.jobs import Order, Part
from service.adapters.llama.runtime import LlamaRuntime
from service.adapters.llama.states import Serving
from service.adapters.llama.templates import PLAIN, parts_for
from service.adapters.suggestions import CHARACTERS_MAX, LINES_MAX, read_suggestions, suggest_prompt
from service.adapters.told import Told
from service.domain.answer import Suggestion, Writer
from service.domain.brief import Free, Phrasing
from service.domain.facts import Language, Vocabulary
from service.errors import Unavailable

TOKENS_MAX = 1024
SPARE_TOKENS = 32
BETWEEN = "\n\n"
"""Said after each sentence, so that a reader of pieces knows at once that it is whole."""


class LlamaPhraser:
    """Fits the Phraser port. `prompt_for` makes the prompt."""

    def __init__(self, runtime: LlamaRuntime, prompt_for: Callable[[Phrasing], Told]) -> None:
        self._runtime, self._prompt_for = runtime, prompt_for

    @property
    def writer(self) -> Writer:
        """llama.cpp."""
        return Writer.LLAMA

    def ready(self) -> bool:
        """Whether the model can be asked now."""
        return self._runtime.ready()

    def position(self, phrasing: Phrasing) -> int:
        """How many answers go first, this one included; 0 while it is being written."""
        return self._runtime.places.position(self._runtime.number_of(phrasing.brief))

    async def phrase(self, phrasing: Phrasing) -> AsyncGenerator[str, None]:
        """Sentences for the span. Raises Unavailable when the model is gone or its queue is full."""
        spans = [span for span in phrasing.brief.spans if isinstance(span, Free)]
        last = bool(spans) and spans[-1] is phrasing.span
        async with aclosing(self._runtime.say(self._order(phrasing), last=last)) as sentences:
            async for sentence in sentences:
                yield sentence + BETWEEN

    def _order(self, phrasing: Phrasing) -> Order:
        span = phrasing.span
        return Order(
            id=0,
            answer=self._runtime.number_of(phrasing.brief),
            parts=self._parts(phrasing),
            max_sentences=span.max_sentences,
            max_characters=span.max_characters,
            max_tokens=min(span.max_characters + SPARE_TOKENS, TOKENS_MAX),
            seed=phrasing.seed,
            temperature=self._runtime.keeper.config.temperature,
        )

    def _parts(self, phrasing: Phrasing) -> tuple[Part, ...]:
        return parts_for(family_now(self._runtime), self._prompt_for(phrasing), phrasing.brief.language)


class LlamaSuggester:
    """Fits the Suggester port, over the same worker. Silent when the model is not there or takes too long."""

    def __init__(self, runtime: LlamaRuntime, vocabulary: Vocabulary, patience_s: float = 5.0) -> None:
        self._runtime, self._vocabulary, self._patience_s = runtime, vocabulary, patience_s

    async def suggest(self, message: str, known: Sequence[str], language: Language) -> Sequence[Suggestion]:
        """Proposals of the vocabulary, at most one a fact; nothing while others wait to be answered."""
        if not self._runtime.ready() or self._runtime.places.waiting:
            return ()
        prompt = suggest_prompt(message, known, self._vocabulary, language)
        parts = parts_for(family_now(self._runtime), prompt, language)
        order = Order(
            id=0,
            answer=self._runtime.number_of(object()),
            parts=parts,
            max_sentences=LINES_MAX,
            max_characters=CHARACTERS_MAX,
            max_tokens=160,
            seed=0,
            temperature=0.0,
            lines=True,
        )
        lines: list[str] = []
        try:
            async with asyncio.timeout(self._patience_s):
                async with aclosing(self._runtime.say(order, last=True)) as said:
                    async for line in said:
                        lines.append(line)
        except (Unavailable, TimeoutError):
            return read_suggestions("\n".join(lines), known, self._vocabulary)
        return read_suggestions("\n".join(lines), known, self._vocabulary)


def family_now(runtime: LlamaRuntime) -> str:
    """The template family of the model that serves now."""
    state = runtime.state
    return str(state.about["family"]) if isinstance(state, Serving) else PLAIN
