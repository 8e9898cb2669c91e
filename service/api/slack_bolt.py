"""slack-bolt's part: which deliveries are heard, and what each says. Nothing here asks or answers.

Messages of bots, edits and deletions are not heard. Listeners run before the acknowledgement, and only store.
"""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.responses import Response

from service.api.errors import error_response
from service.api.slack_blocks import CHOICE, choice_from
from service.api.slack_post import Place
from service.api.slack_text import incoming
from service.api.slack_turns import SlackTurns

Ack = Callable[[], Awaitable[BoltResponse]]
Json = dict[str, Any]
HEARD_SUBTYPES = {None, "file_share", "thread_broadcast"}


class SlackEvents:
    """The listeners behind the door."""

    def __init__(self, signing_secret: str, bot_token: str, turns: SlackTurns) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._app = _bolt_app(signing_secret, bot_token, turns)

    async def serve(self, request: Request) -> Response:
        """What is answered to a delivery: 401 unless Slack signed it within the last five minutes."""
        body = await request.body()
        if not self._signed(request, body):
            return error_response("The signature is not Slack's, or older than five minutes.", 401, "bad_signature")
        if not _well_formed(request.headers.get("content-type", ""), body):
            return error_response("This is no delivery of Slack's.", 400, "invalid_request")
        answered = await self._app.async_dispatch(to_async_bolt_request(request, body))
        return to_starlette_response(answered)

    def _signed(self, request: Request, body: bytes) -> bool:
        """Anything malformed is unsigned; the package would raise, or log what strangers send."""
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False


def _bolt_app(signing_secret: str, bot_token: str, turns: SlackTurns) -> AsyncApp:
    """The listeners. Authorizing needs no call to Slack, so nothing slow stands before the acknowledgement."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token)

    async def mentioned(body: Json, event: Json) -> None:
        await _message(turns, body, event)

    async def messaged(body: Json, event: Json) -> None:
        if event.get("channel_type") == "im":
            await _message(turns, body, event)

    async def commanded(ack: Ack, command: Json) -> None:
        place = Place(command["team_id"], command["user_id"], reply_url=command["response_url"])
        owner = f"slack:{place.team}:{place.user}"
        await turns.ask(f"command:{command['trigger_id']}", owner, place, incoming(command.get("text", "")))
        await ack()

    async def chosen(ack: Ack, body: Json, action: Json) -> None:
        await _choice(turns, body, action)
        await ack()

    async def passed_over(event: Json) -> None:
        """Everything else that Slack may send is taken and let go."""

    app = AsyncApp(signing_secret=signing_secret, authorize=authorize, process_before_response=True)
    app.event("app_mention")(mentioned)
    app.event("message")(messaged)
    app.command(re.compile(r".*"))(commanded)
    app.action(re.compile(rf"{CHOICE}-\d+"))(chosen)
    app.event(re.compile(r".*"))(passed_over)
    return app


async def _message(turns: SlackTurns, body: Json, event: Json) -> None:
    if event.get("bot_id") or event.get("subtype") not in HEARD_SUBTYPES or not event.get("user"):
        return
    team = body.get("team_id") or event.get("team") or ""
    thread = event.get("thread_ts") or event["ts"]
    place = Place(team, event["user"], channel=event["channel"], thread=thread)
    owner = f"slack:{team}:{place.channel}:{thread}"
    await turns.ask(f"event:{body['event_id']}", owner, place, incoming(event.get("text") or ""), resume=True)


async def _choice(turns: SlackTurns, body: Json, action: Json) -> None:
    try:
        choice = choice_from(action["value"])
    except (ValueError, KeyError):
        return
    message, channel = body.get("message") or {}, (body.get("channel") or {}).get("id")
    thread = message.get("thread_ts") or message.get("ts")
    in_thread = bool(channel and thread) and not (body.get("container") or {}).get("is_ephemeral")
    place = Place(
        (body.get("team") or {}).get("id", ""),
        (body.get("user") or {}).get("id", ""),
        channel=channel if in_thread else None,
        thread=thread if in_thread else None,
        reply_url=body.get("response_url"),
    )
    await turns.choose(f"action:{body['trigger_id']}", choice, place)


def _well_formed(content_type: str, body: bytes) -> bool:
    """Whether bolt can take the body apart: a JSON object, or a form."""
    if not content_type.startswith("application/json"):
        return True
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and isinstance(data.get("event", {}), dict)
