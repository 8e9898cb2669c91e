"""Embedders from elsewhere: an OpenAI-compatible endpoint on loopback, and what is embedded again and what is not."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from service.adapters.index import open_index
from service.adapters.index.embedders import embedder_from
from service.adapters.index.lexical import Floats
from service.adapters.index.shelf import Shelf
from service.errors import BadSettings, Unavailable
from tests.adapters.index.samples import config, samples


def letters(text: str) -> list[float]:
    """A vector of how often some letters stand in a text: enough to be near to a text like it."""
    return [1.0 + text.lower().count(letter) for letter in "abcdefgh显存遗忘模板许可"]


class Counting:
    """An embedder that counts what it is asked for."""

    def __init__(self, fails: bool = False) -> None:
        self.seen: list[str] = []
        self.fails = fails

    @property
    def identity(self) -> str:
        return "counting"

    def embed(self, texts: Sequence[str]) -> Floats:
        if self.fails:
            raise Unavailable("The embedder is down.")
        self.seen += texts
        rows = np.array([letters(text) for text in texts], np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_only_changed_texts_are_embedded_again(tmp_path: Path) -> None:
    first = Counting()
    open_index(samples(), config(tmp_path), embedder=first)
    assert len(first.seen) == 4 * 4  # per language: title with text, and one question
    again = Counting()
    open_index(samples(), config(tmp_path), embedder=again)
    assert again.seen == []
    changed = samples()
    english = replace(changed["forgetting"].texts["en"], title="Another title")
    changed["forgetting"] = replace(
        changed["forgetting"], texts={"zh": changed["forgetting"].texts["zh"], "en": english}
    )
    open_index(changed, config(tmp_path), embedder=again)
    assert [text.split("\n")[0] for text in again.seen] == ["Another title"]


def test_an_embedder_that_is_down_leaves_words_and_says_so(tmp_path: Path) -> None:
    index = open_index(samples(), config(tmp_path), embedder=Counting(fails=True))
    assert index.problem == "The embedder is down."
    assert index.search("显存", language="zh")[0].entry == "same-memory"
    assert Shelf(tmp_path, 1).current() is None


def test_an_embedder_that_dies_after_the_build_leaves_words() -> None:
    embedder = Counting()
    index = open_index(samples(), config(), embedder=embedder)
    embedder.fails = True
    assert index.search("显存", language="zh")[0].entry == "same-memory"


@contextmanager
def server(answer: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An embeddings endpoint whose answer to a request's texts `answer` makes: an object, raw bytes, or a status."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**body, "authorization": self.headers.get("Authorization"), "path": self.path})
            made = answer(body["input"])
            self.send_response(made if isinstance(made, int) else 200)
            self.end_headers()
            if not isinstance(made, int):
                self.wfile.write(made if isinstance(made, bytes) else json.dumps(made).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    http = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/v1", asked
    finally:
        http.shutdown()
        http.server_close()


def good(texts: list[str]) -> dict[str, Any]:
    rows = [{"index": at, "embedding": letters(text)} for at, text in enumerate(texts)]
    return {"data": rows[::-1]}  # the protocol allows any order


def test_an_openai_compatible_endpoint_embeds() -> None:
    with server(good) as (url, asked):
        made = config(embedder="openai", embedder_url=url, embedder_model="m", embedder_api_key="k")
        index = open_index(samples(), made)
        assert index.problem is None
        assert index.search("显存 memory", language="zh")[0].entry == "same-memory"
    assert asked[0]["path"] == "/v1/embeddings"
    assert asked[0]["authorization"] == "Bearer k"
    assert asked[0]["model"] == "m"


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: 500,
        lambda _: 401,
        lambda _: b"not json",
        lambda _: {"data": []},
        lambda _: {"error": "no"},
        lambda texts: {"data": [{"index": at, "embedding": ["x"]} for at, _ in enumerate(texts)]},
        lambda texts: {"data": [{"index": at, "embedding": [1.0] * (1 + at % 2)} for at, _ in enumerate(texts)]},
    ],
)
def test_an_endpoint_that_answers_wrongly_is_told(answer: Any) -> None:
    with server(answer) as (url, _):
        index = open_index(samples(), config(embedder="openai", embedder_url=url, embedder_model="m"))
    assert index.problem is not None
    assert "embeddings server" in index.problem
    assert index.search("显存", language="zh")


def test_nobody_listens() -> None:
    index = open_index(samples(), config(embedder="openai", embedder_url="http://127.0.0.1:9", embedder_model="m"))
    assert index.problem is not None
    assert "embeddings server" in index.problem


@pytest.mark.parametrize(
    "given",
    [{"embedder": "gguf"}, {"embedder": "openai"}, {"embedder": "openai", "embedder_url": "http://127.0.0.1:9"}],
)
def test_a_missing_setting_is_named(given: dict[str, Any]) -> None:
    with pytest.raises(BadSettings, match="embedder"):
        embedder_from(config(**given))


@pytest.mark.parametrize("content", [b"", b"GGUX" + b"\0" * 64, b"text"])
def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(BadSettings, match=r"model\.gguf"):
        open_index(samples(), config(embedder="gguf", embedder_path=path))
    with pytest.raises(BadSettings, match="cannot be read"):
        open_index(samples(), config(embedder="gguf", embedder_path=tmp_path / "none.gguf"))
