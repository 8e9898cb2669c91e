"""LangChain at the edge: ours under theirs and theirs under ours."""

from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.runnables import Runnable

from service.adapters.index import open_index
from service.adapters.index.langchain import KnowledgeEmbeddings, KnowledgeRetriever, LangChainEmbedder
from service.domain.evidence import Status
from tests.adapters.index.samples import config, samples


def test_our_retriever_is_a_langchain_retriever() -> None:
    retriever = KnowledgeRetriever(retriever=open_index(samples(), config()), language="zh", top=2)
    assert isinstance(retriever, Runnable)
    found = retriever.invoke("显存")
    assert len(found) == 2
    assert found[0].metadata["entry"] == "same-memory"
    assert found[0].page_content == "尺寸相同时，两个版本所需显存相同。"


def test_its_filters_are_its_parameters() -> None:
    index = open_index(samples(), config())
    retriever = KnowledgeRetriever(retriever=index, status=Status.GUIDE)
    assert [document.metadata["entry"] for document in retriever.invoke("licence")] == ["qwen-licence"]


def test_our_embedder_is_langchain_embeddings() -> None:
    embeddings = KnowledgeEmbeddings(open_index(samples(), config()))
    assert embeddings.embed_documents([]) == []
    assert embeddings.embed_query("显存") == embeddings.embed_documents(["显存"])[0]


def test_langchain_embeddings_serve_under_our_index() -> None:
    embedder = LangChainEmbedder(DeterministicFakeEmbedding(size=16), "fake-16")
    index = open_index(samples(), config(), embedder=embedder)
    assert index.problem is None
    assert index.embed(["a"]).shape == (1, 16)
    assert index.search("显存", language="zh")[0].entry == "same-memory"
