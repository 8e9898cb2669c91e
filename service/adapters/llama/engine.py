"""Continuous batching: every step computes one batch of the next tokens of all readers and parts of new prompts.

Pure scheduling over a native model; what is said goes to `emit`. One thread; never waits.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from service.adapters.llama.jobs import Job, Order, Prompter
from service.adapters.llama.memory import Memory, Tally, common
from service.adapters.llama.sampling import NONE, Tops, pick
from service.adapters.speech import Speech

STEP_S = 1.0
"""Seconds that a step may take: no reader stalls, and a cancel is heard, meanwhile."""
CHUNK_MIN = 32
CHUNK_FIRST = 128
"""Tokens of the first step, while nobody knows yet how fast prompts are read."""
HEAD_START = 16
"""Orders that have to come first before the next span of an answer under way is read ahead of an answer's first."""
FAILURES_MAX = 3


class Model(Protocol):
    """The native model, as far as the engine knows it."""

    context: int
    longest: int
    split: bool
    batch: int
    sequences: int

    def tokenize(self, text: str, *, special: bool, begin: bool) -> list[int]:
        """Tokens of a text."""

    def piece(self, token: int) -> bytes:
        """Bytes of a token."""

    def is_end(self, token: int) -> bool:
        """Whether a token ends the text."""

    def decode(
        self, tokens: Sequence[int], positions: Sequence[int], sequences: Sequence[int], wanted: Sequence[bool]
    ) -> int:
        """0: done; 1: no room; else an error."""

    def tops(self, rows: int) -> Tops:
        """The likeliest tokens after each of the wanted ones."""

    def copy(self, source: int, target: int, start: int, end: int) -> None:
        """Shares positions."""

    def cut(self, sequence: int, keep: int) -> bool:
        """Forgets positions."""

    def clear(self) -> None:
        """Forgets all."""


class Broken(Exception):
    """The model fails again and again; the process is to be started anew."""


Emit = Callable[[dict[str, Any]], None]
Choose = Callable[[Tops, Sequence[Job]], Sequence[int]]


def drawn(tops: Tops, jobs: Sequence[Job]) -> Sequence[int]:
    """The next token of every job, drawn with its own seed."""
    return pick(tops, [job.draw for job in jobs])


