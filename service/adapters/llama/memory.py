"""Which tokens each sequence of the context remembers, and how a new prompt gets as much of that as it can.

A sequence goes on in place where its own tokens begin the prompt; what another one remembers is shared by copying
the reference to it, not the memory. Knows no text and no model.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Cells(Protocol):
    """The native memory."""

    def copy(self, source: int, target: int, start: int, end: int) -> None:
        """Shares positions."""

    def cut(self, sequence: int, keep: int) -> bool:
        """Forgets from a position on; False where it cannot."""


@dataclass(slots=True)
class Slot:
    """One sequence: the tokens in its memory, the answer it served last, and when (a count of placings)."""

    sequence: int
    tokens: list[int] = field(default_factory=list)
    answer: int | None = None
    used: int = 0
    busy: bool = False


@dataclass(slots=True)
class Tally:
    """Prompt tokens: gone on from in place, shared with another sequence, and computed."""

    kept: int = 0
    shared: int = 0
    computed: int = 0


def common(first: Sequence[int], second: Sequence[int]) -> int:
    """How many tokens two lists have in common from the start."""
    end = min(len(first), len(second))
    if first[:end] == second[:end]:
        return end
    low = 0
    while low < end:  # first[:low] is common, first[:end] is not
        middle = (low + end) // 2
        if first[low : middle + 1] == second[low : middle + 1]:
            low = middle + 1
        else:
            end = middle
    return low


class Memory:
    """The sequences of one context. `shares` and `trims` say what the architecture can do, `split` whether each
    sequence has memory of its own: llama.cpp then computes only those together whose numbers follow each other."""

    def __init__(self, cells: Cells, sequences: int, *, shares: bool, trims: bool, split: bool = False) -> None:
        self._cells, self._shares, self._trims, self._split = cells, shares, trims, split
        self._placings = 0
        self.slots = [Slot(number) for number in range(sequences)]
        self.tally = Tally()

    def slot_of(self, answer: int) -> Slot | None:
        """The idle sequence that served this answer before."""
        return next((slot for slot in self._idle() if slot.answer == answer), None)

    def place(self, answer: int, prompt: Sequence[int]) -> Slot | None:
        """A sequence for the prompt, with all that it can get of it in memory; None when all are busy."""
        slot = self.slot_of(answer) or self._best(prompt)
        if slot is None:
            return None
        self._placings += 1
        slot.answer, slot.used, slot.busy = answer, self._placings, True
        self.tally.kept += self._keep(slot, min(common(slot.tokens, prompt), len(prompt) - 1))
        self.borrow(slot, prompt)
        return slot

    def borrow(self, slot: Slot, prompt: Sequence[int]) -> None:
        """Shares what another sequence remembers of the prompt beyond what this one does."""
        if not self._shares:
            return
        have = len(slot.tokens)
        reach, source = max(
            ((min(common(other.tokens, prompt), len(prompt) - 1), other) for other in self.slots if other is not slot),
            key=lambda pair: pair[0],
            default=(0, slot),
        )
        if reach > have:
            self._cells.copy(source.sequence, slot.sequence, have, reach)
            slot.tokens += prompt[have:reach]
            self.tally.shared += reach - have

    def free(self, slot: Slot) -> None:
        """The sequence is no longer written to; what it remembers stays until the room is needed."""
        slot.busy = False

    def forget(self, slot: Slot) -> None:
        """Empties a sequence."""
        self._cells.cut(slot.sequence, 0)
        slot.tokens.clear()
        slot.answer = None

    def make_room(self) -> bool:
        """Empties the idle sequence that was used longest ago. False when there is none."""
        found = min((slot for slot in self._idle() if slot.tokens), key=lambda slot: slot.used, default=None)
        if found is None:
            return False
        self.forget(found)
        return True

    def _idle(self) -> Iterator[Slot]:
        return (slot for slot in self.slots if not slot.busy)

    def _best(self, prompt: Sequence[int]) -> Slot | None:
        """An idle sequence: one that is mostly the prompt's beginning, else one beside a busy one where that matters,
        else an empty one, else the oldest."""
        idle = list(self._idle())
        for slot in idle:
            if slot.tokens and common(slot.tokens, prompt) == len(slot.tokens):
                return slot
        return min(idle, key=lambda slot: (self._apart(slot), bool(slot.tokens), slot.used), default=None)

    def _apart(self, slot: Slot) -> bool:
        """Whether a sequence would be computed apart from the busy ones."""
        beside = self.slots[max(0, slot.sequence - 1) : slot.sequence + 2]
        return self._split and not any(other.busy for other in beside)

    def _keep(self, slot: Slot, keep: int) -> int:
        """Cuts a sequence back to its first `keep` tokens, or empties it where it cannot be cut; what is left."""
        if keep < len(slot.tokens):
            if keep == 0 or not self._trims or not self._cells.cut(slot.sequence, keep):
                self._cells.cut(slot.sequence, 0)
                keep = 0
            del slot.tokens[keep:]
        return keep
