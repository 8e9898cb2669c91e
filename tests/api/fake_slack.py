"""A small real HTTP server that answers as Slack's web API does, and deliveries signed as Slack signs them."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI, Request

from tests.api.conftest import served

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-0123456789-fake"
Json = dict[str, Any]


@dataclass
class Call:
    """One call of the web API: its method, its arguments, and when it came."""

    method: str
    body: Json
    at: float


@dataclass
class FakeSlack:
    """`refusals` maps a method to the errors that it answers first, one a call; "*" never runs out."""

    calls: list[Call] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    url: str = ""

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/api/{method}")
        async def api(method: str, request: Request) -> Json:
            assert request.headers["authorization"] == f"Bearer {TOKEN}"
            self.calls.append(Call(method, await request.json(), time.monotonic()))
            waiting = self.refusals.get(method, [])
            if waiting:
                return {"ok": False, "error": waiting[0] if waiting[0] == "*" else waiting.pop(0)}
            return {"ok": True, "ts": f"{len(self.calls)}.000", "channel": "C1"}

        @app.post("/reply")
        async def reply(request: Request) -> str:
            self.calls.append(Call("reply", await request.json(), time.monotonic()))
            return "ok"

        return app

    def named(self, *methods: str) -> list[Json]:
        return [call.body for call in self.calls if call.method in methods]

    async def wait_for(self, method: str, number: int = 1) -> Json:
        """The body of the `number`th call of a method, once it has come."""
        for _ in range(2000):
            found = self.named(method)
            if len(found) >= number:
                return found[number - 1]
            await asyncio.sleep(0.01)
        raise AssertionError(f"no {method}: {[call.method for call in self.calls]}")


@asynccontextmanager
async def running(slack: FakeSlack) -> AsyncIterator[FakeSlack]:
    async with served(slack.app()) as service:
        slack.url = service.url
        yield slack


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


@dataclass
class Sender:
    """Slack as it calls us."""

    client: httpx.AsyncClient

    async def send(self, body: bytes, content_type: str, **headers: str) -> httpx.Response:
        now = str(int(time.time()))
        sent = {
            "content-type": content_type,
            "x-slack-request-timestamp": now,
            "x-slack-signature": signature(body, now),
            **headers,
        }
        return await self.client.post("/slack/events", content=body, headers=sent)

    async def event(self, event: Json, event_id: str = "Ev1", **headers: str) -> httpx.Response:
        body = {"type": "event_callback", "team_id": "T1", "event_id": event_id, "event": event}
        return await self.send(json.dumps(body).encode(), "application/json", **headers)

    async def form(self, fields: Json) -> httpx.Response:
        return await self.send(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def press(self, button: Json, **more: Any) -> httpx.Response:
        """Presses a button that we once sent."""
        payload = {
            "type": "block_actions",
            "trigger_id": "Tr1",
            "team": {"id": "T1"},
            "user": {"id": "U1"},
            "channel": {"id": "C1"},
            "message": {"ts": "9.000", "thread_ts": "1.000"},
            "actions": [{**button, "type": "button", "block_id": "b", "action_ts": "1"}],
            **more,
        }
        return await self.form({"payload": json.dumps(payload)})
