"""What the worker finds out about a model before it serves: is the file sound, how many threads, what memory can do."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.header import BadGguf, Header, read_header
from service.adapters.llama.native import CannotLoad, Native, free_memory
from service.adapters.llama.plan import plan_for
from service.adapters.llama.sampling import Tops

PIECE = 4 << 20
MEASURED_S = 3.0
"""Seconds that measuring threads may take in all."""
REPEATS = 3
ALIKE = 0.999
"""Cosine of two rows of logits that count as the same; other batch shapes round otherwise."""

SINGLY_MAX = 8
NEARLY = 0.9
"""Share of the likeliest tokens that two ways of finding them must have in common."""


def check_file(config: LlamaConfig, progress: Callable[[float], None]) -> Header:
    """The header of a file that may be loaded. Raises CannotLoad with the reason."""
    path = Path(config.path)
    try:
        header = read_header(path)
        if config.size is not None and header.file_size != config.size:
            raise CannotLoad(f"it has {header.file_size} bytes instead of {config.size}")
        if config.sha256 is not None and sha256_of(path, progress) != config.sha256.lower():
            raise CannotLoad("its sha256 is not the one expected")
    except BadGguf as error:
        raise CannotLoad(str(error)) from None
    except OSError as error:
        raise CannotLoad(f"it cannot be read ({error.strerror})") from None
    if not header.text("general.architecture"):
        raise CannotLoad("it does not say which architecture it has")
    return header


def sha256_of(path: Path, progress: Callable[[float], None]) -> str:
    """The hash of a file, in hexadecimal."""
    digest, done, size = hashlib.sha256(), 0, max(1, path.stat().st_size)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            done += len(piece)
            progress(done / size)
    return digest.hexdigest()


def load(config: LlamaConfig, header: Header, tries: int, progress: Callable[[float], None]) -> tuple[Native, int]:
    """The model with as many layers on the GPU as fit, and how many that are. Raises CannotLoad.

    `tries` counts the workers that died of loading: each further one begins with fewer layers.
    """
    steps = _layers_to_try(config.gpu_layers, _layers(header))[tries:] or [0]
    free, on_gpu = free_memory(gpu=steps[0] > 0)
    for number, layers in enumerate(steps):
        plan = plan_for(config, header, free, on_gpu=on_gpu and layers > 0)
        try:
            return Native(config, plan, layers, progress), layers
        except CannotLoad:
            if number == len(steps) - 1:
                raise
    raise CannotLoad("no number of layers fits")


def _layers(header: Header) -> int:
    return header.number(f"{header.text('general.architecture')}.block_count") or 0


def _layers_to_try(wanted: int, layers: int) -> list[int]:
    """All first, then ever fewer; what the operator has fixed is not second-guessed."""
    if wanted >= 0:
        return [wanted]
    return [layers + 1, layers * 3 // 4, layers // 2, layers // 4, 0]


def measure_threads(model: Native, fixed: int) -> tuple[int, float]:
    """The thread count that decodes fastest now, and its tokens/s for one reader."""
    ends = time.perf_counter() + MEASURED_S
    best, best_s = fixed or 1, _seconds_a_token(model, fixed or 1, float("inf"))
    for count in _thread_counts() if not fixed else ():
        if time.perf_counter() > ends:
            break
        taken = _seconds_a_token(model, count, best_s)
        if taken < best_s * 0.95:
            best, best_s = count, taken
    model.set_threads(best, best)
    model.clear()
    return best, 1 / best_s


def _thread_counts() -> list[int]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return sorted({count for count in (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64) if count < cores} | {cores} - {1})


def _seconds_a_token(model: Native, threads: int, enough: float) -> float:
    """The median of a few decodes; after the first one that takes far longer than `enough` no more are tried."""
    model.set_threads(threads, threads)
    model.clear()
    model.decode([0], [0], [0], [True])
    times = []
    for position in range(1, 1 + REPEATS):
        started = time.perf_counter()
        model.decode([0], [position], [0], [True])
        model.logits(1)
        times.append(time.perf_counter() - started)
        if times[0] > 2 * enough:
            break
    return sorted(times)[len(times) // 2]


def measure_singly(model: Native) -> int:
    """How many readers are served faster one after the other than together; 1 where together is never slower.

    On a CPU a batch of two can take three times as long as one token: from two on, llama.cpp takes another way.
    """
    ends = time.perf_counter() + MEASURED_S
    alone, best = _seconds_of(model, 1), 1
    for count in range(2, min(model.sequences, SINGLY_MAX) + 1):
        if time.perf_counter() > ends or _seconds_of(model, count) < count * alone:
            break
        best = count
    model.clear()
    return best


def _seconds_of(model: Native, readers: int) -> float:
    """Processor time of a batch of one token a reader, the least of a few: what else the machine does weighs little."""
    model.clear()
    times = []
    for position in range(1 + REPEATS):
        started = time.process_time()
        model.decode([0] * readers, [position] * readers, range(readers), [True] * readers)
        times.append(time.process_time() - started)
    return min(times[1:])


def probe(model: Native) -> tuple[bool, bool]:
    """Whether part of a sequence can be shared with another, and whether a sequence can be cut back.

    Found out by doing it and comparing what comes out; a false yes would be a wrong answer, a false no costs time.
    """
    if model.remembers_only_the_whole:
        return False, False
    tokens, half = [index % model.vocabulary for index in range(3, 19)], 8
    model.clear()
    whole = _last_logits(model, tokens, 0, 0)
    model.copy(0, 1, 0, half)
    shares = model.last_position(1) == half - 1 and _alike(whole, _last_logits(model, tokens, 1, half))
    trims = model.cut(0, half) and _alike(whole, _last_logits(model, tokens, 0, half))
    model.clear()
    return shares, trims


def probe_tops(model: Native) -> bool:
    """Has the likeliest tokens found where the model runs, if it finds the same there as here does."""
    model.clear()
    if not _decoded(model, [3, 4, 5], 0, 0):
        return False
    here = model.tops(1)
    model.clear()
    wanted = model.find_tops_on_the_backend(wanted=True)
    if wanted and not (_decoded(model, [3, 4, 5], 0, 0) and _agree(here, model.tops(1))):
        wanted = model.find_tops_on_the_backend(wanted=False)
    model.clear()
    return wanted


def _agree(here: Tops, there: Tops) -> bool:
    """Whether the likeliest token is the same, and nearly all others are too."""
    if not there.logits.size or not np.isfinite(there.logits).all():
        return False
    first, second = (int(tops.ids[0][tops.logits[0].argmax()]) for tops in (here, there))
    known = {*here.ids[0][np.isfinite(here.logits[0])].tolist()}
    return first == second and len(known & {*there.ids[0].tolist()}) >= NEARLY * len(known)


def _last_logits(model: Native, tokens: list[int], sequence: int, start: int) -> NDArray[np.float32] | None:
    return np.array(model.logits(1)[0]) if _decoded(model, tokens, sequence, start) else None


def _decoded(model: Native, tokens: list[int], sequence: int, start: int) -> bool:
    """Computes the tokens from a position on; the logits of the last one are wanted."""
    rest = tokens[start:]
    wanted = [False] * (len(rest) - 1) + [True]
    return model.decode(rest, range(start, len(tokens)), [sequence] * len(rest), wanted) == 0


def _alike(
    first: NDArray[np.float32] | None,
    second: NDArray[np.float32] | None,
) -> bool:
    if first is None or second is None or not (np.isfinite(first).all() and np.isfinite(second).all()):
        return False
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return lengths > 0 and float(first @ second) / lengths > ALIKE
