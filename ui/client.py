"""The API as the page uses it: calls, streams that resume where they broke off, and errors as one kind.

Who asks is told with every call: the key of the page's environment, or the browser's token.
"""

import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from ui.sse import Event, Parser

DEFAULT_URL = "http://127.0.0.1:8000"
PLAIN_TIMEOUT = httpx.Timeout(15.0, connect=3.0)
STREAM_TIMEOUT = httpx.Timeout(300.0, connect=3.0)
RESUMES = 3
RESUME_WAIT_S = 0.5
LAST = ("done", "error")

Json = Mapping[str, Any]


class ApiError(Exception):
    """A call failed. `kind`: unreachable, key, missing, refused (the request is at fault) or broken."""

    def __init__(self, kind: str, message: str = "", code: str | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.code = code


@dataclass(frozen=True)
class Api:
    """The API for one browser. Holds no connection; cheap to make."""

    http: httpx.Client
    token: str

    def get(self, path: str, **query: str) -> Json:
        """The JSON object at a path."""
        return self._json("GET", path, params=query or None)

    def post(self, path: str, body: Json) -> Json:
        """What a call with a JSON body returns."""
        return self._json("POST", path, json=body)

    def delete(self, path: str) -> None:
        """Deletes what is at a path."""
        self._json("DELETE", path)

    def cancel(self, answer_id: str) -> None:
        """Stops an answer; one that is finished already stays as it is."""
        try:
            self.post(f"/v1/answers/{quote(answer_id, safe='')}/cancel", {})
        except ApiError as error:
            if error.kind != "refused":
                raise

    def ask(self, body: Json) -> Generator[Event, None, None]:
        """Asks, and gives the events of the answer as they come, over as many connections as it takes."""
        yield from self._whole("POST", "/v1/ask", {**body, "stream": True}, "", "")

    def follow(self, answer_id: str, after: str = "") -> Generator[Event, None, None]:
        """The events of an answer that runs or is stored, from the start or after an event's id."""
        path = f"/v1/answers/{quote(answer_id, safe='')}"
        yield from self._whole("GET", path, None, answer_id, after)

    def _whole(
        self, method: str, path: str, body: Json | None, answer_id: str, after: str
    ) -> Generator[Event, None, None]:
        for attempt in range(RESUMES + 1):
            try:
                for event in self._stream(method, path, body, after):
                    answer_id = str(event.data.get("answer_id", "")) or answer_id
                    after = event.id or after
                    yield event
                    if event.name in LAST:
                        return
                broken = ApiError("broken", "The stream ended early.")
            except ApiError as error:
                broken = error
                if error.kind not in ("unreachable", "broken") or error.code is not None:
                    raise
            if not answer_id or attempt == RESUMES:
                raise broken
            time.sleep(RESUME_WAIT_S * (attempt + 1))
            method, path, body = "GET", f"/v1/answers/{quote(answer_id, safe='')}", None

    def _stream(self, method: str, path: str, body: Json | None, after: str) -> Generator[Event, None, None]:
        headers = {**self._headers(), "accept": "text/event-stream"}
        if after and method == "GET":
            headers["last-event-id"] = after
        parser = Parser()
        try:
            with self.http.stream(method, path, json=body, headers=headers, timeout=STREAM_TIMEOUT) as response:
                if response.is_error:
                    response.read()
                    raise _refusal(response)
                for chunk in response.iter_bytes():
                    yield from parser.feed(chunk)
        except httpx.ConnectError as error:
            raise ApiError("unreachable", str(error)) from None
        except httpx.HTTPError as error:
            raise ApiError("broken", str(error)) from None

    def _json(self, method: str, path: str, **more: Any) -> Json:
        try:
            response = self.http.request(method, path, headers=self._headers(), timeout=PLAIN_TIMEOUT, **more)
        except httpx.ConnectError as error:
            raise ApiError("unreachable", str(error)) from None
        except httpx.HTTPError as error:
            raise ApiError("broken", str(error)) from None
        if response.is_error:
            raise _refusal(response)
        body = _object(response)
        if body is None and response.content:
            raise ApiError("broken", "The answer was not a JSON object.")
        return body or {}

    def _headers(self) -> dict[str, str]:
        return {"x-session-id": self.token}


def connect(url: str, key: str) -> httpx.Client:
    """A client for an address. Proxies of the environment are not used: the API is this page's own."""
    headers = {"authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=url or DEFAULT_URL, headers=headers, trust_env=False)


def _object(response: httpx.Response) -> Json | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _refusal(response: httpx.Response) -> ApiError:
    error = (_object(response) or {}).get("error")
    error = error if isinstance(error, dict) else {}
    message, code = str(error.get("message") or ""), error.get("code")
    if response.status_code == 401:
        return ApiError("key", message, code or "401")
    if response.status_code == 404:
        return ApiError("missing", message, code or "404")
    kind = "refused" if response.status_code < 500 else "broken"
    return ApiError(kind, message, code or str(response.status_code))
