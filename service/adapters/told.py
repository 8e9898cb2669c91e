"""What a model is told, as the adapters of models need it; the turn's prompts and the suggester's fit it."""

from collections.abc import Sequence
from typing import Protocol


class ToldBefore(Protocol):
    """An earlier part of the talk."""

    @property
    def asked(self) -> str:
        """What was asked."""

    @property
    def shown(self) -> str:
        """What was answered."""


class Told(ToldBefore, Protocol):
    """Everything: `asked` is what is asked now, `shown` the beginning of the answer to it."""

    @property
    def system(self) -> str:
        """The model's part and the rules."""

    @property
    def turns(self) -> Sequence[ToldBefore]:
        """What was asked and answered before."""
