"""What surrounds the calls: abilities, what is kept, health, metrics, docs, headers, and an orderly end."""

import asyncio
import re
import subprocess
import sys
import time

import httpx
import pytest
from fastapi import FastAPI

from service.api.app import create_app
from tests.api.conftest import OTHER, in_process, served
from tests.api.fakes import FakeAssistant, FakeDesk


async def test_the_abilities_are_called_as_asked(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    for path, body, expected in (
        ("decide", {"facts": {"dialogue": "yes"}}, {"verdict": "chat", "policy": "guide", "language": "en"}),
        ("decide", {"facts": {}, "policy": "field", "language": "zh"}, {"policy": "field", "language": "zh"}),
        ("extract", {"text": "客服", "language": "zh"}, {"of": "客服", "language": "zh"}),
        (
            "search",
            {"query": "客服"},
            {"results": [{"entry": "default-chat", "query": "客服", "top": 8, "status": None}]},
        ),
        ("memory", {"parameters_b": 7, "gpus": [{"memory_gb": 24}]}, {"parameters_b": 7.0, "method": "lora"}),
    ):
        response = await client.post(f"/v1/{path}", json=body)
        assert response.status_code == 200
        assert expected.items() <= response.json().items()
    for path, key in (
        ("facts", "facts"),
        ("catalogue", "models"),
        ("policies", "policies"),
        ("policies/guide", "rules"),
    ):
        assert key in (await client.get(f"/v1/{path}")).json()


async def test_what_is_kept_belongs_to_its_maker(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    answer = (await client.post("/v1/ask", json={"question": "?!"})).json()
    receipt = (await client.post("/v1/decide", json={"facts": {}})).json()["receipt"]
    conversation = f"/v1/conversations/{answer['conversation_id']}"
    thumb = {"answer_id": answer["answer_id"], "thumb": "down", "reason": "wrong", "comment": "为什么？"}
    assert (await client.get("/v1/conversations", headers=OTHER)).json() == {"conversations": []}
    for refused in (
        await client.get(conversation, headers=OTHER),
        await client.delete(conversation, headers=OTHER),
        await client.get(f"/v1/receipts/{receipt}", headers=OTHER),
        await client.post("/v1/feedback", json=thumb, headers=OTHER),
    ):
        assert refused.status_code == 404
    assert (await client.get(f"/v1/receipts/{receipt}")).json()["same"] is True
    assert (await client.post("/v1/feedback", json=thumb)).status_code == 200
    assert assistant.thumbs[0][1:] == (answer["answer_id"], "down", "wrong", "为什么？")
    assert [item["id"] for item in (await client.get("/v1/conversations")).json()["conversations"]] == ["c1"]
    assert (await client.get(conversation)).json()["turns"][0]["question"] == "?!"
    assert (await client.delete(conversation)).json() == {"id": "c1", "deleted": True}
    assert (await client.get(conversation)).status_code == 404


async def test_health(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]["store"]["ok"]) == (200, True)
    assistant.ready = False
    assert (await client.get("/readyz")).status_code == 503


async def test_metrics_count_turns_without_their_words(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    await client.post("/v1/ask", json={"question": "a very private question"})
    assistant.desk.failing = True
    await client.post("/v1/ask", json={"question": "a very private question", "stream": True})
    await client.get("/v1/answers/a1")
    await client.get("/nowhere/at/all")
    response = await client.get("/metrics")
    for _ in range(100):
        if 'event="finished"' in response.text and "failed_total 1" in response.text:
            break
        await asyncio.sleep(0.05)
        response = await client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = response.text
    for line in (
        'sft_advisor_turns_total{intent="choose",policy="guide",verdict="chat",writer="composer"} 1',
        "sft_advisor_turns_failed_total 1",
        "sft_advisor_sentences_withheld_total 5",
        'sft_advisor_events_total{event="finished"} 1',
        'sft_advisor_events_total{event="said"} 5',
        'sft_advisor_turn_part_seconds_count{part="decide"} 1',
        'sft_advisor_requests_total{method="POST",route="/v1/ask",status="200"} 2',
        'sft_advisor_requests_total{method="GET",route="/v1/answers/{answer_id}",status="200"} 1',
        'sft_advisor_requests_total{method="GET",route="other",status="404"} 1',
        'sft_advisor_request_seconds_bucket{route="/v1/ask",le="+Inf"} 2',
    ):
        assert line in text.splitlines()
    assert "private" not in text
    assert "nowhere" not in text
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) .+|[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [0-9.e+-]+', line)


async def test_docs_load_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", page.text)
    assert "<script" not in page.text
    described = (await client.get("/openapi.json")).json()
    for path in described["paths"]:
        assert path in page.text
    for path in ("/v1/ask", "/v1/chat/completions", "/mcp", "/slack/events", "question"):
        assert path in page.text


async def test_headers(client: httpx.AsyncClient) -> None:
    for response in (await client.get("/v1/facts"), await client.get("/v1/nothing"), await client.get("/docs")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert re.fullmatch(r"[0-9a-f]{16}", response.headers["x-request-id"])
    mine = await client.get("/healthz", headers={"x-request-id": "trace-1.a_B"})
    assert mine.headers["x-request-id"] == "trace-1.a_B"
    for strange in ("a b", "x" * 65, "a\tb", "é"):
        other = await client.get("/healthz", headers=[(b"x-request-id", strange.encode())])
        assert other.headers["x-request-id"] != strange


async def test_pages_of_other_sites_get_nothing(client: httpx.AsyncClient) -> None:
    origin = {"origin": "https://evil.example"}
    asked = await client.get("/v1/facts", headers=origin)
    preflight = await client.options("/v1/ask", headers={**origin, "access-control-request-method": "POST"})
    assert preflight.status_code == 405
    for response in (asked, preflight):
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/v1/decide"])
async def test_a_fault_of_ours_is_one_sentence(
    app: FastAPI, assistant: FakeAssistant, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.broken = True
    async with in_process(app) as client:
        response = await client.post(path, json={"facts": {}})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal_error"
    assert "secret" not in response.text
    assert response.headers["x-request-id"] in caplog.text
    assert response.headers["x-frame-options"] == "DENY"


async def test_streams_end_quickly_when_the_service_stops() -> None:
    """The desk is told before the server waits for its connections, so the answer is finished and sent."""
    assistant = FakeAssistant(FakeDesk(pace_s=60))
    app = create_app(assistant)
    async with served(app) as service:
        async with service.client.stream("POST", "/v1/ask", json={"question": "?", "stream": True}) as response:
            lines = response.aiter_lines()
            await anext(lines)
            begun = time.monotonic()
            await app.state.close()
            rest = [line async for line in lines]
        assert time.monotonic() - begun < 5
    assert "event: done" in rest
    assert assistant.desk.closed


def test_packages_of_doors_that_are_closed_are_not_imported() -> None:
    """They take two seconds; ready in under four."""
    heavy = ("slack_bolt", "slack_sdk", "aiohttp", "mcp", "mcp_types", "openai")
    code = f"import sys, service.api.app; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
