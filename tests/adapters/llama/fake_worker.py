"""A worker without a model: speaks the protocol, or breaks it as its first argument says. The second argument is a
file that gets a line for every start: what it was told to load."""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from service.adapters.llama.frames import read_frame, write_frame

READY = {
    "architecture": "fake", "family": "plain", "threads": 1, "gpu_layers": 0, "tokens_per_s": 5.0, "shares": True,
}  # fmt: skip
COUNTS = {"generated": 1}


def send(message: dict[str, Any]) -> None:
    """One message."""
    write_frame(sys.stdout.buffer, message)


def load(mode: str, record: Path) -> None:
    """Up to the moment when it serves, or its end."""
    told = read_frame(sys.stdin.buffer)
    with record.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")
    send({"stage": "checking", "percent": 0})
    if mode == "refuses":
        send({"cannot": "it is not a GGUF file"})
        sys.exit(1)
    send({"stage": "loading", "percent": 40})
    if mode == "waits":
        while not record.with_suffix(".go").exists():
            time.sleep(0.01)
    if mode == "dies loading":
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "dies probing":
        send({"stage": "probing", "percent": 0})
        os.abort()
    if mode == "talks nonsense":
        sys.stdout.buffer.write(b"\x00\x00\x00\x05hello")
        sys.stdout.buffer.flush()
        time.sleep(60)
    send({"ready": READY})


def serve(mode: str) -> None:
    """Answers orders, each with one sentence, or with all texts that were sent so far."""
    heard: list[str] = []
    while (message := read_frame(sys.stdin.buffer)) is not None:
        if "order" not in message or mode == "is silent":
            continue
        number = message["order"]["id"]
        send({"began": number})
        heard += [text for text, marks in message["order"]["parts"] if text and not marks]
        for text in heard if mode == "says what it hears" else ["One."]:
            send({"say": number, "text": text})
        if mode == "dies speaking":
            os.kill(os.getpid(), signal.SIGSEGV)
        send({"done": number, "why": "end", "tokens": 1, "counts": COUNTS})


if __name__ == "__main__":
    load(sys.argv[1], Path(sys.argv[2]))
    serve(sys.argv[1])
