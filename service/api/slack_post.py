"""One answer as a growing Slack message: a stream where the workspace has them, else a message edited at most once
in 1.2 seconds, else a reply to the address that Slack gave."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from service.api.slack_blocks import MESSAGE_MAX, Block, notice, text_blocks
from service.api.slack_text import markdown, pieces

logger = logging.getLogger(__name__)

PACE_S = 1.2
ROOM_MIN = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where to answer: a thread of a channel, or only the reply address of a command or a button."""

    team: str
    user: str
    channel: str | None = None
    thread: str | None = None
    reply_url: str | None = None


class Post:
    """A message of at most 12 000 characters; what does not fit goes on in the next one."""

    def __init__(self, client: AsyncWebClient, place: Place, pace_s: float = PACE_S) -> None:
        self._client = client
        self._place = place
        self._pace_s = pace_s
        self._streams = True
        self._timestamp: str | None = None
        self._shown, self._waiting = "", ""
        self._sent_at = float("-inf")

    async def say(self, text: str) -> None:
        """Text that comes next; sent when the pace allows it."""
        self._waiting += text
        if self._place.channel is not None and time.monotonic() - self._sent_at >= self._pace_s:
            await self._flush()

    async def end(self, blocks: Sequence[Block] = ()) -> None:
        """All that is left, and what stands below it."""
        if self._place.channel is None:
            await self._reply(blocks)
            return
        await self._flush()
        await self._close(blocks)

    async def _flush(self) -> None:
        while self._waiting:
            room = MESSAGE_MAX - len(self._shown)
            if len(self._waiting) > room < ROOM_MIN:
                await self._close(())
                self._timestamp, self._shown, room = None, "", MESSAGE_MAX
            part = pieces(self._waiting, room)[0]
            self._shown += part
            self._waiting = self._waiting[len(part) :]
            await self._send(part)

    async def _send(self, part: str) -> None:
        try:
            if not self._streams:
                await self._edit()
            elif self._timestamp is None:
                await self._start(part)
            else:
                await self._client.chat_appendStream(
                    channel=self._channel, ts=self._timestamp, markdown_text=markdown(part)
                )
        except SlackClientError as error:
            if not self._streams:
                raise
            logger.info("no stream here (%s); editing a message instead", _reason(error))
            self._streams = False
            await self._edit()
        self._sent_at = time.monotonic()

    async def _start(self, part: str) -> None:
        place = self._place
        started = await self._client.chat_startStream(
            channel=self._channel,
            thread_ts=place.thread or "",
            recipient_team_id=place.team,
            recipient_user_id=place.user,
            markdown_text=markdown(part),
        )
        self._timestamp = str(started["ts"])

    async def _edit(self, blocks: Sequence[Block] = ()) -> None:
        """The whole text so far, in a new message or in place of the old one."""
        everything = [*text_blocks(self._shown), *blocks]
        text = notice(self._shown)
        if self._timestamp is not None:
            await asyncio.sleep(max(0.0, self._sent_at + self._pace_s - time.monotonic()))
            await self._client.chat_update(channel=self._channel, ts=self._timestamp, text=text, blocks=everything)
        else:
            sent = await self._client.chat_postMessage(
                channel=self._channel,
                thread_ts=self._place.thread,
                text=text,
                blocks=everything,
                unfurl_links=False,
                unfurl_media=False,
            )
            self._timestamp = str(sent["ts"])
        self._sent_at = time.monotonic()

    async def _close(self, blocks: Sequence[Block]) -> None:
        if self._streams and self._timestamp is not None:
            try:
                await self._client.chat_stopStream(
                    channel=self._channel, ts=self._timestamp, blocks=list(blocks) or None
                )
            except SlackClientError as error:
                logger.info("the stream ended before its time (%s); editing its message", _reason(error))
            else:
                return
        if blocks or self._streams:
            await self._edit(blocks)

    async def _reply(self, blocks: Sequence[Block]) -> None:
        """The answer at once, to the reply address; Slack takes up to five such messages."""
        if self._place.reply_url is None:
            return
        webhook = AsyncWebhookClient(self._place.reply_url, proxy=self._client.proxy)
        parts = pieces(self._waiting, MESSAGE_MAX)[:5]
        for number, part in enumerate(parts, 1):
            below = list(blocks) if number == len(parts) else []
            await webhook.send(
                text=notice(part),
                blocks=[*text_blocks(part), *below],
                response_type="ephemeral",
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
            )

    @property
    def _channel(self) -> str:
        return self._place.channel or ""


def _reason(error: SlackClientError) -> str:
    response = getattr(error, "response", None)
    return str(response.get("error")) if response is not None else type(error).__name__
