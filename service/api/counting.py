"""Counts what the service does: turns, events, withheld sentences, latencies, requests. Never what anybody said."""

import asyncio

from service.api.metrics import Counter, Histogram
from service.api.ports import Desk, Json
from service.domain.events import Event, Failed, Finished, Withheld
from service.turn.eventlog import EventLog
from service.turn.request import Request

LOOK_EVERY_S = 0.2
PARTS = ("understand", "decide", "retrieve", "write")


class Meter:
    """Every counter of one service."""

    def __init__(self) -> None:
        self._turns = Counter(
            "sft_advisor_turns_total", "Turns that were answered.", ("intent", "policy", "verdict", "writer")
        )
        self._failed = Counter("sft_advisor_turns_failed_total", "Turns that ended in an error.")
        self._stopped = Counter("sft_advisor_turns_stopped_total", "Turns that the caller stopped.")
        self._withheld = Counter("sft_advisor_sentences_withheld_total", "Sentences of a model that failed a check.")
        self._events = Counter("sft_advisor_events_total", "Events of turns.", ("event",))
        self._parts = Histogram("sft_advisor_turn_part_seconds", "Time of each part of a turn.", ("part",))
        self._requests = Counter("sft_advisor_requests_total", "HTTP requests.", ("method", "route", "status"))
        self._latency = Histogram("sft_advisor_request_seconds", "Time to the first byte of a response.", ("route",))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one HTTP request."""
        self._requests.add(method, route, str(status))
        self._latency.observe(seconds, route)

    def see(self, event: Event) -> None:
        """Counts one event of a turn."""
        self._events.add(type(event).__name__.lower())
        if isinstance(event, Withheld):
            self._withheld.add()
        elif isinstance(event, Failed):
            self._failed.add()
        elif isinstance(event, Finished):
            self._finished(event)

    def _finished(self, event: Finished) -> None:
        answer = event.answer
        decision = answer.decision
        policy, verdict = (decision.policy, decision.verdict.value) if decision else ("", "")
        self._turns.add(answer.intent.value, policy, verdict, answer.writer.value)
        if answer.stopped:
            self._stopped.add()
        times = {part: getattr(answer.timings, part) / 1000 for part in PARTS}
        for part, seconds in {**times, "all": sum(times.values())}.items():
            self._parts.observe(seconds, part)

    def exposition(self) -> str:
        """All counters as Prometheus reads them."""
        return "".join(f"{line}\n" for one in vars(self).values() for line in one.lines())


class CountedDesk:
    """A desk whose turns are counted. It looks on without reading, so an unread answer still counts as unread."""

    def __init__(self, desk: Desk, meter: Meter) -> None:
        self._desk = desk
        self._meter = meter
        self._watches: set[asyncio.Task[None]] = set()

    async def ask(self, request: Request) -> EventLog:
        """Asks, and counts the events as they come."""
        log = await self._desk.ask(request)
        watch = asyncio.create_task(self._watch(log))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)
        return log

    async def _watch(self, log: EventLog) -> None:
        seen = 0
        while True:
            events = log.events
            for event in events[seen:]:
                self._meter.see(event)
            seen = len(events)
            if log.closed:
                return
            await asyncio.sleep(LOOK_EVERY_S)

    def log(self, owner: str, answer_id: str) -> EventLog | None:
        """The log of an answer."""
        return self._desk.log(owner, answer_id)

    async def stored(self, owner: str, answer_id: str) -> Json | None:
        """The stored answer."""
        return await self._desk.stored(owner, answer_id)

    async def cancel(self, owner: str, answer_id: str) -> None:
        """Stops an answer."""
        await self._desk.cancel(owner, answer_id)

    async def close(self) -> None:
        """Ends every turn."""
        await self._desk.close()
        for watch in self._watches:
            watch.cancel()
