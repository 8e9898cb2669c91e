"""Sentence embedders that come from elsewhere, behind one protocol; the built-in one is fitted with the index."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from service.adapters.index.config import IndexConfig
from service.adapters.index.gguf import GgufEmbedder
from service.adapters.index.lexical import Floats
from service.errors import BadSettings, Unavailable

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 30.0
BATCH = 64


class Embedder(Protocol):
    """Turns texts into unit vectors, one row each."""

    @property
    def identity(self) -> str:
        """What tells this embedder's vectors from another's; part of the index's key."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of `texts`. Raises Unavailable when the embedder cannot be reached or has died."""


def unit(vectors: Floats) -> Floats:
    """Each row divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)


def embedder_from(config: IndexConfig) -> Embedder | None:
    """The embedder that the settings name; None for the built-in one. Raises BadSettings when it lacks a setting."""
    if config.embedder == "gguf":
        if config.embedder_path is None:
            raise BadSettings("The embedder `gguf` needs embedder_path, the GGUF file to load.")
        return GgufEmbedder(config.embedder_path)
    if config.embedder == "openai":
        if not config.embedder_url or not config.embedder_model:
            raise BadSettings("The embedder `openai` needs embedder_url and embedder_model.")
        return RemoteEmbedder(config.embedder_url, config.embedder_model, config.embedder_api_key)
    return None


class RemoteEmbedder:
    """An OpenAI-compatible embeddings endpoint, `POST {url}/embeddings`."""

    def __init__(self, url: str, model: str, api_key: str | None) -> None:
        self._url = url.rstrip("/") + "/embeddings"
        self._model = model
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    @property
    def identity(self) -> str:
        """Address and model."""
        return f"openai:{self._url}:{self._model}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, asked for in batches."""
        import httpx  # a quarter of a second that the other embedders need not pay

        rows: list[list[float]] = []
        with httpx.Client(timeout=TIMEOUT_S, headers=self._headers) as client:
            try:
                for start in range(0, len(texts), BATCH):
                    rows += self._batch(client, list(texts[start : start + BATCH]))
                vectors = np.array(rows, np.float32)
            except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
                raise Unavailable(
                    f"The embeddings server at {self._url} does not answer as it should: {error}."
                ) from None
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise Unavailable(f"The embeddings server at {self._url} sent vectors that cannot be used.")
        return unit(vectors)

    def _batch(self, client: "httpx.Client", texts: list[str]) -> list[list[float]]:
        answer = client.post(self._url, json={"model": self._model, "input": texts}).raise_for_status().json()
        rows = _rows(answer)
        if len(rows) != len(texts):
            raise ValueError(f"{len(rows)} vectors for {len(texts)} texts")
        return rows


def _rows(answer: Any) -> list[list[float]]:
    ordered = sorted(answer["data"], key=lambda item: item["index"])
    return [[float(value) for value in item["embedding"]] for item in ordered]
