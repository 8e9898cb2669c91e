"""What an index is made with: where it lives, which embedder, which tables. Passed in; the environment is not read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

EmbedderKind = Literal["builtin", "gguf", "openai"]


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """Settings of an index.

    folder          where the disposable index lives; None: it is kept in memory alone
    embedder        `builtin` needs no download; `gguf` reads embedder_path; `openai` asks embedder_url
    chroma          whether vectors are stored in Chroma as well
    chroma_url      address of a Chroma server; empty: embedded, inside `folder`
    glossary        terms of each concept, see glossary.py
    unanswered      questions that no entry answers, see unanswered.py
    simplified      traditional Chinese characters and their simplified forms
    lock_wait_s     seconds to wait for another process that builds the same index
    """

    folder: Path | None
    embedder: EmbedderKind = "builtin"
    embedder_path: Path | None = None
    embedder_url: str = ""
    embedder_model: str = ""
    embedder_api_key: str | None = field(default=None, repr=False)
    chroma: bool = True
    chroma_url: str = ""
    glossary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    simplified: Mapping[str, str] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    lock_wait_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: what it does now, and percent done in all."""

    phase: str
    percent: int


Report = Callable[[Progress], None]
"""Called with each step of a build."""


def silent(_progress: Progress) -> None:
    """Reports nothing."""
