"""The Slack door at /slack/events: mentions, direct messages, a slash command and buttons, each answered once.

A question is stored before Slack is told that it arrived; the answer then follows into the thread.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from service.api.errors import error_response
from service.api.ports import Assistant, Desk

if TYPE_CHECKING:
    from service.api.slack_bolt import SlackEvents

PATH = "/slack/events"
NOT_SET_UP = "Slack is not set up here: set SFT_ADVISOR_SLACK_SIGNING_SECRET and SFT_ADVISOR_SLACK_BOT_TOKEN."


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """What the Slack app needs: its signing secret, its bot token, and the address of Slack's web API."""

    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    api_url: str = "https://slack.com/api/"


class SlackDoor:
    """The door; without a configuration it says so."""

    def __init__(self, assistant: Assistant, desk: Desk, config: SlackConfig | None) -> None:
        self._assistant = assistant
        self._desk = desk
        self._config = config
        self._events: SlackEvents | None = None

    def mount(self, app: FastAPI) -> None:
        """Puts the door at its address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(PATH, self.serve, methods=["POST"])
        app.include_router(router)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serves until the block ends; answers on their way are given a moment to arrive.

        Slack's packages take a second to import, which a service without Slack is spared.
        """
        if self._config is None:
            yield
            return
        from service.api.slack_bolt import SlackEvents
        from service.api.slack_turns import SlackTurns

        async with SlackTurns(self._assistant, self._desk, self._config.bot_token, self._config.api_url) as turns:
            self._events = SlackEvents(self._config.signing_secret, self._config.bot_token, turns)
            yield
        self._events = None

    async def serve(self, request: Request) -> Response:
        """One delivery of Slack's."""
        if self._events is None:
            return error_response(NOT_SET_UP, 404, "slack_not_set_up")
        return await self._events.serve(request)
