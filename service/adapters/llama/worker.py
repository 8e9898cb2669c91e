"""The process that holds the model. Frames in (`load`, `order`, `cancel`), frames out (`stage`, `ready`, `cannot`,
`began`, `say`, `done`, `beat`), until its input ends. Whatever kills it kills nothing else."""

import os
import queue
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from service.adapters.llama.config import LlamaConfig, config_from
from service.adapters.llama.engine import Broken, Choose, Engine, drawn
from service.adapters.llama.frames import read_frame, write_frame
from service.adapters.llama.header import Header
from service.adapters.llama.jobs import order_from
from service.adapters.llama.native import CannotLoad, Native
from service.adapters.llama.start import check_file, load, measure_singly, measure_threads, probe, probe_tops
from service.adapters.llama.templates import family_of, fits
from service.errors import BadSettings

BEAT_S = 1.0
"""Seconds between signs of life of a busy worker."""


def main(chooser: Callable[[Native], Choose] = lambda _: drawn) -> int:
    """Serves one model over the process's own standard streams."""
    source, target = _take_streams()
    _stand_back()
    first = read_frame(source)
    if first is None:
        return 0
    out = _Out(target)
    try:
        config = config_from(first["load"])
        model, ready = _prepare(config, int(first["tries"]), bool(first["probe"]), out)
    except (CannotLoad, BadSettings) as error:
        out.send({"cannot": str(error)})
        return 1
    found = {name: ready[name] for name in ("shares", "trims", "singly")}
    engine = Engine(model, out.send, choose=chooser(model), **found)
    out.send({"ready": ready})
    return _serve(engine, _inbox(source), out)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes, moved out of the way of native code that prints."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return source, target


def _stand_back() -> None:
    """Where memory runs out, this process is the one to end; it leaves no core file of prompts behind."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("900")
    except OSError:
        print("the order in which processes end cannot be set here", file=sys.stderr)  # noqa: T201 - kept as the log


class _Out:
    """The way out, with signs of life."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._last = 0.0

    def send(self, message: dict[str, Any]) -> None:
        """Sends one message. Ends the process when nobody listens any more."""
        self._last = time.monotonic()
        try:
            write_frame(self._target, message)
        except OSError:
            os._exit(0)

    def beat(self, engine: Engine) -> None:
        """A sign of life with the counts so far, once a second."""
        if time.monotonic() - self._last > BEAT_S:
            self.send({"beat": engine.counts()})

    def stage(self, name: str) -> Callable[[float], None]:
        """Reports how far a stage of loading is, in whole percent."""
        last = -1

        def report(fraction: float) -> None:
            nonlocal last
            percent = int(100 * min(max(fraction, 0.0), 1.0))
            if percent != last:
                last = percent
                self.send({"stage": name, "percent": percent})

        report(0.0)
        return report


def _prepare(config: LlamaConfig, tries: int, may_probe: bool, out: _Out) -> tuple[Native, dict[str, Any]]:
    """The loaded model and what is to be known of it. Raises CannotLoad and BadSettings."""
    started = time.monotonic()
    header = check_file(config, out.stage("checking"))
    model, layers = load(config, header, tries, out.stage("loading"))
    out.stage("measuring")
    threads, speed = measure_threads(model, config.threads)
    on_gpu = layers > 0 and model.on_gpu
    singly = 1 if on_gpu else measure_singly(model)
    out.stage("probing")
    shares, trims = probe(model) if may_probe else (False, False)
    on_backend = may_probe and on_gpu and probe_tops(model)
    return model, {
        "family": _family(config, header, model),
        "architecture": header.text("general.architecture"),
        "name": header.text("general.name"),
        "size": header.file_size,
        "gpu_layers": layers if on_gpu else 0,
        "layers": model.layers,
        "context": model.context,
        "longest": model.longest,
        "split": model.split,
        "threads": threads,
        "tokens_per_s": round(speed, 1),
        "shares": shares,
        "trims": trims,
        "picks_on_gpu": on_backend,
        "singly": singly,
        "load_s": round(time.monotonic() - started, 2),
    }


def _family(config: LlamaConfig, header: Header, model: Native) -> str:
    def is_control(mark: str) -> bool:
        tokens = model.tokenize(mark, special=True, begin=False)
        return len(tokens) == 1 and not model.piece(tokens[0])

    if config.family and not fits(config.family, is_control):
        raise BadSettings(f"the template family {config.family!r} is unknown or does not fit this model's vocabulary")
    return config.family or family_of(header.text("general.architecture"), header.text("general.name"), is_control)


def _inbox(source: BinaryIO) -> "queue.SimpleQueue[dict[str, Any]]":
    """Messages as they come, read by a thread of their own; at their end the process ends at once."""
    messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def read() -> None:
        while (message := read_frame(source)) is not None:
            messages.put(message)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return messages


def _serve(engine: Engine, inbox: "queue.SimpleQueue[dict[str, Any]]", out: _Out) -> int:
    busy = False
    while True:
        try:
            _take(engine, inbox.get(block=not busy))
            while True:
                _take(engine, inbox.get_nowait())
        except queue.Empty:
            pass
        try:
            busy = engine.step()
        except Broken as error:
            out.send({"cannot": str(error)})
            return 1
        out.beat(engine)


def _take(engine: Engine, message: dict[str, Any]) -> None:
    if "order" in message:
        engine.add(order_from(message["order"]))
    elif "cancel" in message:
        engine.cancel(int(message["cancel"]))


if __name__ == "__main__":
    sys.exit(main())
