"""Vectors and metadata in Chroma: embedded beside the index's own files, or on a server by setting.

Chroma keeps what others may want to query; it never decides whether the index opens. Its folder is disposable.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from service.adapters.index.build import Built
from service.adapters.index.lexical import Floats
from service.domain.evidence import Entry
from service.errors import BadSettings, Unavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

FOLDER = "chroma"
PREFIX = "sft-advisor-"
BATCH = 1000


def collection_name(key: str) -> str:
    """The collection that holds the index with this key."""
    return PREFIX + key[:24]


def store(folder: Path | None, url: str, built: Built, entries: Mapping[str, Entry]) -> None:
    """Puts every vector with its entry's metadata into the index's collection, and drops older collections.

    Raises Unavailable when Chroma cannot do it.
    """
    with _client(folder, url) as client:
        name = collection_name(built.key)
        vectors = built.dense.vectors if built.dense else np.zeros((0, 1), np.float32)
        collection = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        rows = list(_rows(built, entries))
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            collection.upsert(
                ids=[row[0] for row in part],
                embeddings=vectors[start : start + len(part)],
                metadatas=[row[1] for row in part],
                documents=[row[2] for row in part],
            )
        for other in client.list_collections():
            if other.name.startswith(PREFIX) and other.name != name:
                client.delete_collection(other.name)


def nearest(folder: Path | None, url: str, key: str, query: Floats, ids: Sequence[str]) -> Floats:
    """Cosine of the query with each entry, as Chroma finds it; entries it does not return get -1.

    Raises Unavailable.
    """
    numbers = {entry: at for at, entry in enumerate(ids)}
    scores = np.full(len(ids), -1, np.float32)
    with _client(folder, url) as client:
        collection = client.get_collection(collection_name(key), embedding_function=None)
        found = collection.query(
            query_embeddings=[query.tolist()],
            n_results=min(collection.count(), 200),
            include=["metadatas", "distances"],
        )
    for metadata, distance in zip((found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0], strict=True):
        at = numbers.get(str(metadata["entry"]))
        if at is not None:
            scores[at] = max(scores[at], 1 - distance)
    return scores


def _rows(built: Built, entries: Mapping[str, Entry]) -> Iterator[tuple[str, dict[str, str], str]]:
    if built.dense is None:
        return
    for number, entry_id in enumerate(built.ids):
        entry = entries[entry_id]
        metadata = {
            "entry": entry_id,
            "status": entry.status.value,
            "topic": entry.topic,
            "rules": " ".join(entry.rules),
            "languages": " ".join(sorted(entry.texts)),
        }
        text = "\n\n".join(f"{entry.texts[name].title}\n{entry.texts[name].text}" for name in sorted(entry.texts))
        for part in range(built.dense.firsts[number], built.dense.firsts[number + 1]):
            yield f"{entry_id}#{part - built.dense.firsts[number]}", metadata, text


@contextmanager
def _client(folder: Path | None, url: str) -> Iterator["ClientAPI"]:
    from chromadb.errors import ChromaError  # takes seconds to import; a query of the saved arrays never needs it

    try:
        if url:
            yield _server(url)
        elif folder is None:
            raise BadSettings("Chroma needs a folder or the address of a server.")
        else:
            client = _embedded(folder / FOLDER)
            try:
                yield client
            finally:
                client.close()
    except (ChromaError, OSError, ValueError, RuntimeError) as error:
        raise Unavailable(f"Chroma ({url or 'embedded'}) cannot be used: {error}") from None


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


@cache
def _server(url: str) -> "ClientAPI":
    """One client for a server, kept: its connections are used again by the next query."""
    import chromadb
    from chromadb.config import Settings

    host, port, ssl = _address(url)
    return chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=Settings(anonymized_telemetry=False))


def _address(url: str) -> tuple[str, int, bool]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSettings(f"chroma_url {url!r} must be an address such as http://127.0.0.1:8000.")
    ssl = parts.scheme == "https"
    return parts.hostname, parts.port or (443 if ssl else 80), ssl