class Engine:
    """Serves orders over one model. `choose` picks the next tokens of all jobs that are ready; up to `singly` readers
    are served one after the other, because that is faster here than together."""

    def __init__(
        self, model: Model, emit: Emit, *, shares: bool, trims: bool, choose: Choose = drawn, singly: int = 1
    ) -> None:
        self._model, self._choose, self._emit, self._singly = model, choose, emit, singly
        self._memory = Memory(model, model.sequences, shares=shares, trims=trims, split=model.split)
        self._shares = shares
        self._prompter = Prompter(model)
        self._waiting: deque[Order] = deque()
        self._jobs: list[Job] = []
        self._failures = 0
        self._tokens_per_s = 0.0
        self._admitted = 0
        self.generated = 0
        self.batches = 0
        self.busy_s = 0.0
        self.native_s = 0.0

    @property
    def tally(self) -> Tally:
        """Prompt tokens kept, shared and computed so far."""
        return self._memory.tally

    def counts(self) -> dict[str, int]:
        """Tokens so far: of prompts kept, shared and computed, and generated; batches; microseconds in all steps, and
        those of them in llama.cpp."""
        tally = self.tally
        return {
            "kept": tally.kept,
            "shared": tally.shared,
            "computed": tally.computed,
            "generated": self.generated,
            "batches": self.batches,
            "busy_us": int(1e6 * self.busy_s),
            "native_us": int(1e6 * self.native_s),
        }

    def add(self, order: Order) -> None:
        """Takes an order; it is served as soon as there is room."""
        self._waiting.append(order)

    def cancel(self, number: int) -> None:
        """Drops an order at once; nothing more is emitted for it."""
        self._waiting = deque(order for order in self._waiting if order.id != number)
        for job in [job for job in self._jobs if job.order.id == number]:
            self._drop(job)

    def step(self) -> bool:
        """Computes one batch. False when there is nothing to do. Raises Broken.

        Its rows stand in the order of their sequences: llama.cpp computes only neighbours of parted memory together.
        """
        began = time.perf_counter()
        while self._waiting and self._admit(self._waiting[0]):
            self._waiting.popleft()
        rows = sorted(self._rows(), key=lambda row: row[0].slot.sequence)
        if not rows:
            return False
        started = time.perf_counter()
        code = self._decode(rows)
        taken = time.perf_counter() - started
        if code == 1:
            self._shed()
        elif code != 0:
            self._fail(code)
        else:
            self._failures = 0
            self.batches += 1
            self._learn(sum(count for _, count in rows), taken)
            self._advance(rows)
        self.native_s += taken
        self.busy_s += time.perf_counter() - began
        return True

    def _admit(self, order: Order) -> bool:
        """Gives an order a sequence. False when it has to wait."""
        before = self._memory.slot_of(order.answer)
        prompt = self._prompter.tokens(order.parts, before.tokens if before else ())
        room = len(prompt) + order.max_tokens
        if not prompt or room > self._model.longest:
            self._emit({"done": order.id, "why": "too_long", "tokens": 0, "counts": self.counts()})
            return True
        behind, until = self._ahead(prompt)
        shared = until if self._shares else 0
        if self._jobs and not self._model.split and self._taken() + room - shared > self._model.context:
            return False
        slot = self._memory.place(order.answer, prompt)
        if slot is None:
            return False
        speech = Speech(order.max_sentences, order.max_characters, lines=order.lines)
        self._admitted += 1
        rank = self._admitted - (0 if before else HEAD_START)
        job = Job(order, speech, prompt, slot, room - shared, rank)
        if behind is not None and until > len(slot.tokens):
            job.behind, job.until = behind, until
        self._jobs.append(job)
        self._emit({"began": order.id})
        return True

    def _taken(self) -> int:
        """Tokens that the jobs under way will need in one memory."""
        return sum(job.room for job in self._jobs)

    def _ahead(self, prompt: Sequence[int]) -> tuple[Job | None, int]:
        """The job with the most of this prompt in its own, and how much."""
        found = ((job, min(common(job.prompt, prompt), len(prompt) - 1)) for job in self._jobs)
        return max(found, key=lambda pair: pair[1], default=(None, 0))

    def _rows(self) -> list[tuple[Job, int]]:
        """What the next batch computes: how many tokens of which job."""
        rows = [(job, 1) for job in self._jobs if not job.reading]
        if len(rows) == len(self._jobs):
            return rows if len(rows) > self._singly else sorted(rows, key=lambda row: row[0].served)[:1]
        speed = int(self._tokens_per_s * STEP_S) if self._tokens_per_s else CHUNK_FIRST
        budget = min(self._model.batch, max(CHUNK_MIN, speed)) - len(rows)
        for job in sorted((job for job in self._jobs if job.reading), key=lambda job: job.rank):
            if budget <= 0 or (self._shares and job.waits()):
                continue
            if job.behind is not None:
                self._memory.borrow(job.slot, job.prompt)
                job.behind = None
            count = min(budget, job.left)
            rows.append((job, count))
            budget -= count
        return rows

    def _decode(self, rows: Sequence[tuple[Job, int]]) -> int:
        """Computes the rows, making room as long as there is any to make."""
        tokens: list[int] = []
        positions: list[int] = []
        sequences: list[int] = []
        wanted: list[bool] = []
        for job, count in rows:
            start = len(job.slot.tokens)
            tokens += [job.next] if job.next is not None else job.prompt[start : start + count]
            positions += range(start, start + count)
            sequences += [job.slot.sequence] * count
            wanted += [False] * (count - 1) + [not job.reading or (count == job.left and job.speaks)]
        while (code := self._model.decode(tokens, positions, sequences, wanted)) == 1 and self._memory.make_room():
            pass
        return code

    def _advance(self, rows: Sequence[tuple[Job, int]]) -> None:
        """What was computed is in memory now; those whose prompt is through get their next token."""
        ready = []
        for job, count in rows:
            if job.next is not None:
                job.slot.tokens.append(job.next)
                ready.append(job)
                job.served = self.batches
                continue
            start = len(job.slot.tokens)
            job.slot.tokens += job.prompt[start : start + count]
            self.tally.computed += count
            if not job.left and job.speaks:
                ready.append(job)
            elif not job.left:
                self._finish(job, "read")
        if ready:
            for job, token in zip(ready, self._choose(self._model.tops(len(ready)), ready), strict=True):
                self._take(job, token)

    def _take(self, job: Job, token: int) -> None:
        """A job's next token."""
        job.picked += 1
        self.generated += 1
        if token == NONE or self._model.is_end(token):
            self._say(job, job.speech.end() if token != NONE else ())
            self._finish(job, "end" if token != NONE else "no_distribution")
            return
        self._say(job, job.speech.add(self._model.piece(token)))
        if job.speech.over or job.picked >= job.order.max_tokens:
            self._finish(job, "bound")
        else:
            job.next = token

    def _say(self, job: Job, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self._emit({"say": job.order.id, "text": sentence})

    def _finish(self, job: Job, why: str) -> None:
        self._emit({"done": job.order.id, "why": why, "tokens": job.picked, "counts": self.counts()})
        self._drop(job)

    def _drop(self, job: Job) -> None:
        job.over = True
        self._memory.free(job.slot)
        self._jobs.remove(job)

    def _shed(self) -> None:
        """There is no room even with every idle sequence emptied: the youngest gives way."""
        job = self._jobs[-1]
        slot = job.slot
        self._finish(job, "no_room")
        self._memory.forget(slot)

    def _fail(self, code: int) -> None:
        """A batch failed: nobody knows what the memory holds now."""
        self._failures += 1
        for job in list(self._jobs):
            self._finish(job, "failed")
        self._model.clear()
        for slot in self._memory.slots:
            self._memory.forget(slot)
        if self._failures >= FAILURES_MAX:
            raise Broken(f"llama.cpp failed {self._failures} times in a row (code {code})")

    def _learn(self, tokens: int, seconds: float) -> None:
        """How fast batches with parts of prompts go, as a moving average."""
        if tokens >= CHUNK_MIN:
            speed = tokens / max(seconds, 1e-6)
            self._tokens_per_s = speed if not self._tokens_per_s else 0.7 * self._tokens_per_s + 0.3 * speed
