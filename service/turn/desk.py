"""The desk: runs turns in the background, so that generation belongs to the service and not to a connection.

Turns of one conversation are answered one after the other. An answer that nobody reads is ended by the composer.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from service.domain.answer import answer_as_json
from service.domain.events import Failed, Finished
from service.errors import AdvisorError, Conflict
from service.turn.eventlog import EventLog
from service.turn.request import Admitted, Request
from service.turn.run import Parts, admit, run_turn

logger = logging.getLogger(__name__)

KEPT_LOGS = 512
WATCH_EVERY_S = 1.0


class Desk:
    """Takes requests, runs them, and hands out their event logs. One a process; lives on one event loop."""

    def __init__(self, parts: Parts, unread_s: float = 30.0) -> None:
        self.parts = parts
        self._unread_s = unread_s
        self._logs: OrderedDict[str, EventLog] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._queues: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    async def ask(self, request: Request) -> EventLog:
        """Stores the turn, starts it, and returns its log. Raises BadInput and NotFound."""
        admitted = await admit(self.parts, request)
        log = EventLog(request.owner, admitted.turn.answer_id, admitted.conversation_id)
        self._logs[log.answer_id] = log
        self._forget_old_logs()
        self._start(self._answer(admitted, log))
        self._start(self._watch(log))
        return log

    async def answer(self, request: Request) -> Mapping[str, Any]:
        """The whole answer as JSON. Raises what the turn raised."""
        log = await self.ask(request)
        async for _, event in log.read():
            if isinstance(event, Finished):
                return answer_as_json(event.answer)
            if isinstance(event, Failed):
                raise AdvisorError(event.message)
        raise AdvisorError("The turn ended without an answer; try again.")

    def log(self, owner: str, answer_id: str) -> EventLog | None:
        """The log of an answer of this owner that this process still holds."""
        log = self._logs.get(answer_id)
        return log if log is not None and log.owner == owner else None

    async def stored(self, owner: str, answer_id: str) -> Mapping[str, Any] | None:
        """The stored answer, or None while it is being written. Raises NotFound."""
        _, turn = await asyncio.to_thread(self.parts.store.answer, owner, answer_id)
        return turn.answer

    async def cancel(self, owner: str, answer_id: str) -> None:
        """Stops an answer's generation; what was said stays. Raises NotFound, or Conflict when it is done."""
        log = self.log(owner, answer_id)
        if log is None:
            await asyncio.to_thread(self.parts.store.answer, owner, answer_id)
            raise Conflict("This answer is finished already.", code="already_finished")
        if log.closed:
            raise Conflict("This answer is finished already.", code="already_finished")
        log.stop.set()

    async def close(self) -> None:
        """Lets what is being written be finished by the composer, then ends every task."""
        for log in self._logs.values():
            log.hurry.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, admitted: Admitted, log: EventLog) -> None:
        conversation = admitted.conversation_id
        lock = self._queues.setdefault(conversation, asyncio.Lock())
        self._waiting[conversation] = self._waiting.get(conversation, 0) + 1
        try:
            async with lock:
                async for event in run_turn(self.parts, admitted, stop=log.stop, hurry=log.hurry):
                    await log.append(event)
        except AdvisorError as error:
            await log.append(Failed(error.message))
        except Exception:
            logger.exception("turn %s failed", log.answer_id)
            await log.append(Failed("Something went wrong inside the service; the question is kept, try again."))
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._queues[conversation]

    async def _watch(self, log: EventLog) -> None:
        """Hurries an answer on when nobody has read it for a while."""
        unread = 0.0
        step = min(WATCH_EVERY_S, self._unread_s)
        while not log.closed and not log.hurry.is_set():
            await asyncio.sleep(step)
            unread = 0.0 if log.readers else unread + step
            if unread >= self._unread_s:
                log.hurry.set()

    def _forget_old_logs(self) -> None:
        for answer_id in [key for key, log in self._logs.items() if log.closed][:-KEPT_LOGS]:
            del self._logs[answer_id]
