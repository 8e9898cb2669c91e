"""Keeps one worker alive: loads in the background, restarts it when it dies, and says how it is.

Knows processes and states, no prompts. One thread a keeper; every method may be called from any thread.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.adapters.llama.config import LlamaConfig, config_as_json
from service.adapters.llama.jobs import Order, Part, order_as_json
from service.adapters.llama.process import WorkerProcess
from service.adapters.llama.states import Closed, Down, Serving, Starting, State
from service.adapters.llama.stream import Ended, Stream
from service.adapters.llama.templates import opening_for
from service.domain.facts import Language
from service.errors import Unavailable

logger = logging.getLogger(__name__)

BACKOFF_S = (0.5, 1, 2, 5, 15, 30, 60)
STEADY_S = 60.0
"""A worker that has served this long is started anew without delay when it dies."""
LOAD_SILENT_S = 300.0
UNSERVED = {
    "too_long": "The prompt is longer than the model's context.",
    "no_room": "The model's context is full.",
    "failed": "llama.cpp failed on the batch.",
    "no_distribution": "The model's output is no distribution.",
}

StartWorker = Callable[[], WorkerProcess]


class Keeper:
    """The worker of one configuration. `openings` are the rules that prompts begin with, by language."""

    def __init__(
        self,
        config: LlamaConfig,
        start_worker: StartWorker = WorkerProcess,
        openings: Mapping[Language, str] | None = None,
    ) -> None:
        self.config = config
        self._openings = openings or {}
        self._start_worker = start_worker
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._state: State = Starting("starting", 0)
        self._worker: WorkerProcess | None = None
        self._streams: dict[int, Stream] = {}
        self._orders = 0
        self._heard = 0.0
        self._ended = ""
        """Why the last worker ended."""
        self._thread = threading.Thread(target=self._keep, name="model-keeper", daemon=True)
        self.counts: dict[str, int] = {}
        self.starts = 0

    def start(self) -> None:
        """Begins to load; returns at once."""
        self._thread.start()
        threading.Thread(target=self._watch, name="model-watch", daemon=True).start()

    @property
    def name(self) -> str:
        """The model's file."""
        return Path(self.config.path).name

    @property
    def state(self) -> State:
        """How it is now."""
        with self._lock:
            return self._state

    @property
    def process_number(self) -> int | None:
        """The worker's process id."""
        with self._lock:
            return self._worker.number if self._worker else None

    @property
    def active(self) -> int:
        """Requests under way."""
        with self._lock:
            return len(self._streams)

    def wait(self, seconds: float) -> State:
        """The first state that is not Starting, or the last one when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: not isinstance(self._state, Starting), seconds)
            return self._state

    def order(self, order: Order, stream: Stream) -> None:
        """Sends a request. Raises Unavailable when the worker does not serve."""
        with self._lock:
            if not isinstance(self._state, Serving) or self._worker is None:
                raise Unavailable("The local model is not ready.")
            self._orders += 1
            stream.number = self._orders
            self._streams[stream.number] = stream
            if len(self._streams) == 1:
                self._heard = time.monotonic()
            worker = self._worker
        try:
            worker.send({"order": order_as_json(replace(order, id=stream.number))})
        except OSError:
            self.forget(stream)
            raise Unavailable("The local model's worker is gone.") from None

    def forget(self, stream: Stream) -> None:
        """Cancels a request at once."""
        with self._lock:
            known = self._streams.pop(stream.number, None)
            worker = self._worker
        if known is not None and worker is not None:
            try:
                worker.send({"cancel": stream.number})
            except OSError:
                logger.debug("cancelled after the worker's end")

    def close(self) -> None:
        """Ends the worker for good."""
        with self._changed:
            self._state = Closed()
            worker = self._worker
            self._changed.notify_all()
        if worker is not None:
            worker.kill()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=10)

    def _keep(self) -> None:
        """The keeper's thread: one worker after the other."""
        failures, tries, may_probe = 0, 0, True
        while not isinstance(self.state, Closed):
            before = _stamp(self.config.path)
            began = time.monotonic()
            reason, stage = self._run(tries, may_probe)
            self._ended = reason
            if isinstance(self.state, Closed):
                break
            tries += stage == "loading"
            may_probe = may_probe and stage != "probing"
            failures = 0 if stage == "serving" and time.monotonic() - began > STEADY_S else failures + 1
            pause = BACKOFF_S[min(failures, len(BACKOFF_S)) - 1] if failures else BACKOFF_S[0]
            logger.warning("The local model is down: %s", reason)
            self._pause(Down(reason, pause), before)
        self._fail_all("The local model was given back.")

    def _run(self, tries: int, may_probe: bool) -> tuple[str, str]:
        """One worker from start to end: why it ended, and at which stage (`refused` where it said so itself)."""
        try:
            worker = self._start_worker()
        except OSError as error:
            return f"its worker cannot be started ({error.strerror})", "starting"
        with self._changed:
            if isinstance(self._state, Closed):
                worker.kill()
            self._worker, self._heard = worker, time.monotonic()
            self.starts += 1
        self._enter(Starting("starting", 0, self._ended))
        stage, reason = "starting", ""
        try:
            worker.send({"load": config_as_json(self.config), "tries": tries, "probe": may_probe})
        except OSError:
            reason = "its worker ended at once"
        while (message := worker.receive()) is not None:
            stage, reason = self._hear(message, stage, reason)
        with self._lock:
            self._worker = None
        how = worker.bury()
        if not reason:
            reason = f"its worker ended while {stage} ({how})"
        if not isinstance(self.state, Closed):
            self._enter(Down(reason, 0.0))
        self._fail_all("The local model's worker ended.")
        return reason, stage

    def _hear(self, message: dict[str, Any], stage: str, reason: str) -> tuple[str, str]:
        """Takes one message of the worker; the stage and the reason to end that hold after it."""
        self._heard = time.monotonic()
        if "say" in message:
            self._pass_on(message["say"], str(message["text"]))
        elif "done" in message:
            self.counts = dict(message["counts"])
            self._pass_on(message["done"], Ended(UNSERVED.get(message["why"], "")))
        elif "beat" in message:
            self.counts = dict(message["beat"])
        elif "stage" in message:
            stage = str(message["stage"])
            self._enter(Starting(stage, int(message["percent"]), self._ended))
        elif "ready" in message:
            stage = "serving"
            self._have_openings_read(str(message["ready"]["family"]))
            self._enter(Serving(message["ready"]))
        elif "cannot" in message:
            stage, reason = "refused", str(message["cannot"])
        return stage, reason

    def _have_openings_read(self, family: str) -> None:
        """Has the worker read what all prompts begin with, before anybody asks."""
        with self._lock:
            worker = self._worker
        for number, (language, rules) in enumerate(self._openings.items(), 1):
            parts = (*opening_for(family, rules, language), Part(""))
            order = Order(0, -number, parts, 1, 1, 0, 0, 0.0)
            try:
                if worker is not None:
                    worker.send({"order": order_as_json(order)})
            except OSError:
                logger.debug("the worker ended before anybody asked")

    def _pass_on(self, number: int, item: str | Ended) -> None:
        with self._lock:
            stream = self._streams.pop(number, None) if isinstance(item, Ended) else self._streams.get(number)
        if stream is not None:
            stream.put(item)

    def _fail_all(self, why: str) -> None:
        with self._lock:
            streams = list(self._streams.values())
            self._streams.clear()
        for stream in streams:
            stream.put(Ended(why))

    def _enter(self, state: State) -> None:
        with self._changed:
            if not isinstance(self._state, Closed):
                self._state = state
                self._changed.notify_all()

    def _pause(self, down: Down, before: object) -> None:
        """Waits before the next try; a file that has changed is tried at once."""
        self._enter(down)
        ends = time.monotonic() + down.retry_s
        with self._changed:
            while (left := ends - time.monotonic()) > 0 and not isinstance(self._state, Closed):
                self._changed.wait(min(left, 1.0))
                if _stamp(self.config.path) != before:
                    return

    def _watch(self) -> None:
        """Ends a worker that has work and gives no sign of life."""
        while not isinstance(self.state, Closed):
            time.sleep(1.0)
            with self._lock:
                silent = time.monotonic() - self._heard
                loading = isinstance(self._state, Starting)
                stuck = silent > (LOAD_SILENT_S if loading else self.config.silent_s)
                worker = self._worker if stuck and (loading or self._streams) else None
            if worker is not None:
                logger.error("The local model's worker has been silent for %.0f s and is ended.", silent)
                worker.kill()


def _stamp(path: str) -> object:
    """Tells a file from what stands there later."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
