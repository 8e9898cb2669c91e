"""Search beside plain Chroma and LangChain's ensemble in the same run; building and refreshing the index.

The ensemble lives in `langchain-classic`, which is no dependency: it is measured where it is installed, else said so.
"""

import importlib.util
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.adapters.index import Index, open_index
from service.adapters.knowledge import read_entries
from service.domain.evidence import Entry
from tests.eval.retrieval import read_gold
from tests.eval.retrieval_table import KNOWLEDGE, chroma_with, index_config, own_vectors

MANY = 5_000
ROUNDS = 2
Ask = Callable[[str, Any], object]


def main() -> int:
    """Prints p50 and p95 in milliseconds, and seconds to build and to refresh."""
    entries, _ = read_entries(KNOWLEDGE / "entries")
    _build(entries)
    for name, held in ((f"{len(entries)} entries", entries), (f"{MANY} entries, synthetic", _multiplied(entries))):
        began = time.perf_counter()
        index = open_index(held, index_config())
        print(f"\n{name} (built in memory in {time.perf_counter() - began:.1f} s)")
        for peer, ask in _peers(index, held).items():
            middle, high = _times(ask)
            print(f"  {peer:<22} p50 {middle:7.2f} ms   p95 {high:7.2f} ms")
    if not importlib.util.find_spec("langchain_classic"):
        print("\nLangChain's EnsembleRetriever: not measured, langchain-classic is not installed.")
    return 0


def _peers(index: Index, entries: Mapping[str, Entry]) -> dict[str, Ask]:
    folder = Path(tempfile.gettempdir())
    chroma = chroma_with(own_vectors, folder, entries)(index)
    peers: dict[str, Ask] = {"ours (hybrid)": lambda text, language: index.search(text, language=language)}
    peers["plain Chroma"] = chroma
    if importlib.util.find_spec("langchain_classic"):
        peers["LangChain ensemble"] = _ensemble(index, chroma)
    return peers


def _ensemble(index: Index, chroma: Ask) -> Ask:
    """Reciprocal rank fusion by LangChain over our words and plain Chroma."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_core.documents import Document
    from langchain_core.runnables import RunnableLambda

    from tests.eval.retrieval_table import words_alone

    words = words_alone(index)

    def as_documents(find: Callable[[str, Any], Any]) -> Any:
        def documents(text: str) -> list[Document]:
            return [Document(page_content=str(name)) for name in find(text, "zh")]

        return RunnableLambda(documents)

    both = EnsembleRetriever(retrievers=[as_documents(words), as_documents(chroma)], weights=[0.5, 0.5])
    return lambda text, _language: both.invoke(text)


def _times(ask: Ask) -> tuple[float, float]:
    questions = read_gold("dev.jsonl")
    taken: list[float] = []
    for _ in range(ROUNDS):
        taken.clear()  # the first round warms up
        for question in questions:
            began = time.perf_counter()
            ask(question.text, question.language)
            taken.append((time.perf_counter() - began) * 1_000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def _build(entries: Mapping[str, Entry]) -> None:
    import chromadb  # noqa: F401 - the aims are measured after imports
    import sklearn.decomposition
    import sklearn.feature_extraction.text  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        config = index_config(folder=Path(folder), chroma=True)
        began = time.perf_counter()
        index = open_index(entries, config)
        built = time.perf_counter()
        index.refresh(entries)
        refreshed = time.perf_counter()
        open_index(entries, config)
        opened = time.perf_counter()
    print(f"full build with Chroma {built - began:.2f} s, no-op refresh {refreshed - built:.3f} s, "
          f"open again {opened - refreshed:.3f} s")  # fmt: skip


def _multiplied(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Entries stitched together from the real ones until there are enough, the same ones each time."""
    chance, names, many = random.Random(0), sorted(entries), dict(entries)
    while len(many) < MANY:
        one, two = (entries[chance.choice(names)] for _ in range(2))
        texts = {
            name: replace(text, title=f"{two.texts[name].title} {len(many)}", questions=two.texts[name].questions)
            for name, text in one.texts.items()
        }
        many[f"synthetic-{len(many)}"] = replace(one, id=f"synthetic-{len(many)}", texts=texts)
    return many


if __name__ == "__main__":
    sys.exit(main())
