"""Counters and histograms in the Prometheus text format, version 0.0.4. Knows nothing of what is counted."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Counter:
    """A number that only grows, by labels."""

    def __init__(self, name: str, text: str, labels: Sequence[str] = ()) -> None:
        self._name, self._text, self._labels = name, text, tuple(labels)
        self._counts: dict[tuple[str, ...], int] = {} if labels else {(): 0}

    def add(self, *values: str, by: int = 1) -> None:
        """Adds to the count under these label values."""
        self._counts[values] = self._counts.get(values, 0) + by

    def lines(self) -> Iterator[str]:
        """The exposition."""
        yield f"# HELP {self._name} {self._text}"
        yield f"# TYPE {self._name} counter"
        for values, count in sorted(self._counts.items()):
            yield f"{self._name}{_labelled(self._labels, values)} {count}"


class Histogram:
    """How long things took, in seconds, by labels."""

    def __init__(self, name: str, text: str, labels: Sequence[str], bounds: Sequence[float] = SECONDS) -> None:
        self._name, self._text, self._labels, self._bounds = name, text, tuple(labels), tuple(bounds)
        self._buckets: dict[tuple[str, ...], list[int]] = {}
        self._sums: dict[tuple[str, ...], float] = {}

    def observe(self, seconds: float, *values: str) -> None:
        """Counts one duration under these label values."""
        buckets = self._buckets.setdefault(values, [0] * (len(self._bounds) + 1))
        buckets[bisect_left(self._bounds, seconds)] += 1
        self._sums[values] = self._sums.get(values, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """The exposition."""
        yield f"# HELP {self._name} {self._text}"
        yield f"# TYPE {self._name} histogram"
        labels = (*self._labels, "le")
        for values, buckets in sorted(self._buckets.items()):
            total = 0
            for bound, count in zip((*map(str, self._bounds), "+Inf"), buckets, strict=True):
                total += count
                yield f"{self._name}_bucket{_labelled(labels, (*values, bound))} {total}"
            yield f"{self._name}_sum{_labelled(self._labels, values)} {self._sums[values]:.6f}"
            yield f"{self._name}_count{_labelled(self._labels, values)} {total}"


def _labelled(names: Sequence[str], values: Sequence[str]) -> str:
    if not names:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=True))
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
