"""Works an index out in memory, from entries and an embedder. Writes nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from service.adapters.index.analysis import Analyzer
from service.adapters.index.config import IndexConfig, Progress, Report
from service.adapters.index.dense import Dense, one_each
from service.adapters.index.documents import Corpus, corpus, passages_of, shared_terms
from service.adapters.index.embedders import Embedder
from service.adapters.index.latent import Latent, fit_latent
from service.adapters.index.lexical import COMMON, WORDS, Floats, Lexical, build_lexical
from service.adapters.index.likelihood import Likelihood, build_likelihood
from service.adapters.index.lines import Lines, build_lines
from service.adapters.index.links import Links, build_links
from service.adapters.index.spelling import words_in
from service.domain.evidence import Entry

BATCH = 32
"""Texts embedded between two reports."""


@dataclass(frozen=True)
class Built:
    """A whole index in memory. `dense` is None when no embedder could be asked: lexical search still works.

    `words` are the Chinese words known beside the bigrams, `spelling` how often each English word is used.
    `common` indexes the terms that both languages share. `hashes` are those of the texts behind the dense vectors, in
    order, when an embedder from elsewhere made them: an unchanged text is not embedded again.
    """

    key: str
    ids: tuple[str, ...]
    words: frozenset[str]
    spelling: Mapping[str, int]
    lexical: Lexical
    common: Lexical
    likelihood: Likelihood
    lines: Lines
    links: Links
    dense: Dense | None = None
    latent: Latent | None = None
    hashes: tuple[str, ...] = ()

    @cached_property
    def glossary(self) -> bool:
        """Whether any concept of a glossary was met in the entries."""
        return any(term.startswith("=") for term in self.common.terms)


def key_of(entries: Sequence[Entry], config: IndexConfig, embedder: Embedder | None) -> str:
    """A hash of all that an index depends on: entries, embedder, tables, and this package's own code."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(_canonical(entry).encode())
    digest.update(json.dumps([sorted(config.simplified.items()), sorted(config.glossary.items())]).encode())
    digest.update((embedder.identity if embedder else "builtin").encode())
    digest.update(f"{config.chroma}:{config.chroma_url}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _canonical(entry: Entry) -> str:
    texts = [
        (language, text.title, text.text, text.aliases, text.questions, text.asked)
        for language, text in sorted(entry.texts.items())
    ]
    return json.dumps([entry.id, entry.status, entry.topic, entry.rules, entry.related, texts], ensure_ascii=False)


def compute_lexical(key: str, entries: Sequence[Entry], analyzer: Analyzer) -> Built:
    """An index of words alone: needs neither embedder nor scikit-learn."""
    return _lexical(key, entries, corpus(entries, analyzer))


def compute(
    key: str,
    entries: Sequence[Entry],
    analyzer: Analyzer,
    embedder: Embedder | None,
    known: Mapping[str, Floats],
    report: Report,
) -> Built:
    """The whole index. `known` holds vectors by hash of their text, from the index before.

    Raises Unavailable when the embedder cannot be asked.
    """
    report(Progress("reading entries", 5))
    read = corpus(entries, analyzer)
    built = _lexical(key, entries, read)
    if not entries:
        return built
    report(Progress("embedding", 20))
    if embedder is None:
        fitted = fit_latent(read.documents)
        return replace(built, dense=one_each(fitted[1]), latent=fitted[0]) if fitted else built
    dense, hashes = _embed_all(entries, embedder, known, report)
    return replace(built, dense=dense, hashes=hashes)


def _lexical(key: str, entries: Sequence[Entry], read: Corpus) -> Built:
    counted = [document.counts() for document in read.documents]
    shared = shared_terms(read.documents)
    common = [Counter({term: n for term, n in count.items() if term in shared}) for count in counted]
    lexical = build_lexical(counted, WORDS)
    ids = tuple(document.entry for document in read.documents)
    spelling = Counter(words_in(line.folded for document in read.documents for line in document.lines))
    return Built(
        key,
        ids,
        read.words,
        spelling,
        lexical,
        build_lexical(common, COMMON),
        build_likelihood(read.documents),
        build_lines(read.documents, lexical),
        build_links(entries),
    )


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
