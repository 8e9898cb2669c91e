"""One whole turn without a model, and the service around it: composed turns, the first events over HTTP, the start.

The service runs as a process of its own on data of its own. A fixed loop is timed besides, so that figures of busy and
idle machines can be told apart. Run by `make bench`, or alone: `python -m tests.bench.bench_turn`.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from service.assemble import House
from service.settings import load_settings
from tests.browser import ROOT, free_port
from tests.eval.__main__ import HERE

WARM, SHARE = 10, 0.95
MAIN = "from service.cli import main; raise SystemExit(main())"
LIMITS = {"composed turn": 15.0, "decided event": 30.0, "ready": 4.0}


def main() -> int:
    """Prints the table; 1 when a median is over its limit."""
    loop = sorted(_milliseconds(lambda: sum(range(100_000))) for _ in range(50))
    print(f"fixed loop of 100 000 sums: p50 {loop[25]:.2f} ms")
    asked = questions()
    with tempfile.TemporaryDirectory() as folder:
        turns = asyncio.run(_composed(Path(folder), asked))
        with _service(Path(folder)) as (address, ready_s):
            understood, decided, whole = _streamed(address, asked)
    kept = [
        _line("composed turn", turns, "ms", "understand, decide, retrieve, write, check and store, in process"),
        _line("decided event", decided, "ms", "over HTTP, request to event"),
        _line("understood event", understood, "ms", ""),
        _line("whole answer", whole, "ms", "over HTTP, request to `done`"),
        _line("ready", [ready_s], "s", "`sft-advisor serve` on a built index, typed to /readyz"),
    ]
    return int(not all(kept))


def questions() -> list[str]:
    """The last turns of the labelled questions, both languages."""
    lines = (HERE / "questions.dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["turns"][-1] for line in lines]


def _line(name: str, values: list[float], unit: str, note: str) -> bool:
    middle, high = statistics.median(values), sorted(values)[int(SHARE * (len(values) - 1))]
    limit = LIMITS.get(name)
    kept = limit is None or middle <= limit
    mark = "    " if limit is None else "ok  " if kept else "MISS"
    bound = f"(p50 < {limit:g})" if limit is not None else ""
    print(f"{mark} {name:<18} p50 {middle:7.2f} {unit}   p95 {high:7.2f} {unit}  {bound:<12} {note}")
    return kept


def _milliseconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


async def _composed(folder: Path, asked: list[str]) -> list[float]:
    """Milliseconds of each turn in this process; the first few warm up."""
    house = House(load_settings(data_dir=folder))
    times = []
    try:
        for question in [*asked[:WARM], *asked]:
            request = house.request("bench", question, None, {}, None, None)
            started = time.perf_counter()
            await house.assistant.ask_once(request)
            times.append(1000 * (time.perf_counter() - started))
    finally:
        house.close()
    return times[WARM:]


@contextmanager
def _service(folder: Path) -> Iterator[tuple[str, float]]:
    """The address of a service of its own, and the seconds from its start until it was ready."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "serve", "--port", str(port)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "SFT_ADVISOR_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _ready(address):
            if process.poll() is not None:
                raise RuntimeError(f"The service ended with {process.returncode} before it was ready.")
            time.sleep(0.02)
        yield address, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(30)


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _streamed(address: str, asked: list[str]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds from each request to its `understood`, its `decided` and its `done` event."""
    times: dict[str, list[float]] = {"understood": [], "decided": [], "done": []}
    with httpx.Client(timeout=30) as client:
        for number, question in enumerate([*asked[:WARM], *asked]):
            started = time.perf_counter()
            with client.stream("POST", f"{address}/v1/ask", json={"question": question, "stream": True}) as reply:
                for line in reply.iter_lines():
                    name = line.removeprefix("event:").strip() if line.startswith("event:") else ""
                    if name in times and number >= WARM:
                        times[name].append(1000 * (time.perf_counter() - started))
    return times["understood"], times["decided"], times["done"]


if __name__ == "__main__":
    raise SystemExit(main())
