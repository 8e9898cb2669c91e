"""A small real HTTP server that answers as the API does, from recorded JSON, and can be slow, closed or broken.

An answer is written by a thread of its own into a log, as in the service: readers come and go.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

RECORDED = Path(__file__).parent / "recorded"
Json = dict[str, Any]


def recorded(name: str) -> Json:
    """A JSON object that the real API once sent."""
    body: Json = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    return body


@dataclass
class Log:
    """The events of one answer, numbered as the service numbers them."""

    answer: Json
    events: list[tuple[int, str, Json]] = field(default_factory=list)
    grown: threading.Condition = field(default_factory=threading.Condition)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def closed(self) -> bool:
        return bool(self.events) and self.events[-1][1] in ("done", "error")

    def add(self, number: int, name: str, data: Json) -> None:
        with self.grown:
            self.events.append((number, name, data))
            self.grown.notify_all()

    def read(self, after: int) -> Iterator[bytes]:
        position = 0
        while True:
            with self.grown:
                self.grown.wait_for(lambda at=position: len(self.events) > at or self.closed, timeout=30)  # type: ignore[misc]
                fresh = self.events[position:]
            for number, name, data in fresh:
                position += 1
                if number > after:
                    text = json.dumps(data, ensure_ascii=False)
                    yield f"id: {number}\nevent: {name}\ndata: {text}\n\n".encode()
            if self.closed and position >= len(self.events):
                return


@dataclass
class FakeApi:
    """What the server holds and how it behaves. `by_word` picks an answer by a word of the question."""

    by_word: Mapping[str, str]
    piece: int = 40
    pause_s: float = 0.0
    key: str | None = None
    refuse: tuple[int, str, str] | None = None
    fail_turn: str | None = None
    cut_streams: int = 0
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    conversations: dict[str, list[Json]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    logs: dict[str, Log] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def asked(self) -> list[Json]:
        """The bodies of the questions asked so far."""
        return [body for method, path, body in self.calls if (method, path) == ("POST", "/v1/ask")]

    def begin(self, body: Json, owner: str) -> Log:
        name = next(name for word, name in self.by_word.items() if word in body["question"])
        conversation = body.get("conversation_id") or f"conversation-{len(self.conversations) + 1}"
        answer = {**recorded(name), "answer_id": f"answer-{len(self.logs) + 1}", "conversation_id": conversation}
        log = self.logs[answer["answer_id"]] = Log(answer)
        turn = {"answer_id": answer["answer_id"], "question": body["question"], "facts": {}, "answer": None}
        self.conversations.setdefault(conversation, []).append(turn)
        self.owners[conversation] = owner
        threading.Thread(target=self._write, args=(log, turn), daemon=True).start()
        return log

    def _write(self, log: Log, turn: Json) -> None:
        answer = log.answer
        heads = ("answer_id", "conversation_id", "language", "intent", "facts")
        log.add(1, "understood", {key: answer[key] for key in heads})
        log.add(2, "decided", {key: answer[key] for key in ("decision", "second_opinion")})
        log.add(3, "retrieved", {"citations": answer["citations"]})
        text, said = answer["text"], 0
        while said < len(text) and not log.stop.is_set():
            piece = text[said : said + self.piece]
            said += len(piece)
            log.add(3 + said, "delta", {"text": piece})
            if self.pause_s:
                time.sleep(self.pause_s)
            if said > len(text) / 2:
                self.gate.wait(20)
        if self.fail_turn:
            log.add(5 + said, "error", {"error": {"message": self.fail_turn, "type": "server_error"}})
            return
        if log.stop.is_set():
            answer.update(stopped=True, text=text[:said])
        turn["answer"] = answer
        log.add(5 + said, "done", answer)


class Handler(BaseHTTPRequestHandler):
    """One request. Streams end with the connection, as HTTP/1.0 has it."""

    api: FakeApi

    def log_message(self, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def _answer(self, method: str) -> None:
        api, path = self.api, urlsplit(self.path).path
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        api.calls.append((method, path, body))
        api.headers.append(dict(self.headers))
        if api.key and self.headers.get("authorization") != f"Bearer {api.key}":
            self._error(401, "A key is needed: send it as `Authorization: Bearer KEY`.", "invalid_api_key")
        elif api.refuse and path == "/v1/ask":
            self._error(*api.refuse)
        elif (method, path) == ("POST", "/v1/ask"):
            self._stream(api.begin(body or {}, self.headers.get("x-session-id", "")), 0)
        else:
            parts = path.removeprefix("/v1/").split("/")
            self._get(parts) if method == "GET" else self._change(method, parts)

    def _owns(self, conversation: str) -> bool:
        owner = self.headers.get("x-session-id", "")
        return conversation in self.api.conversations and self.api.owners[conversation] == owner

    def _get(self, parts: list[str]) -> None:
        api = self.api
        match parts:
            case ["facts"]:
                self._json(recorded("facts"))
            case ["policies", policy]:
                self._json(recorded(f"policy_{policy}"))
            case ["conversations"]:
                made = [
                    {"id": name, "title": turns[0]["question"], "created": 0.0, "updated": 0.0}
                    for name, turns in reversed(api.conversations.items())
                    if self._owns(name)
                ]
                self._json({"conversations": made})
            case ["conversations", name] if self._owns(name):
                self._json({"id": name, "turns": api.conversations[name]})
            case ["answers", name] if name in api.logs:
                self._stream(api.logs[name], int(self.headers.get("last-event-id") or 0))
            case ["receipts", name]:
                self._json({"receipt": name, "same": True, "differs": []})
            case _:
                self._error(404, f"There is nothing at {self.path}.", "not_found")

    def _change(self, method: str, parts: list[str]) -> None:
        api = self.api
        match method, parts:
            case "DELETE", ["conversations", name] if self._owns(name):
                del api.conversations[name]
                self._json({"id": name, "deleted": True})
            case "POST", ["answers", name, "cancel"] if name in api.logs:
                if api.logs[name].closed:
                    self._error(409, "This answer is finished already.", "already_finished")
                    return
                api.logs[name].stop.set()
                api.gate.set()
                self._json({"answer_id": name, "status": "stopping"}, 202)
            case "POST", ["feedback"]:
                self._json({"answer_id": "", "thumb": "up"})
            case _:
                self._error(404, f"There is nothing at {self.path}.", "not_found")

    def _stream(self, log: Log, after: int) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        try:
            for sent, event in enumerate(log.read(after)):
                if self.api.cut_streams and sent == 4:
                    self.api.cut_streams -= 1
                    self.wfile.write(event[: len(event) // 2])
                    return
                self.wfile.write(event)
                self.wfile.flush()
        except OSError:
            return

    def _json(self, body: Json, status: int = 200) -> None:
        sent = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def _error(self, status: int, message: str, code: str) -> None:
        self._json({"error": {"message": message, "type": "error", "param": None, "code": code}}, status)


class Server(ThreadingHTTPServer):
    """Ends without waiting for streams that are still read."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that leaves is no error."""


@contextmanager
def running(api: FakeApi) -> Iterator[FakeApi]:
    """The API on a free port of this machine."""
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"api": api}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    api.gate.set()
    api.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield api
    finally:
        api.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
