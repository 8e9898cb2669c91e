"""A remote engine that is real: llama_cpp.server on the tiny model phrases, over OpenAI's protocol."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.remote import RemoteConfig, RemoteEngine, RemotePhraser
from service.domain.brief import composed
from service.turn.prompts import prompt_for, whole_prompt_for
from service.turn.write import Written, write
from tests.model.asking import brief, phrasing, said
from tests.turn.test_write import no_lies

pytestmark = pytest.mark.model
START_S = 90


@pytest.fixture(scope="module")
def url(tiny: Path) -> Iterator[str]:
    """A running server's address."""
    pytest.importorskip("sse_starlette")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(tiny), "--port", str(port), "--n_ctx", "4096"]
    process = subprocess.Popen(
        [*command, "--n_threads", "1", "--n_threads_batch", "1", "--chat_format", "chatml"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/v1/models", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("llama_cpp.server did not start")


@pytest.mark.parametrize("mode", ["spans", "whole"])
async def test_noise_over_the_protocol_is_phrased_checked_and_finished(url: str, mode: str) -> None:
    engine = RemoteEngine(RemoteConfig(url, timeout_s=60.0, mode=mode))  # type: ignore[arg-type]
    asked = brief("one", "two", characters=80)
    parts = [part async for part in write(asked, RemotePhraser(engine, prompt_for, whole_prompt_for), lambda *_: NO)]
    await engine.close()
    last = parts[-1]
    assert isinstance(last, Written)
    assert last.text == composed(asked)


async def test_sentences_come_from_the_server(url: str) -> None:
    engine = RemoteEngine(RemoteConfig(url, timeout_s=60.0))
    for seed in range(3):
        await said(
            RemotePhraser(engine, prompt_for, whole_prompt_for).phrase(phrasing(brief(characters=80), seed=seed))
        )
    await engine.close()
    assert engine.ready()
    assert "/v1" in engine.health()


NO = no_lies("a lie", ())
