"""The answer to one turn, complete, and its JSON form (names fixed by the contract)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from service.domain.decision import Decision, decision_as_json, second_opinion_as_json
from service.domain.evidence import Citation, citation_as_json
from service.domain.facts import Fact, Language, fact_as_json
from service.domain.understanding import Intent


class Writer(StrEnum):
    """Who phrased the free sentences."""

    COMPOSER = "composer"
    LLAMA = "llama.cpp"
    OPENAI = "openai"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A real pair for the verdict: the family's name, both hub ids where published, and the one recommended."""

    model: str
    base: str | None
    chat: str | None
    recommended: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A fact that a model thinks was missed, quoted from the message; becomes a `form` fact when tapped."""

    fact: str
    value: Any
    label: str
    quote: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of each part of the turn."""

    understand: float = 0.0
    decide: float = 0.0
    retrieve: float = 0.0
    write: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything one turn says. `decision` and `second_opinion` are None unless the intent is to choose.

    `memory` is the JSON form of a memory estimate, or None. `stopped` marks an answer whose generation was cancelled.
    """

    answer_id: str
    conversation_id: str
    language: Language
    intent: Intent
    facts: Mapping[str, Fact]
    decision: Decision | None
    second_opinion: Decision | None
    text: str
    citations: tuple[Citation, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    memory: Mapping[str, Any] | None = None
    suggestions: tuple[Suggestion, ...] = ()
    follow_ups: tuple[str, ...] = ()
    writer: Writer = Writer.COMPOSER
    withheld: int = 0
    stopped: bool = False
    timings: Timings = field(default_factory=Timings)


def checkpoint_as_json(checkpoint: Checkpoint) -> dict[str, Any]:
    """A member of `checkpoints`."""
    return {
        "model": checkpoint.model,
        "base": checkpoint.base,
        "chat": checkpoint.chat,
        "recommended": checkpoint.recommended,
    }


def suggestion_as_json(suggestion: Suggestion) -> dict[str, Any]:
    """A member of `suggestions`."""
    return {
        "fact": suggestion.fact,
        "value": suggestion.value,
        "label": suggestion.label,
        "quote": suggestion.quote,
    }


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """The `Answer` of the contract."""
    first, second = answer.decision, answer.second_opinion
    out: dict[str, Any] = {
        "answer_id": answer.answer_id,
        "conversation_id": answer.conversation_id,
        "language": answer.language,
        "intent": answer.intent.value,
        "facts": {name: fact_as_json(fact) for name, fact in answer.facts.items()},
        "decision": decision_as_json(first) if first else None,
        "second_opinion": second_opinion_as_json(second, first) if first and second else None,
        "checkpoints": [checkpoint_as_json(checkpoint) for checkpoint in answer.checkpoints],
        "memory": dict(answer.memory) if answer.memory is not None else None,
        "text": answer.text,
        "citations": [citation_as_json(citation) for citation in answer.citations],
        "suggestions": [suggestion_as_json(suggestion) for suggestion in answer.suggestions],
        "follow_ups": list(answer.follow_ups),
        "writer": answer.writer.value,
        "withheld": answer.withheld,
        "timings_ms": {
            "understand": answer.timings.understand,
            "decide": answer.timings.decide,
            "retrieve": answer.timings.retrieve,
            "write": answer.timings.write,
        },
    }
    if answer.stopped:
        out["stopped"] = True
    return out
