"""Slack for real: signed deliveries into the app, a web API on loopback for what goes out."""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from service.api.app import create_app
from service.api.slack import SlackConfig
from service.api.slack_post import Place, Post
from service.errors import Unavailable
from tests.api.conftest import in_process
from tests.api.fake_slack import SECRET, TOKEN, FakeSlack, Sender, running, signature
from tests.api.fakes import PIECES, FakeAssistant

TEXT = "".join(PIECES)
MENTION = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.000", "text": "<@UBOT> Base or Chat?"}
DIRECT = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "2.000", "text": "客服?"}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running(FakeSlack()) as fake:
        yield fake


@pytest.fixture
async def sender(slack: FakeSlack, assistant: FakeAssistant) -> AsyncIterator[Sender]:
    config = SlackConfig(SECRET, TOKEN, f"{slack.url}/api/")
    async with in_process(create_app(assistant, slack=config)) as client:
        yield Sender(client)


def buttons_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for block in body["blocks"] if block["type"] == "actions" for item in block["elements"]]


async def test_a_mention_is_answered_in_its_thread(sender: Sender, slack: FakeSlack, assistant: FakeAssistant) -> None:
    response = await sender.event(MENTION)
    assert response.status_code == 200
    assert [turn.question for turn in assistant.desk.turns] == ["Base or Chat?"], "stored before it is acknowledged"
    started = await slack.wait_for("chat.startStream")
    assert (started["channel"], started["thread_ts"]) == ("C1", "1.000")
    assert (started["recipient_team_id"], started["recipient_user_id"]) == ("T1", "U1")
    stopped = await slack.wait_for("chat.stopStream")
    said = started["markdown_text"] + "".join(body["markdown_text"] for body in slack.named("chat.appendStream"))
    assert said == TEXT
    assert [button["text"]["text"] for button in buttons_in(stopped)] == ["Yes, dialogue matters", "No"]
    assert "<https://example.org/a?b=1&amp;c=2|Chat by default>" in stopped["blocks"][0]["elements"][0]["text"]


async def test_a_direct_message_is_answered_in_its_thread(sender: Sender, slack: FakeSlack) -> None:
    await sender.event(DIRECT)
    started = await slack.wait_for("chat.startStream")
    assert (started["channel"], started["thread_ts"]) == ("D1", "2.000")


async def test_a_thread_is_one_conversation_and_its_own(
    sender: Sender, slack: FakeSlack, assistant: FakeAssistant
) -> None:
    await sender.event(MENTION, "Ev1")
    await slack.wait_for("chat.stopStream")
    await sender.event({**MENTION, "ts": "3.000", "thread_ts": "1.000", "text": "<@UBOT> summaries"}, "Ev2")
    await sender.event({**MENTION, "ts": "4.000"}, "Ev3")
    await slack.wait_for("chat.stopStream", 3)
    assert [turn.conversation for turn in assistant.desk.turns] == ["c1", "c1", "c3"]
    assert len({turn.owner for turn in assistant.desk.turns}) == 2


async def test_a_retry_is_answered_once_even_by_a_new_process(
    sender: Sender, slack: FakeSlack, assistant: FakeAssistant
) -> None:
    retry = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    responses = await asyncio.gather(*(sender.event(MENTION, **retry) for _ in range(4)))
    assert {response.status_code for response in responses} == {200}
    config = SlackConfig(SECRET, TOKEN, f"{slack.url}/api/")
    async with in_process(create_app(assistant, slack=config)) as client:
        assert (await Sender(client).event(MENTION, **retry)).status_code == 200
    await slack.wait_for("chat.stopStream")
    assert len(assistant.desk.turns) == 1


