"""Chroma beside the index: what it stores, that it can be queried, and that the index opens without it."""

import gc
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings as ChromaSettings

from service.adapters.index import open_index
from service.adapters.index.chroma import FOLDER, collection_name, nearest
from service.errors import BadSettings
from tests.adapters.index.samples import config, samples


def folder_of(index_dir: Path) -> Path:
    return index_dir / str(json.loads((index_dir / "current.json").read_text())["generation"])


def test_vectors_and_metadata_are_stored_and_can_be_queried(tmp_path: Path) -> None:
    index = open_index(samples(), config(tmp_path, chroma=True))
    assert index.problem is None
    folder = folder_of(tmp_path)
    key = str(json.loads((folder / "manifest.json").read_text())["key"])
    ids = sorted(samples())
    scores = nearest(folder, "", key, index.embed(["灾难性遗忘"])[0], ids)
    assert ids[int(scores.argmax())] == "forgetting"
    client: Any = chromadb.PersistentClient(str(folder / FOLDER), ChromaSettings(anonymized_telemetry=False))
    collection = client.get_collection(collection_name(key), embedding_function=None)
    assert collection.count() == 4
    stored = collection.get(where={"status": "guide"})
    assert stored["ids"] == ["qwen-licence#0"]
    assert (stored["metadatas"] or [{}])[0]["rules"] == "guide:G2"
    client.close()


def test_an_index_opens_and_serves_when_chromas_folder_is_gone_or_broken(tmp_path: Path) -> None:
    open_index(samples(), config(tmp_path, chroma=True))
    store = folder_of(tmp_path) / FOLDER
    for path in store.rglob("*.sqlite3"):
        path.write_bytes(b"broken")
    assert open_index(samples(), config(tmp_path, chroma=True)).search("显存", language="zh")
    shutil.rmtree(store)
    index = open_index(samples(), config(tmp_path, chroma=True))
    assert index.search("显存", language="zh")[0].entry == "same-memory"


def test_a_server_that_is_away_is_told_and_served_around(tmp_path: Path) -> None:
    index = open_index(samples(), config(tmp_path, chroma=True, chroma_url="http://127.0.0.1:9"))
    assert index.problem is not None
    assert "Chroma" in index.problem
    assert index.search("显存", language="zh")[0].entry == "same-memory"


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1", "http://"])
def test_an_address_that_is_none_is_a_wrong_setting(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="chroma_url"):
        open_index(samples(), config(tmp_path, chroma=True, chroma_url=url))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = str(Path(sys.executable).with_name("chroma"))
    path = str(tmp_path_factory.mktemp("server"))
    process = subprocess.Popen(
        [program, "run", "--host", "127.0.0.1", "--port", str(port), "--path", path],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    yield url
    process.kill()
    process.wait()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Chroma leaves its sockets open
def test_a_server_by_setting_holds_the_vectors_and_answers(server: str, tmp_path: Path) -> None:
    made = config(tmp_path, chroma=True, chroma_url=server)
    index = open_index(samples(), made)
    assert index.problem is None
    assert index.search("微调之后通用能力变差", language="zh")[0].entry == "forgetting"
    fewer = {name: entry for name, entry in samples().items() if name != "forgetting"}
    assert open_index(fewer, made).problem is None
    client: Any = chromadb.HttpClient(host="127.0.0.1", port=int(server.rsplit(":", 1)[1]))
    assert [collection.count() for collection in client.list_collections()] == [3]
    client.close()
    del client
    gc.collect()  # so that the warning comes up here and in no later test
