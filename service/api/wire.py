"""Events of a turn as server-sent events, and stored answers played back as the very same events.

Numbers follow from the content alone: 1 understood, 2 decided, 3 retrieved, then 3 + the characters said so far, and
two more for suggested and the end. So a reader may resume from any number, on a live log or on a stored answer, in
this process or a later one, and miss nothing and read nothing twice.
"""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from service.api.errors import error_body
from service.api.reading import events_of
from service.domain.answer import answer_as_json, suggestion_as_json
from service.domain.decision import decision_as_json, second_opinion_as_json
from service.domain.events import Decided, Event, Failed, Finished, Retrieved, Said, Suggested, Understood, Withheld
from service.domain.evidence import citation_as_json
from service.domain.facts import fact_as_json
from service.turn.eventlog import EventLog

NUMBER_DIGITS = 12
HEAD = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One event on the wire."""

    number: int
    name: str
    data: Mapping[str, Any]

    def encode(self) -> str:
        """The event as server-sent text."""
        return f"id: {self.number}\nevent: {self.name}\ndata: {json.dumps(self.data, ensure_ascii=False)}\n\n"


class Numbering:
    """Turns the events of one answer into messages above a number, in order."""

    def __init__(self, after: int = 0) -> None:
        self._after = after
        self._said = 0

    def message(self, event: Event) -> Message | None:
        """The message of the next event; None for what was read before or only this side counts."""
        match event:
            case Said():
                return self.delta(event.text)
            case Withheld():
                return None
            case Understood():
                return self._above(1, "understood", _understood(event))
            case Decided():
                return self._above(2, "decided", _decided(event))
            case Retrieved():
                return self._above(3, "retrieved", {"citations": [citation_as_json(item) for item in event.citations]})
            case Suggested():
                return self.tail("suggested", {"suggestions": [suggestion_as_json(one) for one in event.suggestions]})
            case Finished():
                return self.tail("done", answer_as_json(event.answer))
            case Failed():
                return self.tail("error", error_body(event.message, 500, "turn_failed"))

    def head(self, number: int, name: str, data: Mapping[str, Any]) -> Message | None:
        """One of the three events before the text."""
        return self._above(number, name, data)

    def delta(self, text: str) -> Message | None:
        """Text said next; only the part of it that was not read before."""
        seen = max(self._after - HEAD - self._said, 0)
        self._said += len(text)
        rest = text[seen:]
        return Message(HEAD + self._said, "delta", {"text": rest}) if rest else None

    def tail(self, name: str, data: Mapping[str, Any]) -> Message | None:
        """One of the events after the text."""
        return self._above(HEAD + self._said + (1 if name == "suggested" else 2), name, data)

    def _above(self, number: int, name: str, data: Mapping[str, Any]) -> Message | None:
        return Message(number, name, data) if number > self._after else None


def _understood(event: Understood) -> dict[str, Any]:
    return {
        "answer_id": event.answer_id,
        "conversation_id": event.conversation_id,
        "language": event.language,
        "intent": event.intent.value,
        "facts": {name: fact_as_json(fact) for name, fact in event.facts.items()},
    }


def _decided(event: Decided) -> dict[str, Any]:
    first, second = event.decision, event.second_opinion
    return {
        "decision": decision_as_json(first) if first else None,
        "second_opinion": second_opinion_as_json(second, first) if first and second else None,
    }


def resume_point(last_event_id: str) -> int:
    """The number in a Last-Event-ID header; 0, the start, for anything else."""
    clear = last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) <= NUMBER_DIGITS
    return int(last_event_id) if clear else 0


def last_number(answer: Mapping[str, Any]) -> int:
    """The number of a stored answer's last event."""
    return HEAD + len(answer["text"]) + 2


async def live_messages(log: EventLog, after: int = 0) -> AsyncGenerator[Message, None]:
    """The events of a log above `after`, as they come."""
    numbering = Numbering(after)
    async with aclosing(events_of(log)) as events:
        async for event in events:
            message = numbering.message(event)
            if message is not None:
                yield message


def stored_messages(answer: Mapping[str, Any], after: int = 0) -> Iterator[Message]:
    """A finished answer's events again above `after`; its text comes as one delta."""
    heads = ("answer_id", "conversation_id", "language", "intent", "facts")
    numbering = Numbering(after)
    played = [
        numbering.head(1, "understood", {key: answer[key] for key in heads}),
        numbering.head(2, "decided", {key: answer[key] for key in ("decision", "second_opinion")}),
        numbering.head(3, "retrieved", {"citations": answer["citations"]}),
        numbering.delta(answer["text"]),
    ]
    if answer["suggestions"]:
        played.append(numbering.tail("suggested", {"suggestions": answer["suggestions"]}))
    played.append(numbering.tail("done", answer))
    return iter([message for message in played if message is not None])
