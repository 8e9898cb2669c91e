"""The second opinion on one sentence, asked only where it can make a difference."""

from collections.abc import Sequence

from service.domain.decision import Verdict
from service.domain.verify.opinion import AGREES, CHOICE, ELSE, NEAR, Opinion
from service.domain.verify.piece import Token
from service.domain.verify.reading import Reading
from service.domain.verify.stance import Judge, carries, clear
from service.domain.verify.traits import traits_of
from service.domain.verify.values import Context

STRANGE = "strange"
"""What a sentence is cleared of that holds words nobody knows."""

_NEAR = ("near_chat", "near_base", "oblique", "raw", "tuned", "suffixless", "aligned")
"""Words that may stand for a variant without naming it."""
_SHORT = 12
"""Tokens of a sentence that is too short to agree and yet mean something else."""


class Second:
    """What `opinion` thinks of a sentence as read; where there is none, nothing is cleared and nothing withheld."""

    def __init__(self, opinion: Opinion | None, tokens: Sequence[Token], reading: Reading, context: Context) -> None:
        self._opinion = opinion if context.verdict is not None else None
        self._tokens, self._reading, self._context = tokens, reading, context
        self._known_score: int | None = None

    def clears(self, kind: str) -> bool:
        """Whether the sentence may pass what the rules object to."""
        limit = self._opinion.clears.get(kind) if self._opinion else None
        return self._opinion is not None and limit is not None and self._score(self._opinion) < limit

    def withholds(self) -> bool:
        """Whether a sentence that the rules let through reads like one against the verdict after all."""
        if self._opinion is None or not (kind := self._kind()):
            return False
        return self._score(self._opinion) >= self._opinion.withholds[kind]

    def _kind(self) -> str:
        """What the sentence speaks of; nothing where it briefly agrees with the verdict."""
        reading, context = self._reading, self._context
        if clear(reading, context) or carries(reading, context):
            return AGREES if len(reading.segments) > 1 and len(self._tokens) > _SHORT else ""
        if reading.takes_part:
            return CHOICE
        return NEAR if reading.has(*_NEAR) else ELSE

    def _score(self, opinion: Opinion) -> int:
        if self._known_score is None:
            traits = judged_traits(self._tokens, self._reading, self._context)
            self._known_score = opinion.score(traits, self._context.verdict or Verdict.UNDECIDED)
        return self._known_score


def judged_traits(tokens: Sequence[Token], reading: Reading, context: Context) -> list[str]:
    """What the second opinion weighs of a sentence; nothing where no verdict is given."""
    if context.verdict is None:
        return []
    return traits_of(tokens, reading, context, Judge(reading, context, context.verdict).stand)
