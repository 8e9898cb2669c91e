"""The Slack door at /slack/events: mentions, direct messages, a slash command and buttons, each answered once.

A question is stored before Slack is told that it arrived; the answer then follows into the thread.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI, Request
from slack_sdk.signature import SignatureVerifier
from starlette.responses import Response

from service.api.errors import error_response
from service.api.ports import Assistant, Desk
from service.api.slack_bolt import Listeners, bolt_app, dispatch
from service.api.slack_turns import SlackTurns

logger = logging.getLogger(__name__)

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
        self._listeners: Listeners | None = None

    def mount(self, app: FastAPI) -> None:
        """Puts the door at its address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(PATH, self.serve, methods=["POST"])
        app.include_router(router)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serves until the block ends; answers on their way are given a moment to arrive."""
        if self._config is None:
            yield
            return
        async with SlackTurns(self._assistant, self._desk, self._config.bot_token, self._config.api_url) as turns:
            self._listeners = bolt_app(self._config.signing_secret, self._config.bot_token, turns)
            yield
        self._listeners = None

    async def serve(self, request: Request) -> Response:
        """One delivery of Slack's. 401 unless Slack signed it within the last five minutes."""
        if self._config is None or self._listeners is None:
            return error_response(NOT_SET_UP, 404, "slack_not_set_up")
        body = await request.body()
        if not signed(self._config.signing_secret, request, body):
            return error_response("The signature is not Slack's, or older than five minutes.", 401, "bad_signature")
        return await dispatch(self._listeners, request, body)


def signed(secret: str, request: Request, body: bytes) -> bool:
    """Whether Slack signed this body. Anything malformed is unsigned; nothing of it is logged."""
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and signature.isascii()):
        return False
    try:
        return SignatureVerifier(secret).is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False
