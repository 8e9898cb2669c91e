"""Questions from Slack as turns, and their answers on the way back. Each outside event becomes at most one turn.

A thread is an owner of its own, so its conversation is found again after a restart and no other thread can see it.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any, Self
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from service.api.ports import Assistant, Desk
from service.api.reach import apart
from service.api.reading import events_of
from service.api.slack_blocks import Choice, ending_blocks
from service.api.slack_post import Place, Post
from service.domain.answer import answer_as_json
from service.domain.events import Failed, Finished, Said
from service.errors import AdvisorError
from service.turn.eventlog import EventLog
from service.turn.request import Request

logger = logging.getLogger(__name__)

TIMEOUT_S = 10
CLOSING_S = 3.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SlackTurns:
    """Asks for Slack's users and answers them. Open as a context."""

    def __init__(self, assistant: Assistant, desk: Desk, bot_token: str, api_url: str) -> None:
        self._assistant = assistant
        self._desk = desk
        self._client = AsyncWebClient(bot_token, base_url=api_url, timeout=TIMEOUT_S)
        self._client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
        if urlsplit(api_url).hostname in LOOPBACK:
            self._client.proxy = None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._deliveries: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._deliveries:
            await asyncio.wait(self._deliveries, timeout=CLOSING_S)
        for delivery in self._deliveries:
            delivery.cancel()

    async def ask(self, event: str, owner: str, place: Place, text: str, *, resume: bool = False) -> None:
        """Stores the question and starts answering it; with `resume` in the owner's last conversation."""
        if not await apart(self._assistant.take_event, event):
            return
        lock = self._locks.setdefault(owner, asyncio.Lock())
        async with lock:
            conversation = await self._last_conversation(owner) if resume else None
            await self._begin(Request(owner, text, conversation), place)

    async def choose(self, event: str, choice: Choice, place: Place) -> None:
        """The same for a tapped option: its value is set as in a form."""
        if await apart(self._assistant.take_event, event):
            form = {choice.fact: choice.value}
            await self._begin(Request(choice.owner, choice.label, choice.conversation, form), place)

    async def _last_conversation(self, owner: str) -> str | None:
        found: list[Mapping[str, Any]] = (await apart(self._assistant.conversations, owner))["conversations"]
        return found[0]["id"] if found else None

    async def _begin(self, request: Request, place: Place) -> None:
        post = Post(self._client, place)
        try:
            log = await self._desk.ask(request)
        except AdvisorError as error:
            self._start(_refuse(post, error.message))
        else:
            self._start(_deliver(post, log))

    def _start(self, work: Any) -> None:
        delivery = asyncio.create_task(_told(work))
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._deliveries.discard)


async def _deliver(post: Post, log: EventLog) -> None:
    async with aclosing(events_of(log)) as events:
        async for event in events:
            if isinstance(event, Said):
                await post.say(event.text)
            elif isinstance(event, Failed):
                await _refuse(post, event.message)
            elif isinstance(event, Finished):
                await post.end(ending_blocks(answer_as_json(event.answer), log.owner))


async def _refuse(post: Post, message: str) -> None:
    await post.say(message)
    await post.end()


async def _told(work: Any) -> None:
    """The edge of a delivery: Slack's refusal is logged; the answer itself is stored."""
    try:
        await work
    except (SlackClientError, OSError, TimeoutError) as error:
        logger.warning("an answer could not be delivered to Slack: %s", type(error).__name__)
