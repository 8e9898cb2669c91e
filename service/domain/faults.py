"""Faults of data and of input, as the domain reports them: sentences for a reader, gathered before they are raised."""

from collections.abc import Iterable


class Faulty(ValueError):
    """Data or input that is refused. `faults` holds one clear sentence each, all faults at once."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__(" ".join(self.faults))
