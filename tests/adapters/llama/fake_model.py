"""A model in Python that remembers exactly what each sequence holds, and breaks where llama.cpp would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from service.adapters.llama.engine import drawn
from service.adapters.llama.jobs import Job, Order
from service.adapters.llama.sampling import Tops, best

END = 0
WORDS = 300


@dataclass
class FakeModel:
    """Tokens are code points below WORDS; what it would say next depends on all that the sequence holds. `runs` counts
    for each batch what llama.cpp would compute apart: neighbours alone go together where memory is split."""

    context: int = 256
    longest: int = 256
    split: bool = False
    batch: int = 32
    sequences: int = 8
    shares: bool = True
    fails: int = 0
    held: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    cells: int = 0
    computed: int = 0
    batches: list[int] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    _rows: list[list[int]] = field(default_factory=list)

    def tokenize(self, text: str, *, special: bool, begin: bool) -> list[int]:
        return [ord(character) for character in text]

    def piece(self, token: int) -> bytes:
        return chr(token).encode()

    def is_end(self, token: int) -> bool:
        return token == END

    def decode(
        self, tokens: Sequence[int], positions: Sequence[int], sequences: Sequence[int], wanted: Sequence[bool]
    ) -> int:
        assert len(tokens) <= self.batch
        if self.fails:
            self.fails -= 1
            return -3
        if not self.split and len(self._alive()) + len(tokens) > self.context:
            return 1
        self._rows = []
        if self.split:
            assert list(sequences) == sorted(sequences), "llama.cpp would compute these one after the other"
            self.runs.append(len({sequence - place for place, sequence in enumerate(sorted(set(sequences)))}))
        for token, position, sequence, want in zip(tokens, positions, sequences, wanted, strict=True):
            held = self.held.setdefault(sequence, [])
            assert len(held) == position, "a gap in the sequence"
            assert len(held) < self.longest
            self.cells += 1
            held.append((token, self.cells))
            if want:
                self._rows.append([token for token, _ in held])
        self.computed += len(tokens)
        self.batches.append(len(tokens))
        return 0

    def tops(self, rows: int) -> Tops:
        assert rows == len(self._rows)
        out = np.zeros((rows, WORDS), np.float32)
        for row, tokens in zip(out, self._rows, strict=True):
            row[32 + hash(tuple(tokens)) % 90] = 9.0
        return best(out)

    def copy(self, source: int, target: int, start: int, end: int) -> None:
        assert self.shares, "this architecture shares nothing"
        held = self.held.setdefault(target, [])
        assert [token for token, _ in held[:start]] == [token for token, _ in self.held[source][:start]]
        if self.split:
            self.held[target] = self.held[source][:end]
        else:
            assert len(held) == start
            held += self.held[source][start:end]

    def cut(self, sequence: int, keep: int) -> bool:
        if keep and not self.shares:
            return False
        del self.held.setdefault(sequence, [])[keep:]
        return True

    def clear(self) -> None:
        self.held.clear()

    def _alive(self) -> set[int]:
        return {cell for held in self.held.values() for _, cell in held}


@dataclass
class Following:
    """Picks the likeliest token, or the script's where there is one for the order; keeps what was likeliest."""

    script: Callable[[Order], str] | None = None
    seen: dict[int, list[int]] = field(default_factory=dict)

    def __call__(self, tops: Tops, jobs: Sequence[Job]) -> list[int]:
        likeliest = drawn(tops, jobs)
        for job, token in zip(jobs, likeliest, strict=True):
            self.seen.setdefault(job.order.id, []).append(token)
        return [self._picked(job, token) for job, token in zip(jobs, likeliest, strict=True)]

    def _picked(self, job: Job, token: int) -> int:
        text = [*map(ord, self.script(job.order)), END] if self.script else []
        return text[job.picked] if job.picked < len(text) else token


def order(
    number: int, prompt: str, *, answer: int | None = None, tokens: int = 10, shown: str = "", **more: object
) -> Order:
    """An order with a prompt of plain text."""
    from service.adapters.llama.jobs import Part

    given = {
        "id": number,
        "answer": number if answer is None else answer,
        "parts": (Part(prompt), Part(shown)),
        "max_sentences": 99,
        "max_characters": 9999,
        "max_tokens": tokens,
        "seed": 1,
        "temperature": 0.0,
        **more,
    }
    return Order(**given)  # type: ignore[arg-type]
