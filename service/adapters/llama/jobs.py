"""One request inside the worker: what is to be written, how far it is, and how its prompt becomes tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from service.adapters.llama.memory import Slot
from service.adapters.llama.sampling import Draw
from service.adapters.speech import Speech


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a prompt. In `marks` the template's control tokens may be written out; elsewhere they are text."""

    text: str
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A request as it comes over the pipe. The last part is what has been shown of the answer, which the model goes
    on from; requests of one answer carry its number. `lines` asks for lines instead of sentences. With no `max_tokens`
    the parts are only read, so that later prompts find their beginning in memory."""

    id: int
    answer: int
    parts: tuple[Part, ...]
    max_sentences: int
    max_characters: int
    max_tokens: int
    seed: int
    temperature: float
    lines: bool = False


def order_as_json(order: Order) -> dict[str, Any]:
    """The message that carries an order."""
    return {
        "id": order.id,
        "answer": order.answer,
        "parts": [[part.text, part.marks] for part in order.parts],
        "bounds": [order.max_sentences, order.max_characters, order.max_tokens],
        "seed": order.seed,
        "temperature": order.temperature,
        "lines": order.lines,
    }


def order_from(message: Mapping[str, Any]) -> Order:
    """The order that a message carries."""
    parts = tuple(Part(text, marks) for text, marks in message["parts"])
    sentences, characters, tokens = message["bounds"]
    return Order(
        id=message["id"],
        answer=message["answer"],
        parts=parts,
        max_sentences=sentences,
        max_characters=characters,
        max_tokens=tokens,
        seed=message["seed"],
        temperature=message["temperature"],
        lines=message["lines"],
    )


@dataclass(slots=True)
class Job:
    """An order being served. `prompt` is what must be in memory before the next token can be picked; `next` is a
    token that was picked and is not in memory yet; `behind` is another job whose prompt begins like this one's, up to
    `until` tokens, and which is computing them already; `served` is the batch that its last token
    was computed in. The prompt of the lowest `rank` is read first."""

    order: Order
    speech: Speech
    prompt: list[int]
    slot: Slot
    room: int
    rank: int
    next: int | None = None
    picked: int = 0
    served: int = 0
    behind: "Job | None" = None
    until: int = 0
    over: bool = field(default=False)

    @property
    def reading(self) -> bool:
        """Whether part of the prompt has still to be computed."""
        return self.next is None

    @property
    def speaks(self) -> bool:
        """Whether a token is to be picked after the prompt."""
        return self.order.max_tokens > 0

    @property
    def draw(self) -> Draw:
        """Whose token is drawn next."""
        return Draw(self.order.seed, self.picked, self.order.temperature)

    @property
    def left(self) -> int:
        """Prompt tokens still to be computed."""
        return len(self.prompt) - len(self.slot.tokens)

    def waits(self) -> bool:
        """Whether what this job needs is just being computed by the one that it is behind."""
        other = self.behind
        return other is not None and not other.over and other.reading and len(other.slot.tokens) < self.until


class Words(Protocol):
    """The native tokenizer."""

    def tokenize(self, text: str, *, special: bool, begin: bool) -> list[int]:
        """Tokens of a text."""

    def piece(self, token: int) -> bytes:
        """The bytes of a token."""


class Prompter:
    """Turns parts into tokens, remembering those of the parts that come again and again."""

    KEPT = 256

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[tuple[Part, bool], list[int]] = {}

    def tokens(self, parts: Sequence[Part], remembered: Sequence[int] = ()) -> list[int]:
        """The prompt. Where `remembered` (the tokens of the same answer) spell its beginning, they are kept as they
        are, so that nothing is computed again because a text splits otherwise the second time."""
        tokens: list[int] = []
        follows = bool(remembered)
        for number, part in enumerate(parts):
            found, at = self._of(part, begin=number == 0), len(tokens)
            if follows and remembered[at : at + len(found)] != found:
                found = found if part.marks or not number else self._along(part, remembered[at:])
                follows = remembered[at : at + len(found)] == found
            tokens += found
        return tokens

    def _along(self, part: Part, remembered: Sequence[int]) -> list[int]:
        """The text in the tokens remembered as far as they spell it, and what is left of it in its own."""
        tokens, rest = list[int](), part.text.encode("utf-8", "replace")
        for token in remembered:
            piece = self._words.piece(token)
            if not piece or not rest.startswith(piece):
                break
            tokens.append(token)
            rest = rest[len(piece) :]
        text = rest.decode("utf-8", "ignore")
        return tokens + (self._words.tokenize(text, special=False, begin=False) if text else [])

    def _of(self, part: Part, *, begin: bool) -> list[int]:
        key = (part, begin)
        if key not in self._known:
            if len(self._known) >= self.KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = self._words.tokenize(part.text, special=part.marks, begin=begin)
        return self._known[key]