@pytest.mark.parametrize(
    "event",
    [
        {**DIRECT, "bot_id": "B1"},
        {**MENTION, "bot_id": "B1"},
        {**DIRECT, "subtype": "bot_message"},
        {**DIRECT, "subtype": "message_changed"},
        {**DIRECT, "subtype": "message_deleted", "user": None},
        {**DIRECT, "channel_type": "channel"},
        {"type": "reaction_added", "user": "U1", "item": {}},
        {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"},
    ],
)
async def test_what_is_no_question_is_taken_and_let_go(
    sender: Sender, slack: FakeSlack, assistant: FakeAssistant, event: dict[str, Any]
) -> None:
    assert (await sender.event(event)).status_code == 200
    assert not assistant.desk.turns
    assert not slack.calls


async def test_only_slack_is_believed(sender: Sender, assistant: FakeAssistant) -> None:
    body, now = b'{"type": "event_callback"}', str(int(time.time()))
    old, soon = str(int(time.time()) - 301), str(int(time.time()) + 302)
    for timestamp, signed in (
        (now, signature(body, now, "another-secret")),
        (now, signature(b"another body", now)),
        (now, ""),
        (now, "v0="),
        (now, "v0=é"),
        (old, signature(body, old)),
        (soon, signature(body, soon)),
        ("yesterday", signature(body, "yesterday")),
        ("", signature(body, "")),
        ("-1", signature(body, "-1")),
        ("٣" * 10, signature(body, "٣" * 10)),
        ("9" * 5000, signature(body, "9" * 5000)),
    ):
        headers = [
            (b"content-type", b"application/json"),
            (b"x-slack-request-timestamp", timestamp.encode()),
            (b"x-slack-signature", signed.encode()),
        ]
        response = await sender.client.post("/slack/events", content=body, headers=headers)
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "bad_signature"
    unsigned = await sender.client.post("/slack/events", content=body)
    assert unsigned.status_code == 401
    assert not assistant.desk.turns


async def test_the_address_is_verified(sender: Sender) -> None:
    response = await sender.send(b'{"type": "url_verification", "challenge": "c-1"}', "application/json")
    assert (response.status_code, response.json()) == (200, {"challenge": "c-1"})


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"{", b"null", b'{"event": []}', b"[" * 100_000])
async def test_signed_garbage_is_refused(sender: Sender, body: bytes) -> None:
    assert (await sender.send(body, "application/json")).status_code == 400


async def test_an_option_is_tapped_once(sender: Sender, slack: FakeSlack, assistant: FakeAssistant) -> None:
    await sender.event(MENTION)
    button = buttons_in(await slack.wait_for("chat.stopStream"))[1]
    responses = [await sender.press(button), await sender.press(button)]
    assert {response.status_code for response in responses} == {200}
    again = await slack.wait_for("chat.startStream", 2)
    assert again["thread_ts"] == "1.000"
    first, second = assistant.desk.turns
    assert (second.conversation, second.owner) == (first.conversation, first.owner)
    assert (second.question, second.form) == ("No", {"dialogue": "no"})


async def test_a_button_of_somebody_else_is_let_go(sender: Sender, assistant: FakeAssistant) -> None:
    for value in ("", "{", "[]", '{"owner": "key:1"}', "7"):
        pressed = await sender.press({"action_id": "sft-advisor-choice-0", "value": value})
        assert pressed.status_code == 200
    assert not assistant.desk.turns


async def test_a_command_is_answered_to_its_asker(sender: Sender, slack: FakeSlack, assistant: FakeAssistant) -> None:
    fields = {
        "command": "/sft",
        "text": "客服用 Base &amp; Chat?",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
    }
    fields |= {"channel_id": "C1", "trigger_id": "Tr0", "response_url": f"{slack.url}/reply"}
    assert (await sender.form(fields)).status_code == 200
    assert assistant.desk.turns[0].question == "客服用 Base & Chat?"
    reply = await slack.wait_for("reply")
    assert reply["response_type"] == "ephemeral"
    assert reply["blocks"][0]["text"]["text"].startswith("*Start from Chat.*")
    button = buttons_in(reply)[0]
    pressed = await sender.press(
        button, message=None, container={"is_ephemeral": True}, response_url=f"{slack.url}/reply"
    )
    assert pressed.status_code == 200
    await slack.wait_for("reply", 2)
    assert len({turn.conversation for turn in assistant.desk.turns}) == 1
    assert {call.method for call in slack.calls} == {"reply"}


