"""The GGUF embedder with a real, tiny model: vectors, the worker's death, and files that cannot be loaded."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from service.adapters.index import open_index
from service.adapters.index.gguf import GgufEmbedder
from service.errors import Unavailable
from tests.adapters.index.samples import config, samples
from tests.model.tiny import TINY, write_model

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("embedder") / "tiny.gguf"
    write_model(path, TINY)
    return path


def test_texts_become_unit_vectors_and_the_same_text_the_same_vector(model: Path) -> None:
    embedder = GgufEmbedder(model)
    vectors = embedder.embed(["显存", "a longer text about GPU memory", "显存"])
    embedder.close()
    assert vectors.shape == (3, TINY.width)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(vectors[0], vectors[2], atol=1e-4)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-3)


def test_a_text_longer_than_the_context_is_cut(model: Path) -> None:
    embedder = GgufEmbedder(model)
    assert embedder.embed(["word " * 20_000]).shape == (1, TINY.width)
    embedder.close()


def test_a_worker_that_dies_is_told_and_started_again(model: Path) -> None:
    embedder = GgufEmbedder(model)
    embedder.embed(["a"])
    worker = embedder._worker
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert embedder.embed(["a"]).shape == (1, TINY.width)
    embedder.close()


def test_a_file_that_breaks_the_worker_takes_nothing_with_it(model: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(model.read_bytes()[:4096])
    with pytest.raises(Unavailable, match=r"broken\.gguf"):
        GgufEmbedder(broken).embed(["a"])
    index = open_index(samples(), config(embedder="gguf", embedder_path=broken))
    assert index.problem is not None
    assert index.search("显存", language="zh")[0].entry == "same-memory"


def test_an_index_is_built_and_searched_with_it(model: Path, tmp_path: Path) -> None:
    index = open_index(samples(), config(tmp_path / "index", embedder="gguf", embedder_path=model))
    assert index.problem is None
    assert index.search("显存相同吗", language="zh")[0].entry == "same-memory"
