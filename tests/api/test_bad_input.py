"""Everything that a caller can get wrong: the right 4xx, one sentence, the OpenAI shape, and never a 500."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.api.app import create_app
from tests.api.conftest import in_process, served
from tests.api.fakes import FakeAssistant

ASK, DECIDE, EXTRACT, SEARCH, MEMORY = (f"/v1/{name}" for name in ("ask", "decide", "extract", "search", "memory"))
FEEDBACK, CHAT = "/v1/feedback", "/v1/chat/completions"
POSTS = (ASK, DECIDE, EXTRACT, SEARCH, MEMORY, FEEDBACK, CHAT)
USER = {"role": "user", "content": "?!"}

WRONG: list[tuple[str, Any, str | None, str]] = [
    (ASK, {}, "question", "question is missing."),
    (ASK, {"question": ""}, "question", "question must have at least 1 character."),
    (ASK, {"question": " \u3000\n"}, "question", "question must be more than blank space."),
    (ASK, {"question": "字" * 8001}, "question", "question must have at most 8000 characters."),
    (ASK, {"question": 7}, "question", "question must be a text."),
    (ASK, {"question": None}, "question", "question must be a text."),
    (ASK, {"question": "?", "stream": "yes"}, "stream", "stream must be true or false."),
    (ASK, {"question": "?", "stream": 1}, "stream", "stream must be true or false."),
    (ASK, {"question": "?", "language": "fr"}, "language", "language must be zh or en."),
    (ASK, {"question": "?", "colour": 1}, "colour", "Unknown key 'colour'."),
    (ASK, {"question": "?", "facts": []}, "facts", "facts must be an object."),
    (ASK, {"question": "?", "facts": {"colour": 1}}, "facts", "Unknown fact 'colour'; known facts are dialogue."),
    (ASK, {"question": "?", "policy": "mine"}, "policy", "Unknown policy 'mine'; there are field, guide."),
    (ASK, {"question": "?", "policy": ""}, "policy", "policy must have at least 1 character."),
    (ASK, [], None, "The request body must be an object."),
    (ASK, "text", None, "The request body must be an object."),
    (DECIDE, {}, "facts", "facts is missing."),
    (DECIDE, {"facts": {"colour": 1}}, "facts", "Unknown fact 'colour'; known facts are dialogue."),
    (DECIDE, {"facts": {}, "question": "?"}, "question", "Unknown key 'question'."),
    (DECIDE, {"facts": {str(n): n for n in range(101)}}, "facts", "facts must have at most 100 members."),
    (EXTRACT, {"text": " "}, "text", "text must be more than blank space."),
    (SEARCH, {"query": "?", "top": 0}, "top", "top: input should be greater than or equal to 1."),
    (SEARCH, {"query": "?", "top": 51}, "top", "top: input should be less than or equal to 50."),
    (SEARCH, {"query": "?", "top": 2.0}, "top", "top must be a whole number."),
    (SEARCH, {"query": "?", "top": True}, "top", "top must be a whole number."),
    (SEARCH, {"query": "?", "status": "rumour"}, "status", "status must be guide, evidence or correction."),
    (MEMORY, {"method": "magic"}, "method", "method must be full, lora or qlora."),
    (MEMORY, {"cards": 2}, "cards", "Unknown key 'cards'."),
    (FEEDBACK, {"answer_id": "a1", "thumb": "sideways"}, "thumb", "thumb must be up or down."),
    (FEEDBACK, {"thumb": "up"}, "answer_id", "answer_id is missing."),
    (CHAT, {"model": "sft-advisor"}, "messages", "messages is missing."),
    (CHAT, {"model": "sft-advisor", "messages": []}, "messages", "messages must have at least 1 member."),
    (CHAT, {"messages": [USER]}, "model", "model is missing."),
    (CHAT, {"model": "sft-advisor", "messages": [USER], "n": 2}, "n", "n must be 1."),
]


def error_of(response: httpx.Response) -> dict[str, Any]:
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"message", "type", "param", "code"}
    assert "\n" not in body["error"]["message"]
    error: dict[str, Any] = body["error"]
    return error


@pytest.mark.parametrize(("path", "body", "param", "message"), WRONG)
async def test_what_is_wrong_is_said_in_one_sentence(
    client: httpx.AsyncClient, path: str, body: Any, param: str | None, message: str
) -> None:
    response = await client.post(path, json=body)
    assert response.status_code == 400
    error = error_of(response)
    assert (error["message"], error["param"]) == (message, param)
    assert error["type"] == "invalid_request_error"
    assert response.headers["x-should-retry"] == "false"


async def test_lengths_are_counted_in_code_points(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    for question in ("字" * 8000, "𝄞" * 8000, "x"):
        assert (await client.post(ASK, json={"question": question})).status_code == 200
        assert assistant.desk.turns[-1].question == question
    assert (await client.post(ASK, json={"question": "𝄞" * 8001})).status_code == 400


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The request body is missing."),
        (b"{", "The request body is not valid JSON."),
        (b'{"top": NaN}', "The request body is not valid JSON."),
        (b'{"top": -Infinity}', "The request body is not valid JSON."),
        (b"9" * 5000, "The request body is not valid JSON."),
        (b"\xff\xfe", "The request body is not UTF-8 text."),
        (b'{"question": "\\ud800"}', "The request body holds a lone surrogate, which is no Unicode character."),
        (b'{"\\uDFFF": 1}', "The request body holds a lone surrogate, which is no Unicode character."),
        (b"[" * 100_000, "The request body nests deeper than 32 levels."),
        (b"[" * 40 + b"]" * 40, "The request body nests deeper than 32 levels."),
        (b'{"facts":' * 33 + b"1" + b"}" * 33, "The request body nests deeper than 32 levels."),
    ],
)
async def test_json_that_is_none(client: httpx.AsyncClient, body: bytes, message: str) -> None:
    for path in POSTS:
        response = await client.post(path, content=body, headers={"content-type": "application/json"})
        assert response.status_code == 400
        assert error_of(response)["message"] == message


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=gbk",
        "x",
        "",
    ],
)
async def test_another_content_type_is_415(client: httpx.AsyncClient, content_type: str) -> None:
    for path in POSTS:
        response = await client.post(path, content=b'{"question": "?"}', headers={"content-type": content_type})
        assert response.status_code == 415
        assert error_of(response)["code"] == "not_json"


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON", "application/x+json"])
async def test_json_by_other_names(client: httpx.AsyncClient, content_type: str) -> None:
    response = await client.post(ASK, content=b'{"question": "?"}', headers={"content-type": content_type})
    assert response.status_code == 200


async def test_over_256_kib_is_413_with_and_without_a_length() -> None:
    body = json.dumps({"question": "?", "colour": "x" * 262_144}).encode()

    async def in_chunks() -> Any:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    async with served(create_app(FakeAssistant())) as service:
        for path in (ASK, CHAT):
            for content in (body, in_chunks()):
                response = await service.client.post(
                    path, content=content, headers={"content-type": "application/json"}
                )
                assert response.status_code == 413
                assert error_of(response)["code"] == "too_large"
        just_right = json.dumps({"question": "?", "colour": "x" * 262_000}).encode()
        response = await service.client.post(ASK, content=just_right, headers={"content-type": "application/json"})
        assert error_of(response)["message"] == "Unknown key 'colour'."


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("POST", "/nothing", 404, "not_found"),
        ("GET", "/v1/ask/", 404, "not_found"),
        ("GET", "/v1/ask", 405, "method_not_allowed"),
        ("DELETE", "/v1/facts", 405, "method_not_allowed"),
        ("GET", "/mcp", 405, "method_not_allowed"),
        ("GET", "/slack/events", 405, "method_not_allowed"),
        ("POST", "/slack/events", 404, "slack_not_set_up"),
        ("GET", "/v1/policies/mine", 404, "not_found"),
        ("GET", "/v1/receipts/r9", 404, "not_found"),
        ("GET", "/v1/answers/a9", 404, "not_found"),
        ("POST", "/v1/answers/a9/cancel", 404, "not_found"),
        ("GET", "/v1/conversations/c9", 404, "not_found"),
        ("DELETE", "/v1/conversations/c9", 404, "not_found"),
        ("GET", "/v1/models/gpt-4", 404, "model_not_found"),
    ],
)
async def test_what_is_not_there(client: httpx.AsyncClient, method: str, path: str, status: int, code: str) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert error_of(response)["code"] == code
    assert (status == 405) == ("allow" in response.headers)


async def test_messages_are_not_echoed_at_length(client: httpx.AsyncClient) -> None:
    response = await client.post(ASK, json={"question": "?", "x" * 100_000: 1})
    assert len(error_of(response)["message"]) < 200
    assert len(error_of(response)["param"]) <= 60


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("question", "facts", "policy", "language", "stream", "conversation_id", "text", "query", "top", "status")
MORE = (
    "model",
    "messages",
    "role",
    "content",
    "n",
    "stream_options",
    "answer_id",
    "thumb",
    "reason",
    "comment",
    "gpus",
)
LIKELY = st.dictionaries(
    st.sampled_from((*KEYS, *MORE)),
    JSON | st.sampled_from(["sft-advisor", "up", "guide", "?", True]) | st.just([{"role": "user", "content": "?"}]),
    max_size=6,
)


@given(body=JSON | LIKELY, path=st.sampled_from(POSTS))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_json_makes_it_fail(body: Any, path: str) -> None:
    app: FastAPI = create_app(FakeAssistant())
    async with in_process(app) as client:
        response = await client.post(
            path, content=json.dumps(body).encode(), headers={"content-type": "application/json"}
        )
        assert response.status_code < 500
        if response.status_code >= 400:
            error_of(response)
