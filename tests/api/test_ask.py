"""Asking: plain, streamed, resumed, cancelled, read by two, and by nobody else."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from service.api.app import create_app
from service.api.sse import BEAT, with_beats
from tests.api.conftest import OTHER, SESSION, in_process, served
from tests.api.fakes import PIECES, FakeAssistant, FakeDesk

TEXT = "".join(PIECES)
STREAM = {"accept": "text/event-stream"}
Event = tuple[int, str, dict[str, Any]]


def events_in(text: str) -> list[Event]:
    found: list[Event] = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def text_of(events: list[Event]) -> str:
    return "".join(data["text"] for _, name, data in events if name == "delta")


async def ask(client: httpx.AsyncClient, question: str = "Base or Chat?", **more: Any) -> httpx.Response:
    return await client.post("/v1/ask", json={"question": question, **more})


async def test_a_question_is_answered_as_one_object(client: httpx.AsyncClient) -> None:
    response = await ask(client)
    assert response.status_code == 200
    answer = response.json()
    assert answer["text"] == TEXT
    assert answer["decision"]["verdict"] == "chat"
    again = await client.get(f"/v1/answers/{answer['answer_id']}")
    assert again.json() == answer


async def test_a_stream_has_the_contracts_events_in_order(client: httpx.AsyncClient) -> None:
    response = await ask(client, stream=True)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_in(response.text)
    names = [name for _, name, _ in events]
    assert names == ["understood", "decided", "retrieved", *["delta"] * len(PIECES), "done"]
    numbers = [number for number, _, _ in events]
    assert numbers == sorted(set(numbers))
    assert text_of(events) == events[-1][2]["text"] == TEXT


async def test_a_reader_may_come_back_at_any_number(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    """Live, and played back by a process that knows only what is stored: nothing missing, nothing twice."""
    whole = events_in((await ask(client, stream=True)).text)
    address = f"/v1/answers/{whole[0][2]['answer_id']}"
    for stored in (False, True):
        if stored:
            assistant.desk.forget()
        for number in range(whole[-1][0]):
            response = await client.get(address, headers={**STREAM, "last-event-id": str(number)})
            rest = events_in(response.text)
            heads = [event for event in whole if event[0] <= min(number, 3)]
            assert [event[1] for event in heads] + [e[1] for e in rest if e[0] <= 3] == [e[1] for e in whole[:3]]
            assert text_of(rest) == TEXT[max(number - 3, 0) :]
            assert rest[-1] == whole[-1]
        over = await client.get(address, headers={**STREAM, "last-event-id": str(whole[-1][0])})
        assert (over.status_code, over.content) == (204, b"")


@pytest.mark.parametrize("number", ["-1", "x", "²", "1e3", "9" * 5000, ""])
async def test_a_strange_last_event_id_means_from_the_start(client: httpx.AsyncClient, number: str) -> None:
    answer = (await ask(client)).json()
    headers = [(b"accept", b"text/event-stream"), (b"last-event-id", number.encode())]
    response = await client.get(f"/v1/answers/{answer['answer_id']}", headers=headers)
    assert text_of(events_in(response.text)) == TEXT


async def test_what_is_being_written_is_a_conflict_to_read_whole() -> None:
    assistant = FakeAssistant(FakeDesk(pace_s=0.2))
    async with (
        served(create_app(assistant)) as service,
        service.client.stream("POST", "/v1/ask", json={"question": "?!", "stream": True}) as response,
    ):
        assert await anext(response.aiter_lines()) == "id: 1"
        (answer_id,) = assistant.desk.logs
        early = await service.client.get(f"/v1/answers/{answer_id}")
        assert (early.status_code, early.json()["error"]["code"]) == (409, "not_finished")


async def test_two_readers_one_leaves_and_comes_back() -> None:
    assistant = FakeAssistant(FakeDesk(pace_s=0.1))
    async with served(create_app(assistant)) as service:
        async with service.client.stream("POST", "/v1/ask", json={"question": "?!", "stream": True}) as response:
            seen = ""
            async for piece in response.aiter_text():
                seen += piece
                if "event: delta" in seen:
                    break
        seen = seen[: seen.rindex("\n\n") + 2]
        left = events_in(seen)
        (answer_id,) = assistant.desk.logs
        log = assistant.desk.logs[answer_id]
        address = f"/v1/answers/{answer_id}"
        other = await service.client.get(address, headers=STREAM)
        back = await service.client.get(address, headers={**STREAM, "last-event-id": str(left[-1][0])})
        assert text_of(events_in(other.text)) == TEXT
        assert text_of(left) + text_of(events_in(back.text)) == TEXT
        assert log.readers == 0


async def test_a_reader_that_leaves_is_not_counted_any_more() -> None:
    assistant = FakeAssistant(FakeDesk(pace_s=5))
    async with served(create_app(assistant)) as service:
        async with service.client.stream("POST", "/v1/ask", json={"question": "?!", "stream": True}) as response:
            await anext(response.aiter_lines())
            (log,) = assistant.desk.logs.values()
            assert log.readers == 1
        for _ in range(100):
            if not log.readers:
                break
            await asyncio.sleep(0.02)
        assert log.readers == 0
        log.stop.set()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": "?"}),
        ("/v1/chat/completions", {"model": "sft-advisor", "messages": [{"role": "user", "content": "?"}]}),
    ],
)
async def test_a_caller_that_waits_and_leaves_is_no_reader_any_more(path: str, body: dict[str, Any]) -> None:
    assistant = FakeAssistant(FakeDesk(pace_s=5))
    async with served(create_app(assistant)) as service:
        with pytest.raises(httpx.ReadTimeout):
            await service.client.post(path, json=body, timeout=0.3)
        (log,) = assistant.desk.logs.values()
        for _ in range(100):
            if not log.readers:
                break
            await asyncio.sleep(0.02)
        assert log.readers == 0
        log.stop.set()


async def test_a_silent_line_is_kept_open() -> None:
    async def slow() -> AsyncGenerator[str, None]:
        yield "a"
        await asyncio.sleep(0.25)
        yield "b"

    pieces = [piece async for piece in with_beats(slow(), every_s=0.1)]
    assert pieces == ["a", BEAT, BEAT, "b"]
    assert events_in("".join([BEAT, 'id: 1\nevent: delta\ndata: {"text": "x"}\n\n'])) == [(1, "delta", {"text": "x"})]


async def test_cancel_keeps_what_was_said(assistant: FakeAssistant) -> None:
    assistant.desk.pace_s = 0.15
    async with served(create_app(assistant)) as service:
        async with service.client.stream("POST", "/v1/ask", json={"question": "?!", "stream": True}) as response:
            seen = ""
            async for piece in response.aiter_text():
                seen += piece
                if "event: delta" in seen and "stopping" not in seen:
                    (answer_id,) = assistant.desk.logs
                    stopped = await service.client.post(f"/v1/answers/{answer_id}/cancel")
                    assert stopped.status_code in (202, 409)
        events = events_in(seen)
        answer = events[-1][2]
        assert answer["stopped"] is True
        assert answer["text"] == text_of(events)
        assert TEXT.startswith(answer["text"])
        assert answer["text"] != TEXT
        late = await service.client.post(f"/v1/answers/{answer_id}/cancel")
        assert (late.status_code, late.json()["error"]["code"]) == (409, "already_finished")


async def test_a_turn_that_fails_is_an_error_event(assistant: FakeAssistant, client: httpx.AsyncClient) -> None:
    assistant.desk.failing = True
    events = events_in((await ask(client, stream=True)).text)
    assert events[-1][1] == "error"
    assert events[-1][2]["error"]["message"].startswith("The store went away")
    whole = await ask(client)
    assert (whole.status_code, whole.json()["error"]["type"]) == (500, "server_error")
    (first, _) = assistant.desk.logs
    again = await client.get(f"/v1/answers/{first}", headers=STREAM)
    assert events_in(again.text) == events


async def test_nobody_reads_or_stops_anothers_answer(client: httpx.AsyncClient) -> None:
    answer = (await ask(client)).json()
    address = f"/v1/answers/{answer['answer_id']}"
    for response in (
        await client.get(address, headers=OTHER),
        await client.get(address, headers={**OTHER, **STREAM}),
        await client.post(f"{address}/cancel", headers=OTHER),
        await client.post(
            "/v1/ask", json={"question": "?!", "conversation_id": answer["conversation_id"]}, headers=OTHER
        ),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


async def test_a_browser_gets_a_session_and_keeps_it(app: FastAPI) -> None:
    async with in_process(app, accept="*/*") as browser:
        first = await ask(browser)
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        second = await ask(browser, conversation_id=first.json()["conversation_id"])
        assert second.status_code == 200
        assert "set-cookie" not in second.headers
    async with in_process(app, accept="*/*") as stranger:
        assert (await ask(stranger, conversation_id=first.json()["conversation_id"])).status_code == 404
        streamed = await ask(stranger, stream=True)
        assert "set-cookie" not in streamed.headers


async def test_keys_are_asked_for_and_own_what_they_made(assistant: FakeAssistant) -> None:
    app = create_app(assistant, keys=("key-of-ann-0123456789", "key-of-bob-0123456789"))
    ann, bob = ({"authorization": f"Bearer key-of-{name}-0123456789"} for name in ("ann", "bob"))
    async with in_process(app, **SESSION) as client:
        refused = await ask(client)
        assert refused.status_code == 401
        assert refused.json()["error"]["code"] == "invalid_api_key"
        assert refused.headers["www-authenticate"] == "Bearer"
        for wrong in ("Bearer nope", "Basic key-of-ann-0123456789", "Bearer ", "Bearer ключ"):
            assert (await client.get("/v1/facts", headers=[(b"authorization", wrong.encode())])).status_code == 401
        answer = (await client.post("/v1/ask", json={"question": "?!"}, headers=ann)).json()
        address = f"/v1/answers/{answer['answer_id']}"
        assert (await client.get(address, headers=ann)).status_code == 200
        assert (await client.get(address, headers=bob)).status_code == 404
        assert (await client.get("/healthz")).status_code == 200
    assert all("key-of" not in turn.owner for turn in assistant.desk.turns)
