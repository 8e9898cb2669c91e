"""Events of a turn as server-sent events, and stored answers played back as the same events."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from service.api.errors import error_body
from service.domain.answer import answer_as_json, suggestion_as_json
from service.domain.decision import decision_as_json, second_opinion_as_json
from service.domain.events import Decided, Event, Failed, Finished, Retrieved, Said, Suggested, Understood, Withheld
from service.domain.evidence import citation_as_json
from service.domain.facts import fact_as_json
from service.turn.eventlog import EventLog

HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


def as_message(event: Event) -> tuple[str, dict[str, Any]] | None:
    """The name and data of an event on the wire; None for what only this side counts."""
    match event:
        case Understood():
            return "understood", {
                "answer_id": event.answer_id,
                "conversation_id": event.conversation_id,
                "language": event.language,
                "intent": event.intent.value,
                "facts": {name: fact_as_json(fact) for name, fact in event.facts.items()},
            }
        case Decided():
            first, second = event.decision, event.second_opinion
            return "decided", {
                "decision": decision_as_json(first) if first else None,
                "second_opinion": second_opinion_as_json(second, first) if first and second else None,
            }
        case Retrieved():
            return "retrieved", {"citations": [citation_as_json(citation) for citation in event.citations]}
        case Said():
            return "delta", {"text": event.text}
        case Withheld():
            return None
        case Suggested():
            return "suggested", {"suggestions": [suggestion_as_json(item) for item in event.suggestions]}
        case Finished():
            return "done", answer_as_json(event.answer)
        case Failed():
            return "error", error_body(event.message, 500, "turn_failed")


def stored_messages(answer: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A finished answer's events again, in the contract's order; its text comes as one delta."""
    heads = ("answer_id", "conversation_id", "language", "intent", "facts")
    yield "understood", {key: answer[key] for key in heads}
    yield "decided", {key: answer[key] for key in ("decision", "second_opinion")}
    yield "retrieved", {"citations": answer["citations"]}
    yield "delta", {"text": answer["text"]}
    if answer["suggestions"]:
        yield "suggested", {"suggestions": answer["suggestions"]}
    yield "done", dict(answer)


def encode(number: int, name: str, data: Mapping[str, Any]) -> str:
    """One server-sent event."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def live_stream(log: EventLog, after: int = 0) -> AsyncIterator[str]:
    """The events of a log from `after` on, as they come, encoded."""
    async for number, event in log.read(after):
        message = as_message(event)
        if message is not None:
            yield encode(number, *message)


async def stored_stream(answer: Mapping[str, Any], after: int = 0) -> AsyncIterator[str]:
    """The events of a stored answer, encoded. Numbers differ from the live ones, so all of them are sent
    unless the reader has seen the last."""
    for number, message in enumerate(stored_messages(answer), 1):
        yield encode(max(number, after + 1 if message[0] == "done" else number), *message)
