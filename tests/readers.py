"""The real reader, built once from knowledge/, and small helpers to ask it."""

import json
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.catalogue_data import read_catalogue
from service.domain.facts import Language, Value
from service.domain.gpus import read_gpus
from service.domain.reading import Lexicon, lexicon, read
from service.domain.reading.statement_model import statement_model_from
from service.domain.reading.task_model import task_model_from
from service.domain.understanding import Asked, Understanding

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


def parsed(folder: str) -> dict[str, dict[str, Any]]:
    """Every TOML file of a folder of knowledge/, by name."""
    paths = sorted((KNOWLEDGE / folder).glob("*.toml"))
    return {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


@cache
def words() -> Lexicon:
    """The real lexicon."""
    cards = tomllib.loads((KNOWLEDGE / "gpus.toml").read_text(encoding="utf-8"))
    tasks, statements = task_model_from(_weights("tasks")), statement_model_from(_weights("statements"))
    return replace(lexicon(parsed("words"), read_gpus(cards)), tasks=tasks, statements=statements)


def _weights(folder: str) -> dict[str, Any]:
    """What was learnt from a folder of knowledge/."""
    found: dict[str, Any] = json.loads((KNOWLEDGE / folder / "weights.json").read_text(encoding="utf-8"))
    return found


@cache
def models() -> Catalogue:
    """The real catalogue."""
    return read_catalogue(parsed("catalogue"))


def heard(message: str, asked: Asked | None = None, language: Language | None = None) -> Understanding:
    """One message, read."""
    return read(message, words(), asked=asked, conversation_language=language, mentions=models().mentions)


def stated(message: str, asked: Asked | None = None) -> dict[str, Value]:
    """The facts that a message states, but for `aim`, which no verdict reads."""
    return {one.name: one.value for one in heard(message, asked).statements if one.name != "aim"}
