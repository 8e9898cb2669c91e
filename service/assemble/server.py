"""Serves the assistant over HTTP with uvicorn, until the process is told to stop."""

import asyncio
import gc
import logging
from collections.abc import Callable
from socket import socket

import uvicorn
from fastapi import FastAPI

from service.api.app import create_app
from service.api.slack import SlackConfig
from service.assemble.house import House
from service.settings import Settings

logger = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """Calls back once it listens."""

    def __init__(self, app: FastAPI, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._when_ready = when_ready
        self._greeting: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Starts, then greets without holding up requests."""
        await super().startup(sockets)
        self._greeting = asyncio.create_task(asyncio.to_thread(self._when_ready))

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Ends open streams first, so that stopping does not wait for their readers."""
        await self._app.state.close()
        await super().shutdown(sockets)


def serve(house: House, grace_s: int, when_ready: Callable[[], None] = lambda: None) -> None:
    """Serves until Ctrl-C or SIGTERM; open streams then get `grace_s` seconds to end."""
    settings = house.settings
    keys = tuple(key.get_secret_value() for key in settings.api_keys)
    house.voices.start()
    left = asyncio.run(house.assistant.finish_left_over())
    if left:
        logger.warning("finished %d answers that an earlier run left unfinished", left)
    gc.freeze()  # what was loaded stays; looking through it again and again would hold up answers
    app = create_app(house.assistant, keys=keys, body_limit=settings.body_limit, slack=_slack(settings))
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_graceful_shutdown=grace_s,
        server_header=False,
    )
    _Server(app, config, when_ready).run()


def _slack(settings: Settings) -> SlackConfig | None:
    """The Slack app's configuration, where both secrets are set."""
    if settings.slack_signing_secret is None or settings.slack_bot_token is None:
        return None
    return SlackConfig(
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_bot_token.get_secret_value(),
        settings.slack_api_url,
    )
