"""The local model's runtime on a GPU: builds llama.cpp with CUDA, makes random-weight files of 4B and 8B shape in Q8_0
and Q4_0, and measures our tokens/s at 1, 8 and 32 readers against `llama_decode` alone and the memory's bandwidth.

Without a GPU it is a dry run: the same steps on a tiny model and the CPU, whose figures say nothing of a GPU.
Run by `make bench-gpu`, or alone: `python -m tests.bench.bench_gpu`.
"""

import asyncio
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from service.adapters.llama import LlamaRuntime
from service.adapters.llama.jobs import Order, Part
from tests.bench import llama_parts as parts
from tests.bench.scripted_worker import BACKEND
from tests.model.tiny import TINY, Shape, write_model

READERS = (1, 8, 32)
VERSION = "0.3.36"
WITHOUT_AMX = "-DCMAKE_C_FLAGS=-U__AMX_INT8__ -DCMAKE_CXX_FLAGS=-U__AMX_INT8__"
"""As in the Makefile."""
TOKENS, DRY_TOKENS = 192, 128
AIM_BARE, AIM_SCALE = 0.95, 8.0
AIM_BESIDE_MS = 0.5
"""Milliseconds of ours in a step of 32 tokens, beside llama.cpp's."""
_WIDE = Shape(vocabulary=151_936, trained=8192, heads=32, kv_heads=8, layers=36)
SHAPES = {
    "4B": replace(_WIDE, width=2560, feed_forward=9728),
    "8B": replace(_WIDE, width=4096, feed_forward=12_288),
}


@dataclass(frozen=True)
class Machine:
    """Where it is measured: layers on the GPU, threads, measured copy bandwidth in bytes/s."""

    gpu: bool
    bandwidth: float

    @property
    def layers(self) -> int:
        return -1 if self.gpu else 0


def main() -> int:
    """Prints the table. 0 when the aims are kept, or when it was a dry run that went through."""
    gpu = shutil.which("nvidia-smi") is not None and _built_with_cuda()
    machine = Machine(gpu, _gpu_bandwidth() if gpu else _cpu_bandwidth())
    if not gpu:
        os.environ[BACKEND] = "1"  # what would be done on a GPU
    print(f"{'GPU' if gpu else 'dry run on the CPU: no GPU'}, copies {machine.bandwidth / 1e9:.0f} GB/s")
    kept = True
    for name, shape in SHAPES.items() if gpu else {"tiny": TINY}.items():
        for kind in ("Q8_0", "Q4_0"):
            kept = asyncio.run(_measure(name, replace(shape, kind=kind), machine)) and kept
    return 0 if kept or not gpu else 1


async def _measure(name: str, shape: Shape, machine: Machine) -> bool:
    """One file at every number of readers."""
    path = _file(name, shape)
    one, kept = 0.0, True
    for readers in READERS:
        bare = _bare(path, readers, machine)
        ours = await _ours(path, readers, machine)
        one = one or ours.tokens_per_s
        share = bare["weights"] * ours.tokens_per_s / readers / machine.bandwidth
        good = ours.tokens_per_s >= AIM_BARE * bare["tokens_per_s"] and (
            readers < 32 or ours.tokens_per_s >= AIM_SCALE * one
        )
        kept = kept and good
        sign = "dry " if not machine.gpu else "ok  " if good else "MISS"
        print(
            f"{sign} {name} {shape.kind} {readers:2} readers: {ours.tokens_per_s:8.1f} tokens/s, "
            f"{ours.tokens_per_s / bare['tokens_per_s']:.3f} of llama_decode alone (≥ {AIM_BARE}), "
            f"{ours.tokens_per_s / one:.1f} times one reader, {share:.2f} of the bandwidth, "
            f"{ours.beside_ms:.2f} ms a step beside llama.cpp's {ours.native_ms:.2f} (≤ {AIM_BESIDE_MS})",
            flush=True,
        )
    return kept


