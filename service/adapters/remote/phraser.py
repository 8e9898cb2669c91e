"""A remote engine as the port sees it: one call a span, or one structured call for the whole answer."""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from service.adapters.remote.engine import RemoteEngine
from service.adapters.remote.talk import messages_for
from service.adapters.remote.whole import WholeAnswer
from service.adapters.speech import Speech
from service.adapters.suggestions import CHARACTERS_MAX, LINES_MAX, read_suggestions, suggest_prompt
from service.adapters.told import Told
from service.domain.answer import Suggestion, Writer
from service.domain.brief import Brief, Free, Phrasing
from service.domain.facts import Language, Vocabulary
from service.errors import Unavailable

BETWEEN = "\n\n"
KEPT = 256
THOUGHT_BEGINS, THOUGHT_ENDS = "<think>", "</think>"


class RemotePhraser:
    """Fits the Phraser port. `prompt_for` makes the prompt of a span, `whole_prompt_for` that of all spans at once."""

    def __init__(
        self,
        engine: RemoteEngine,
        prompt_for: Callable[[Phrasing], Told],
        whole_prompt_for: Callable[[Brief], Told],
    ) -> None:
        self._engine, self._prompt_for, self._whole_prompt_for = engine, prompt_for, whole_prompt_for
        self._answers: OrderedDict[int, WholeAnswer] = OrderedDict()

    @property
    def writer(self) -> Writer:
        """A server of OpenAI's protocol."""
        return Writer.OPENAI

    def ready(self) -> bool:
        """Whether the server may be asked now."""
        return self._engine.ready()

    async def phrase(self, phrasing: Phrasing) -> AsyncGenerator[str, None]:
        """Sentences for the span. Raises Unavailable when the server fails or takes too long."""
        speech = Speech(phrasing.span.max_sentences, phrasing.span.max_characters)
        pieces = self._whole(phrasing) if self._engine.config.mode == "whole" else self._alone(phrasing)
        async with aclosing(pieces) as texts:
            async for text in texts:
                for sentence in speech.add(text.encode("utf-8", "replace")):
                    yield sentence + BETWEEN
                if speech.over:
                    return
        for sentence in speech.end():
            yield sentence

    def _alone(self, phrasing: Phrasing) -> AsyncGenerator[str, None]:
        messages = messages_for(self._prompt_for(phrasing), phrasing.brief.language)
        tokens, seconds = 2 * phrasing.span.max_characters, self._engine.config.timeout_s
        return without_thought(self._engine.stream(messages, seed=phrasing.seed, max_tokens=tokens, seconds=seconds))

    def _whole(self, phrasing: Phrasing) -> AsyncGenerator[str, None]:
        key = id(phrasing.brief)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = WholeAnswer(self._engine, phrasing, self._whole_prompt_for(phrasing.brief))
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        spans = [span for span in phrasing.brief.spans if isinstance(span, Free)]
        number = next(index for index, span in enumerate(spans) if span is phrasing.span)
        return answer.text(number)


class RemoteSuggester:
    """Fits the Suggester port. Silent when the server fails or takes too long."""

    def __init__(self, engine: RemoteEngine, vocabulary: Vocabulary, patience_s: float = 8.0) -> None:
        self._engine, self._vocabulary, self._patience_s = engine, vocabulary, patience_s

    async def suggest(self, message: str, known: Sequence[str], language: Language) -> Sequence[Suggestion]:
        """Proposals of the vocabulary, at most one a fact."""
        if not self._engine.ready():
            return ()
        prompt = suggest_prompt(message, known, self._vocabulary, language)
        messages = ({"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.asked})
        speech, lines = Speech(LINES_MAX, CHARACTERS_MAX, lines=True), list[str]()
        pieces = without_thought(
            self._engine.stream(messages, seed=0, max_tokens=CHARACTERS_MAX, seconds=self._patience_s)
        )
        try:
            async with aclosing(pieces) as texts:
                async for text in texts:
                    lines += speech.add(text.encode("utf-8", "replace"))
                    if speech.over:
                        break
                lines += speech.end()
        except Unavailable:
            return ()
        return read_suggestions("\n".join(lines), known, self._vocabulary)


async def without_thought(pieces: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """The pieces without a thought written out before the answer."""
    held: str | None = ""
    async with aclosing(pieces) as texts:
        async for text in texts:
            if held is None:
                yield text
                continue
            held = (held + text).lstrip()
            if THOUGHT_BEGINS.startswith(held[: len(THOUGHT_BEGINS)]):
                _, ended, rest = held.partition(THOUGHT_ENDS)
                held = rest.lstrip() if ended else held
                if not ended:
                    continue
            if held:
                yield held
                held = None
