"""A GGUF embedding model (bge-m3, Qwen3-Embedding ...) in a worker process of its own.

Native code that aborts on a bad file or runs out of memory takes the worker with it and nothing else. Requests and
answers are JSON lines; one request is on its way at a time.
"""

import hashlib
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from service.adapters.index.lexical import Floats
from service.errors import BadSettings, Unavailable

SAMPLE = 1 << 20
"""Bytes at either end of the file that tell it from another; hashing the whole of it would take seconds."""


class GgufEmbedder:
    """Embeds through llama.cpp; the worker starts at the first text and again after it has died."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._worker: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """Size of the file and a hash of its ends. Raises BadSettings when the file cannot be read."""
        try:
            size = self._path.stat().st_size
            with self._path.open("rb") as file:
                head = file.read(SAMPLE)
                file.seek(max(0, size - SAMPLE))
                digest = hashlib.sha256(head + file.read(SAMPLE)).hexdigest()
        except OSError as error:
            raise BadSettings(f"The embedder's file {self._path} cannot be read ({error.strerror}).") from None
        if head[:4] != b"GGUF":
            raise BadSettings(f"The embedder's file {self._path} is not a GGUF file.")
        return f"gguf:{size}:{digest}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of `texts`. Raises Unavailable when the worker cannot load the file or has died."""
        with self._lock:
            rows = [self._one(text) for text in texts]
        vectors = np.array(rows, np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)

    def close(self) -> None:
        """Ends the worker."""
        with self._lock:
            self._end()

    def _one(self, text: str) -> list[float]:
        worker = self._started()
        line = ""
        if worker.stdin and worker.stdout:
            with suppress(OSError):  # a worker that has died is told by the empty line
                worker.stdin.write(json.dumps({"text": text}) + "\n")
                worker.stdin.flush()
                line = worker.stdout.readline()
        if not line:
            self._end()
            raise Unavailable(f"The embedder's worker died; is {self._path.name} a whole embedding model?")
        answer = json.loads(line)
        if "error" in answer:
            self._end()
            raise Unavailable(f"The embedder {self._path.name} failed: {answer['error']}")
        return [float(value) for value in answer["vector"]]

    def _started(self) -> subprocess.Popen[str]:
        if self._worker is None or self._worker.poll() is not None:
            self._end()
            command = [sys.executable, "-m", "service.adapters.index.gguf_worker", str(self._path)]
            self._worker = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            weakref.finalize(self, _stop, self._worker)
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            _stop(worker)


def _stop(worker: "subprocess.Popen[str]") -> None:
    """Ends a worker and closes its pipes; one that has ended already is left in peace."""
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was still unsent to a dead worker cannot be sent
                pipe.close()
