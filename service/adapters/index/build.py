"""Works an index out in memory, from entries and an embedder. Writes nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from service.adapters.index.config import IndexConfig, Progress, Report
from service.adapters.index.dense import Dense, one_each
from service.adapters.index.documents import Corpus, corpus, counts, passages_of
from service.adapters.index.embedders import Embedder
from service.adapters.index.fold import Folder
from service.adapters.index.latent import Latent, fit_latent
from service.adapters.index.lexical import Floats, Lexical, build_lexical
from service.domain.evidence import Entry

BATCH = 32
"""Texts embedded between two reports."""


@dataclass(frozen=True, slots=True)
class Built:
    """A whole index in memory. `dense` is None when no embedder could be asked: lexical search still works.

    `hashes` are those of the texts behind the dense vectors, in order, when an embedder from elsewhere made them: an
    unchanged text is not embedded again.
    """

    key: str
    ids: tuple[str, ...]
    words: frozenset[str]
    lexical: Lexical
    dense: Dense | None = None
    latent: Latent | None = None
    hashes: tuple[str, ...] = ()


def key_of(entries: Sequence[Entry], config: IndexConfig, embedder: Embedder | None) -> str:
    """A hash of all that an index depends on: entries, embedder, tables, and this package's own code."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(_canonical(entry).encode())
    digest.update(json.dumps(sorted(config.simplified.items())).encode())
    digest.update((embedder.identity if embedder else "builtin").encode())
    digest.update(f"{config.chroma}:{config.chroma_url}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _canonical(entry: Entry) -> str:
    texts = [
        (language, text.title, text.text, text.aliases, text.questions)
        for language, text in sorted(entry.texts.items())
    ]
    return json.dumps([entry.id, entry.status, entry.topic, entry.rules, texts], ensure_ascii=False)


def compute_lexical(key: str, entries: Sequence[Entry], config: IndexConfig) -> Built:
    """An index of words alone: needs neither embedder nor scikit-learn."""
    return _lexical(key, entries, corpus(entries, Folder(config.simplified)))


def compute(
    key: str,
    entries: Sequence[Entry],
    config: IndexConfig,
    embedder: Embedder | None,
    known: Mapping[str, Floats],
    report: Report,
) -> Built:
    """The whole index. `known` holds vectors by hash of their text, from the index before.

    Raises Unavailable when the embedder cannot be asked.
    """
    report(Progress("reading entries", 5))
    documents = corpus(entries, Folder(config.simplified))
    built = _lexical(key, entries, documents)
    if not entries:
        return built
    report(Progress("embedding", 20))
    if embedder is None:
        latent, vectors = fit_latent(documents)
        return Built(key, built.ids, built.words, built.lexical, one_each(vectors), latent)
    dense, hashes = _embed_all(entries, embedder, known, report)
    return Built(key, built.ids, built.words, built.lexical, dense, None, hashes)


def _lexical(key: str, entries: Sequence[Entry], documents: Corpus) -> Built:
    counted = [counts(document, documents.words) for document in documents.documents]
    return Built(key, tuple(entry.id for entry in entries), documents.words, build_lexical(counted))


def _embed_all(
    entries: Sequence[Entry], embedder: Embedder, known: Mapping[str, Floats], report: Report
) -> tuple[Dense, tuple[str, ...]]:
    texts: list[str] = []
    firsts = [0]
    for entry in entries:
        texts += passages_of(entry)
        firsts.append(len(texts))
    hashes = tuple(hashlib.sha256(f"{embedder.identity}\n{text}".encode()).hexdigest() for text in texts)
    vectors = dict(known)
    missing = {digest: text for digest, text in zip(hashes, texts, strict=True) if digest not in vectors}
    todo = list(missing.items())
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        rows = embedder.embed([text for _, text in batch])
        vectors.update(zip((digest for digest, _ in batch), rows, strict=True))
        report(Progress("embedding", 20 + 50 * (start + len(batch)) // len(todo)))
    return Dense(np.stack([vectors[digest] for digest in hashes]), np.array(firsts, np.int32)), hashes
