"""Retrieval beside its parts and Chroma, on each gold set apart: `dev` was tuned on, `blind` was set aside before."""

import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from service.adapters.index import Index, IndexConfig, open_index
from service.adapters.index.glossary import read_glossary
from service.adapters.index.rank import leaders
from service.adapters.index.unanswered import read_unanswered
from service.adapters.knowledge import read_entries
from service.domain.evidence import Entry
from service.domain.facts import Language
from tests.eval.retrieval import GOLD, Find, Question, Scores, hidden, read_gold, score

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
DEFAULT_MODEL = Path.home() / ".cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx/model.onnx"
"""Where Chroma keeps the embedder that it downloads when none is given."""
TOP = 10

System = Callable[[Index], Find]


def index_config(**given: Any) -> IndexConfig:
    """The product's configuration, in memory."""
    table = tomllib.loads((KNOWLEDGE / "words" / "traditional.toml").read_text("utf-8"))["characters"]
    pairs = zip(table["traditional"].replace("\n", ""), table["simplified"].replace("\n", ""), strict=True)
    glossary = read_glossary(KNOWLEDGE / "glossary.toml")
    own = {
        "folder": None,
        "chroma": False,
        "glossary": glossary,
        "simplified": dict(pairs),
        "unanswered": read_unanswered(KNOWLEDGE / "unanswered.toml"),
    }
    return IndexConfig(**{**own, **given})


def ours(index: Index) -> Find:
    """What the product does."""
    return lambda text, language: [passage.entry for passage in index.search(text, language=language, top=TOP)]


def words_alone(index: Index) -> Find:
    """BM25 with our tokens, nothing else."""

    def find(text: str, _: Language) -> list[str]:
        scores = index.built.lexical.match(index.read(text).tokens).scores
        return [index.built.ids[at] for at in leaders(scores, TOP) if scores[at] > 0]

    return find


def vectors_alone(index: Index) -> Find:
    """The built-in embedder's cosines, nothing else."""

    def find(text: str, _: Language) -> list[str]:
        if index.built.dense is None:
            return []
        return [index.built.ids[at] for at in leaders(index.built.dense.scores(index.embed([text])[0]), TOP)]

    return find


def chroma_with(vectors: Callable[[Index], Any] | None, folder: Path, entries: Mapping[str, Entry]) -> System:
    """Plain Chroma: our vectors, or with None its own default embedder."""
    import chromadb
    from chromadb.config import Settings

    def system(index: Index) -> Find:
        client: Any = chromadb.EphemeralClient(Settings(anonymized_telemetry=False, persist_directory=str(folder)))
        name = f"plain-{uuid4().hex}"
        if vectors is None:
            collection = client.create_collection(name)
            texts = [_text(entries[entry]) for entry in index.built.ids]
            collection.add(ids=list(index.built.ids), documents=texts)
            return lambda text, _: list(collection.query(query_texts=[text], n_results=TOP)["ids"][0])
        collection = client.create_collection(name, embedding_function=None, metadata={"hnsw:space": "cosine"})
        collection.add(ids=list(index.built.ids), embeddings=vectors(index))
        return lambda text, _: list(
            collection.query(query_embeddings=[index.embed([text])[0].tolist()], n_results=TOP)["ids"][0]
        )

    return system


def scores_of(system: System, entries: Mapping[str, Entry], questions: list[Question]) -> dict[str, Scores]:
    """Scores by language and for questions across languages, and of all together."""
    whole = system(open_index(entries, index_config()))
    across: dict[str, Find] = {}
    for language in ("zh", "en"):
        across[language] = system(open_index(hidden(entries, questions, language), index_config()))
    crossing = {question.text for question in questions if question.kind == "cross"}

    def find(text: str, language: Language) -> Any:
        return (across[language] if text in crossing else whole)(text, language)

    parts: dict[str, list[Question]] = {
        "all": questions,
        "zh": [question for question in questions if question.language == "zh"],
        "en": [question for question in questions if question.language == "en"],
        "across": [question for question in questions if question.kind == "cross"],
    }
    return {name: score(asked, find) for name, asked in parts.items()}


def main() -> int:
    """Prints the table."""
    entries, _ = read_entries(KNOWLEDGE / "entries")
    with tempfile.TemporaryDirectory() as folder:
        systems: dict[str, System] = {
            "ours (hybrid)": ours,
            "BM25 alone": words_alone,
            "dense alone": vectors_alone,
            "Chroma, our vectors": chroma_with(own_vectors, Path(folder), entries),
        }
        if DEFAULT_MODEL.is_file():
            systems["Chroma's defaults"] = chroma_with(None, Path(folder), entries)
        for path in sorted(GOLD.glob("*.jsonl")):
            _print(path.stem, systems, partial(scores_of, entries=entries, questions=read_gold(path.name)))
    if not DEFAULT_MODEL.is_file():
        print("\nChroma's defaults: not run, its embedder has to be downloaded and no copy is on this machine.")
    return 0


def _text(entry: Entry) -> str:
    return "\n".join(f"{text.title}\n{text.text}" for text in entry.texts.values())


def own_vectors(index: Index) -> Any:
    """The vectors that the index itself holds."""
    return index.built.dense.vectors if index.built.dense else np.zeros((0, 1), np.float32)


def _print(name: str, systems: Mapping[str, System], scored: Callable[..., dict[str, Scores]]) -> None:
    head = f"{'recall@5':>9} {'(part)':>7} {'nDCG@10':>8} {'no-ans F1':>10} {'precision':>10} {'recall':>7}"
    print(f"\n{name}{'':<{26 - len(name)}} {'n':>5} {head}")
    for title, system in systems.items():
        for part, s in scored(system).items():
            refusal = f"{s.f1:>10.3f} {s.precision:>10.3f} {s.found_none:>7.3f}" if part != "across" else ""
            label = title if part == "all" else f"  {part}"
            print(f"{label:<26} {s.questions:>5} {s.recall:>9.3f} {s.recall_in_part:>7.3f} {s.ndcg:>8.3f} {refusal}")


if __name__ == "__main__":
    sys.exit(main())
