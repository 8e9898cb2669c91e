"""What the measurements of the local model share: the model file, briefs of real answers, the runtime that follows a
script, and the peers."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from service.adapters.llama import LlamaConfig, LlamaPhraser, LlamaRuntime
from service.adapters.llama.jobs import Part
from service.adapters.llama.process import WorkerProcess
from service.adapters.llama.states import Serving
from service.adapters.llama.templates import FAMILIES
from service.assemble import House
from service.domain.answer import Writer
from service.domain.brief import Brief, Free, Phrasing
from service.settings import load_settings
from service.turn.prompts import RULES, prompt_for, whole_prompt_for
from service.turn.request import Request
from service.turn.run import admit, run_turn
from tests.bench.scripted_worker import SCRIPT
from tests.model.tiny import Shape, write_model

BENCH_MODEL = Shape(
    layers=14, width=768, feed_forward=2048, heads=12, kv_heads=4, vocabulary=32_000, trained=8192, context=32_768
)
"""About 147 MB in Q8_0."""
QUICK = os.environ.get("SFT_ADVISOR_TESTS_QUICK") == "1"
"""A tenth of the model, to try the measurements themselves."""
CONTEXT = 4096
THREADS = 1
QUESTIONS = (
    "我们做智能客服，有 3000 条对话数据，SFT 该从 Base 还是 Chat 开始？",
    "We fine-tune for legal question answering with 20000 rows; Base or Chat?",
    "先在领域文本上继续预训练 20 亿 token，再做 SFT，用哪个？",
    "Role play with 500 dialogues, LoRA on one 24 GB card: which checkpoint?",
    "信息抽取任务，8 万条，全参数微调，选 Base 还是 Chat？",
    "Classification of support tickets, 2000 rows, output is one label. Base or Chat?",
    "翻译任务，100 万句对，从哪个开始？",
    "Code completion (fill in the middle) with 50000 rows: Base or Chat?",
)


def model_file() -> Path:
    """The model, made once and kept among the temporary files."""
    shape = replace(BENCH_MODEL, layers=2, width=384) if QUICK else BENCH_MODEL
    path = Path(tempfile.gettempdir()) / f"sft-advisor-bench-{shape.layers}x{shape.width}.gguf"
    if not path.is_file():
        write_model(path.with_suffix(".part"), shape).rename(path)
    return path


@dataclass
class _Listener:
    """A phraser that says nothing and keeps the brief."""

    brief: Brief | None = None
    writer: Writer = Writer.LLAMA

    def ready(self) -> bool:
        return True

    async def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        self.brief = phrasing.brief
        for nothing in "":
            yield nothing


def _given(listener: _Listener) -> _Listener:
    return listener


async def briefs(house: House) -> list[Brief]:
    """The briefs of real answers."""
    found = []
    for question in QUESTIONS:
        listener = _Listener()
        parts = replace(house.parts, phraser=partial(_given, listener), suggester=lambda: None)
        async for _ in run_turn(parts, await admit(parts, Request("bench", question))):
            pass
        if listener.brief is not None:
            found.append(listener.brief)
    return found


def a_house() -> House:
    """A service of its own, without a model."""
    return House(load_settings({}, data_dir=Path(tempfile.mkdtemp(prefix="sft-advisor-bench-"))))


def free_texts(brief: Brief) -> list[str]:
    """The composer's own sentences for every free span."""
    glue = "" if brief.language == "zh" else " "
    return [glue.join(span.sentences) for span in brief.spans if isinstance(span, Free)]


def prompts(brief: Brief) -> list[tuple[Part, ...]]:
    """The prompts of an answer's free spans, in order, where the composer's sentences have been said."""
    found, shown, glue = [], "", "" if brief.language == "zh" else " "
    for span in brief.spans:
        if isinstance(span, Free):
            found.append(FAMILIES["chatml"].parts(prompt_for(Phrasing(brief, shown, span, 0))))
        shown += glue.join(span.sentences) if isinstance(span, Free) else span.text
    return found


def whole_prompt(brief: Brief) -> tuple[Part, ...]:
    """The prompt that asks for all free spans of an answer at once, with all that backs them."""
    return FAMILIES["chatml"].parts(whole_prompt_for(brief))


def whole_prompt_text(brief: Brief) -> str:
    """The same as one text."""
    return "".join(part.text for part in whole_prompt(brief))


@contextmanager
def runtime(path: Path, script: dict[str, list[str]], **settings: Any) -> Iterator[LlamaRuntime]:
    """A runtime whose worker follows a script (by seed), ready."""
    file = Path(tempfile.mkdtemp(prefix="sft-advisor-bench-")) / "script.json"
    file.write_text(json.dumps(script), encoding="utf-8")
    os.environ[SCRIPT] = str(file)
    command = (sys.executable, "-m", "tests.bench.scripted_worker")
    config = LlamaConfig(**{"path": str(path), "threads": THREADS, "wait_s": 600.0, **settings})
    opened = LlamaRuntime(config, lambda: WorkerProcess(command), RULES)
    opened.start()
    state = opened.wait(300)
    if not isinstance(state, Serving):
        raise RuntimeError(f"the bench model does not load: {state}")
    try:
        yield opened
    finally:
        opened.close()
        del os.environ[SCRIPT]


def processor_s(process_number: int) -> float:
    """Seconds of processor time that another process has had: what else the machine does weighs little on it."""
    fields = Path(f"/proc/{process_number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def our_processor_s(opened: LlamaRuntime) -> float:
    """Seconds of processor time of the worker and of this process."""
    number = opened.keeper.process_number
    return time.process_time() + (processor_s(number) if number else 0.0)


def phraser(opened: LlamaRuntime) -> LlamaPhraser:
    """The phraser that the service uses."""
    return LlamaPhraser(opened, prompt_for)


@dataclass(frozen=True)
class Taken:
    """Seconds for the tokens, seconds with the prompt before them, and how many tokens."""

    s: float
    whole_s: float
    tokens: int


class Peer:
    """The bare loop, in a process of its own."""

    def __init__(self, path: Path) -> None:
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
        command = [sys.executable, "-m", "tests.bench.bare_loop"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self._ask({"path": str(path), "context": CONTEXT, "threads": THREADS})

    def run(self, how: str, prompt: str, text: str) -> "Taken":
        """One run; `how` is free, masked (the whole vocabulary by grammar) or checked (the token alone)."""
        return Taken(**self._ask({"how": how, "prompt": prompt, "text": text}))

    def tokens(self, pieces: Sequence[Part]) -> list[int]:
        """The tokens of a prompt's parts."""
        found: list[list[int]] = self._ask({"how": "tokens", "parts": [(part.text, part.marks) for part in pieces]})
        return [token for tokens in found for token in tokens]

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.communicate()

    def _ask(self, message: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@dataclass(frozen=True)
class Server:
    """llama_cpp.server on the same file."""

    url: str
    process_number: int


@contextmanager
def llama_server(path: Path, *, interrupt: bool) -> Iterator[Server]:
    """The bundled server, ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(path), "--port", str(port)]
    command += ["--n_ctx", str(CONTEXT), "--n_threads", str(THREADS), "--n_threads_batch", str(THREADS)]
    command += ["--interrupt_requests", str(interrupt).lower(), "--chat_format", "chatml"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_server(f"http://127.0.0.1:{port}/v1/models", process)
        yield Server(f"http://127.0.0.1:{port}/v1", process.pid)
    finally:
        process.kill()
        process.communicate()


def _await_server(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 120
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("llama_cpp.server did not start")
