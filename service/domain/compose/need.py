"""What the run in question needs in GPU memory: which model size and method are meant, and how the estimates sit.

Reads sizes such as "32B" out of the message where no model of the catalogue is named; the arithmetic is `memory`'s.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.catalogue import One, Resolution
from service.domain.checkpoints import Pair
from service.domain.compose.run import Run, run_in
from service.domain.facts import Values
from service.domain.memory import Embedding, Estimate, Job, Method, estimate
from service.domain.memory_fit import Fit, estimate_as_json, fit

METHODS: tuple[Method, ...] = ("qlora", "lora", "full")
ADAPTERS = ("lora", "qlora")
PLAIN = Run()
"""What the estimates assume of a run."""
SIZES = (3.0, 7.0, 14.0, 32.0, 70.0)
_SIZE = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,2})?)\s?[bB](?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Row:
    """One estimate and how it sits on the user's memory, None where that is not known."""

    size_b: float
    method: Method
    estimate: Estimate
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class Need:
    """The estimates that answer the question, the one that it asks for first. `model` is a name of the catalogue or
    empty; `has_gb` is the memory of each card in GB, of which the run has `run.cards`; `mixture` tells
    whether the model is a mixture of experts."""

    model: str
    has_gb: float | None
    rows: tuple[Row, ...]
    asked_size: bool
    asked_method: bool
    run: Run = PLAIN
    mixture: bool = False

    def as_json(self) -> dict[str, Any]:
        """The `memory` member of an answer: the first estimate."""
        first = self.rows[0]
        fits = [("", self.has_gb, first.fit)] if self.has_gb is not None and first.fit is not None else []
        return estimate_as_json(first.estimate, fits)


def need_for(models: Sequence[Resolution], values: Values, question: str = "") -> Need | None:
    """The need for the named model or size, else for common sizes; None where nothing tells size nor memory."""
    pair = next((found.pair for found in models if isinstance(found, One)), None)
    run = run_in(question)
    size = (pair.parameters.value if pair else None) or _size_in(question)
    gb, methods = _number(values.get("gpu_memory_gb")), _methods(values.get("method"), run)
    if size is None and gb is None and not methods:
        return None
    each = run.each_gb or (gb / run.cards if gb is not None else None)
    rows = tuple(
        _row(one, how, each, pair.embedding if pair else None, run)
        for one in ((size,) if size is not None else SIZES)
        for how in methods or METHODS
    )
    mixture = pair is not None and pair.active is not None
    return Need(pair.name if pair else "", each, rows, size is not None, len(methods) == 1, run, mixture)


def need_of_pair(pair: Pair, values: Values) -> Row | None:
    """The estimate for one pair and the method that the user named; None where the one or the other is unknown."""
    method = _method(values.get("method"))
    if method is None or pair.parameters.value is None:
        return None
    return _row(pair.parameters.value, method, _number(values.get("gpu_memory_gb")), pair.embedding)


def _row(size: float, method: Method, gb: float | None, embedding: Embedding | None, run: Run = PLAIN) -> Row:
    job = Job(
        size, method, tokens=run.tokens, batch=run.batch, cards=run.cards, embedding=embedding,
        trains_embedding=run.embedding and method in ADAPTERS,
    )  # fmt: skip
    found = estimate(job)
    return Row(size, method, found, fit(found, gb) if gb is not None else None)


def _size_in(question: str) -> float | None:
    sizes = [float(found) for found in _SIZE.findall(question)]
    return next((size for size in sizes if 0.1 <= size <= 2000), None)


def _method(value: object) -> Method | None:
    known: Mapping[object, Method] = {"full": "full", "lora": "lora", "qlora": "qlora"}
    return known.get(value)


def _methods(value: object, run: Run) -> tuple[Method, ...]:
    """The methods asked about: the known one; of full tuning the kinds that were named; LoRA where only the embeddings
    were spoken of. None where nothing tells."""
    method = _method(value)
    if method in (None, "full") and run.pure_bf16:
        return ("full", "full_bf16") if run.mixed else ("full_bf16",)
    if method is None and run.embedding:
        return ("lora",)
    return (method,) if method is not None else ()


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
