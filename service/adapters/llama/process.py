"""One worker process: started, spoken to in frames, its last words kept, ended for good."""

import os
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, cast

from service.adapters.llama.frames import BadFrame, read_frame, write_frame

COMMAND = (sys.executable, "-m", "service.adapters.llama.worker")
LAST_WORDS = 20
WORD_MAX = 200
_FOLDERS = re.compile(r"^/\S*/")
"""The folders of a source file, where an abort names it."""


class WorkerProcess:
    """Raises OSError when it cannot be started."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        self._sending = threading.Lock()
        self._words: deque[str] = deque(maxlen=LAST_WORDS)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def number(self) -> int:
        """The process id."""
        return self._process.pid

    def send(self, message: Mapping[str, Any]) -> None:
        """Sends one message. Raises OSError when the process is gone."""
        with self._sending:
            write_frame(cast("BinaryIO", self._process.stdin), message)

    def receive(self) -> dict[str, Any] | None:
        """The next message; None once the process is gone or talks nonsense."""
        try:
            return read_frame(cast("BinaryIO", self._process.stdout))
        except (BadFrame, ValueError):
            return None

    def kill(self) -> None:
        """Ends the process without asking; from any thread."""
        self._process.kill()

    def bury(self) -> str:
        """Waits for the end of a process that is ending or talks nonsense; says how it ended, in a few words."""
        self._process.kill() if self._process.poll() is None and not self._ends_soon() else None
        code = self._process.wait()
        self._listener.join(timeout=2)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError, ValueError):  # a pipe with bytes that nobody will take
                cast("BinaryIO", pipe).close()
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        return f"{how}: {self._words[-1]}" if self._words else how

    def _ends_soon(self) -> bool:
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _listen(self) -> None:
        """Keeps the last lines that native code wrote; they say why it failed."""
        pipe = cast("BinaryIO", self._process.stderr)
        while line := pipe.readline(4096):
            text = "".join(mark if mark.isprintable() else " " for mark in line.decode("utf-8", "replace")).strip()
            if text:
                self._words.append(_FOLDERS.sub("", text)[:WORD_MAX])


def _environment() -> dict[str, str]:
    """OpenMP threads that wait instead of spinning: measured at start, and other work on the machine goes on. No
    debugger is called when native code aborts: its last words are to be the reason, and it would take seconds."""
    return {**os.environ, "OMP_WAIT_POLICY": "passive", "PYTHONUNBUFFERED": "1", "GGML_NO_BACKTRACE": "1"}
