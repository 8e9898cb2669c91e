"""LangChain at the edge: our retriever and embedder as LangChain's, LangChain's embeddings as ours, and Chroma's store.

Imported only by those who use LangChain; its types go no further.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from service.adapters.index.embedders import unit
from service.adapters.index.lexical import Floats
from service.domain.evidence import Passage, Status
from service.domain.facts import Language
from service.errors import Unavailable


class Searches(Protocol):
    """What the wrapped retriever has to offer."""

    def search(
        self, query: str, *, language: Language, top: int = 8, status: Status | None = None, rules: Sequence[str] = ()
    ) -> Sequence[Passage]:
        """Passages for `query`, best first."""


class KnowledgeRetriever(BaseRetriever):
    """Our retriever as a LangChain `BaseRetriever`: `language`, `top`, `status` and `rules` are its parameters."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    retriever: Any
    language: Language = "en"
    top: int = 8
    status: Status | None = None
    rules: tuple[str, ...] = ()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it by name
    ) -> list[Document]:
        retriever: Searches = self.retriever
        found = retriever.search(query, language=self.language, top=self.top, status=self.status, rules=self.rules)
        return [_document(passage) for passage in found]


class Embeds(Protocol):
    """What the wrapped embedder has to offer: unit vectors, one row a text."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of `texts`."""


class KnowledgeEmbeddings(Embeddings):
    """Our embedder, or an index's own, as LangChain `Embeddings`."""

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A unit vector for each text."""
        return [[float(value) for value in row] for row in self._embedder.embed(texts)] if texts else []

    def embed_query(self, text: str) -> list[float]:
        """A unit vector for the query."""
        return self.embed_documents([text])[0]


class LangChainEmbedder:
    """LangChain `Embeddings` as the embedder of an index; `name` and version tell its vectors from others'."""

    def __init__(self, embeddings: Embeddings, name: str) -> None:
        self._embeddings = embeddings
        self._name = name

    @property
    def identity(self) -> str:
        """The name given."""
        return f"langchain:{self._name}"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of `texts`. Raises Unavailable when what comes back are no vectors of one length."""
        rows = self._embeddings.embed_documents(list(texts))
        if len(rows) != len(texts) or len({len(row) for row in rows}) > 1:
            raise Unavailable(f"The embedder {self._name} sent vectors that cannot be used.")
        return unit(np.array(rows, np.float32))


def _document(passage: Passage) -> Document:
    metadata = {
        "entry": passage.entry,
        "title": passage.title,
        "status": passage.status.value,
        "score": passage.score,
        "url": passage.url,
    }
    return Document(page_content=passage.text, metadata=metadata)
