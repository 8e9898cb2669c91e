"""The client against a real server: streams that resume, errors of each kind, and who asks."""

import time
from collections.abc import Iterator

import pytest

from tests.ui.fake_api import FakeApi, running
from ui import client
from ui.client import Api, ApiError, connect
from ui.sse import Event
from ui.state import Ask, Live

TOKEN = "t" * 43


@pytest.fixture
def calls(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setattr(client, "RESUME_WAIT_S", 0.0)
    with connect(api.address, "") as http:
        yield Api(http, TOKEN)


def whole(events: Iterator[Event]) -> Live:
    live = Live(Ask("q"))
    for event in events:
        live.take(event)
    return live


def test_an_answer_is_received_in_the_order_of_the_contract(api: FakeApi, calls: Api) -> None:
    names = [event.name for event in calls.ask({"question": "医学摘要"})]
    assert [name for at, name in enumerate(names) if name != names[at - 1]] == [
        "understood", "decided", "retrieved", "delta", "done",
    ]  # fmt: skip
    assert api.asked() == [{"question": "医学摘要", "stream": True}]
    assert {head.get("x-session-id") or head.get("X-Session-Id") for head in api.headers} == {TOKEN}


def test_a_cut_stream_is_taken_up_where_it_broke(api: FakeApi, calls: Api) -> None:
    api.cut_streams, api.piece = 2, 5
    live = whole(calls.ask({"question": "医学摘要"}))
    assert live.done is not None
    assert live.text == live.done["text"]
    assert len(api.asked()) == 1, "a question is asked once, however often the stream breaks"
    resumed = [head for head in api.headers if "last-event-id" in {name.lower() for name in head}]
    assert len(resumed) == 2


def test_a_stream_that_never_holds_is_given_up(api: FakeApi, calls: Api) -> None:
    api.cut_streams = 99
    api.piece = 1
    with pytest.raises(ApiError) as caught:
        whole(calls.ask({"question": "医学摘要"}))
    assert caught.value.kind == "broken"
    assert len(api.calls) == 1 + client.RESUMES


def test_following_from_an_event_gives_the_rest_only(api: FakeApi, calls: Api) -> None:
    events = list(calls.ask({"question": "医学摘要"}))
    answer_id = str(events[0].data["answer_id"])
    for at in (0, 3, len(events) - 2):
        assert list(calls.follow(answer_id, events[at].id)) == events[at + 1 :]
    assert list(calls.follow(answer_id)) == events


def test_events_that_come_again_do_not_double_the_text(calls: Api) -> None:
    events = list(calls.ask({"question": "医学摘要"}))
    live = whole(iter(events[:6] + events))
    assert live.done is not None
    assert live.text == live.done["text"]


def test_cancelling_stops_the_answer_and_keeps_what_was_said(api: FakeApi, calls: Api) -> None:
    api.piece, api.pause_s = 2, 0.02
    live = Live(Ask("q"))
    for event in calls.ask({"question": "医学摘要"}):
        live.take(event)
        if event.name == "delta" and len(live.text) > 8:
            calls.cancel(live.answer_id)
    assert live.done is not None
    assert live.done["stopped"] is True
    assert live.done["text"] == live.text
    calls.cancel(live.answer_id)  # finished already: no error


def test_errors_are_told_apart(api: FakeApi, calls: Api) -> None:
    with pytest.raises(ApiError) as missing:
        calls.get("/v1/conversations/none")
    assert missing.value.kind == "missing"
    api.refuse = (400, "The question is empty.", "invalid_request")
    with pytest.raises(ApiError) as refused:
        list(calls.ask({"question": " "}))
    assert (refused.value.kind, refused.value.message) == ("refused", "The question is empty.")
    api.refuse = (503, "The database does not answer.", "unavailable")
    with pytest.raises(ApiError) as broken:
        list(calls.ask({"question": "x"}))
    assert (broken.value.kind, len(api.asked())) == ("broken", 2)
    api.key = "a-real-key-of-the-api"
    with pytest.raises(ApiError) as key:
        calls.get("/v1/facts")
    assert key.value.kind == "key"
    with connect(api.address, api.key) as http:
        assert Api(http, TOKEN).get("/v1/facts")["facts"]


def test_nobody_at_the_address() -> None:
    with running(FakeApi({})) as gone:
        address = gone.address
    with connect(address, "") as http:
        started = time.monotonic()
        for call in (lambda: Api(http, TOKEN).get("/v1/facts"), lambda: list(Api(http, TOKEN).ask({"question": "x"}))):
            with pytest.raises(ApiError) as caught:
                call()
            assert caught.value.kind == "unreachable"
        assert time.monotonic() - started < 3