@dataclass(frozen=True)
class Ours:
    """Tokens per second as the readers see it, and milliseconds a step in llama.cpp and beside it."""

    tokens_per_s: float
    native_ms: float
    beside_ms: float


async def _ours(path: Path, readers: int, machine: Machine) -> Ours:
    """So many readers at once, from the first token of all to the last."""
    count = TOKENS if machine.gpu else DRY_TOKENS
    text = " a" * count
    settings: dict[str, Any] = {"readers": readers, "context": 1024 * readers, "cache": "split"}
    with parts.runtime(path, {"1": [text] * 4}, gpu_layers=machine.layers, **settings) as runtime:
        await _one(runtime, text)
        before, started = runtime.keeper.counts, time.perf_counter()
        await asyncio.gather(*(_one(runtime, text) for _ in range(readers)))
        taken, after = time.perf_counter() - started, runtime.keeper.counts
    done = {name: after[name] - before[name] for name in after}
    native, busy = (done[name] / 1000 / done["batches"] for name in ("native_us", "busy_us"))
    return Ours(done["generated"] / taken, native, busy - native)


async def _one(runtime: LlamaRuntime, text: str) -> None:
    order = Order(0, runtime.number_of(object()), (Part("Go."), Part("")), 999, 600, 900, 1, 0.7, lines=True)
    async with aclosing(runtime.say(order, last=True)) as said:
        async for _ in said:
            pass


def _bare(path: Path, readers: int, machine: Machine) -> dict[str, float]:
    steps = TOKENS if machine.gpu else DRY_TOKENS
    request = {"path": str(path), "readers": readers, "gpu_layers": machine.layers, "threads": 1, "steps": steps}
    command = [sys.executable, "-m", "tests.bench.bare_batch"]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _file(name: str, shape: Shape) -> Path:
    path = Path(tempfile.gettempdir()) / f"sft-advisor-bench-{name}-{shape.kind}.gguf"
    if not path.is_file():
        write_model(path.with_suffix(".part"), shape).rename(path)
    return path


def _built_with_cuda() -> bool:
    """Builds llama-cpp-python with CUDA beside the installed one, once; later processes find it by PYTHONPATH."""
    folder = Path(tempfile.gettempdir()) / "sft-advisor-llama-cuda"
    if not (folder / "llama_cpp").is_dir():
        jobs = str(os.cpu_count() or 2)
        environment = {**os.environ, "CMAKE_ARGS": f"-DGGML_CUDA=on {WITHOUT_AMX}", "CMAKE_BUILD_PARALLEL_LEVEL": jobs}
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-binary", ":all:", "--target", str(folder)]
        if subprocess.run([*command, f"llama-cpp-python=={VERSION}"], env=environment, check=False).returncode:
            print("llama.cpp could not be built with CUDA.", file=sys.stderr)
            return False
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
    return True


def _cpu_bandwidth() -> float:
    """Bytes per second of copying, read and written."""
    source = np.zeros(64 << 20, np.uint8)
    target = source.copy()
    times = []
    for _ in range(5):
        started = time.perf_counter()
        np.copyto(target, source)
        times.append(time.perf_counter() - started)
    return 2 * source.nbytes / min(times)


def _gpu_bandwidth() -> float:
    """Bytes per second of a copy within the GPU's memory, read and written."""
    runtime = ctypes.CDLL("libcudart.so")
    size, pointers = ctypes.c_size_t(1 << 30), [ctypes.c_void_p(), ctypes.c_void_p()]
    for pointer in pointers:
        if runtime.cudaMalloc(ctypes.byref(pointer), size):
            raise RuntimeError("the GPU has no memory left")
    times = []
    for _ in range(6):
        started = time.perf_counter()
        runtime.cudaMemcpy(pointers[1], pointers[0], size, 3)
        runtime.cudaDeviceSynchronize()
        times.append(time.perf_counter() - started)
    for pointer in pointers:
        runtime.cudaFree(pointer)
    return 2 * size.value / min(times)


if __name__ == "__main__":
    sys.exit(main())