async def test_without_streams_a_message_is_edited_at_most_once_in_its_pace(
    sender: Sender, slack: FakeSlack, assistant: FakeAssistant
) -> None:
    slack.refusals["chat.startStream"] = ["unknown_method"]
    assistant.desk.pace_s = 0.5
    await sender.event(MENTION)
    for _ in range(600):
        updates = slack.named("chat.update")
        if updates and buttons_in(updates[-1]):
            break
        await asyncio.sleep(0.01)
    posted, *_ = slack.named("chat.postMessage")
    assert (posted["thread_ts"], posted["unfurl_links"], posted["unfurl_media"]) == ("1.000", False, False)
    writes = [call.at for call in slack.calls if call.method in ("chat.postMessage", "chat.update")]
    assert min(later - earlier for earlier, later in pairwise(writes)) >= 1.15
    assert len(writes) <= 4
    final = "".join(block["text"]["text"] for block in updates[-1]["blocks"] if block["type"] == "section")
    assert final == "*Start from Chat.* It holds dialogue [1].\n\n• first\n• 第二点。"


async def test_a_stream_that_dies_is_finished_as_an_edited_message(sender: Sender, slack: FakeSlack) -> None:
    slack.refusals["chat.stopStream"] = ["message_not_in_streaming_state"]
    await sender.event(MENTION)
    update = await slack.wait_for("chat.update")
    assert update["ts"] == "1.000"
    assert buttons_in(update)


async def test_what_cannot_be_asked_is_said_in_the_thread(
    sender: Sender, slack: FakeSlack, assistant: FakeAssistant
) -> None:
    assert (await sender.event({**MENTION, "text": "<@UBOT>"})).status_code == 200
    assert (await slack.wait_for("chat.startStream"))["markdown_text"].startswith("The question is empty")
    assistant.desk.refusing = Unavailable("The database does not answer; nothing was lost, try again.")
    await sender.event(MENTION, "Ev2")
    assert (await slack.wait_for("chat.startStream", 2))["markdown_text"].startswith("The database does not answer")


async def test_slack_being_down_loses_no_answer(
    sender: Sender, slack: FakeSlack, assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    slack.refusals = {method: ["fatal_error"] * 9 for method in ("chat.startStream", "chat.postMessage")}
    assert (await sender.event(MENTION)).status_code == 200
    await slack.wait_for("chat.postMessage")
    await asyncio.sleep(0.1)
    assert "could not be delivered" in caplog.text
    assert TOKEN not in caplog.text
    assert assistant.desk.turns[0].answer is not None


async def test_the_acknowledgement_waits_for_no_call_to_slack(sender: Sender, slack: FakeSlack) -> None:
    begun = time.monotonic()
    await sender.event(MENTION)
    assert time.monotonic() - begun < 2.5
    assert not slack.named("auth.test")


@pytest.mark.parametrize("streams", [True, False])
async def test_more_than_a_message_holds_goes_on_in_the_next(slack: FakeSlack, streams: bool) -> None:
    slack.refusals["chat.startStream"] = [] if streams else ["missing_scope"]
    client = AsyncWebClient(TOKEN, base_url=f"{slack.url}/api/")
    client.proxy = None
    post = Post(client, Place("T1", "U1", "C1", "1.000"), pace_s=0.05)
    text = "数一数二。" * 5_000
    await post.say(text[:500])
    await post.say(text[500:])
    await post.end([{"type": "divider"}])
    if streams:
        sent = [call.body.get("markdown_text", "") for call in slack.calls]
        assert "".join(sent) == text
        assert len(slack.named("chat.startStream")) == len(slack.named("chat.stopStream")) == 3
        assert slack.calls[-1].body["blocks"] == [{"type": "divider"}]
    else:
        final: dict[str, str] = {}
        for number, call in enumerate(slack.calls, 1):
            if call.method in ("chat.postMessage", "chat.update"):
                shown = "".join(block["text"]["text"] for block in call.body["blocks"] if "text" in block)
                final[call.body.get("ts", f"{number}.000")] = shown
        assert "".join(final.values()) == text
        assert all(len(shown) <= 12_000 for shown in final.values())
        assert slack.calls[-1].body["blocks"][-1] == {"type": "divider"}


def test_secrets_are_not_shown() -> None:
    shown = repr(SlackConfig(SECRET, TOKEN))
    assert SECRET not in shown
    assert TOKEN not in shown
