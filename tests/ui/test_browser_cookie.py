"""A browser gets its token once, in a cookie that no script reads and no other site sends."""

from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.browser import COOKIE, BrowserCookie, is_token, new_token

PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def browser() -> TestClient:
    def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.cookies.get(COOKIE, ""))

    app = Starlette(routes=[Route("/{path:path}", page)], middleware=[Middleware(BrowserCookie)])
    return TestClient(app)


def given(browser: TestClient, **headers: str) -> str:
    return browser.get("/", headers={**PAGE, **headers}).headers.get("set-cookie", "")


def test_a_page_gives_a_token_once(browser: TestClient) -> None:
    first = given(browser)
    token = SimpleCookie(first)[COOKIE].value
    assert is_token(token)
    assert "HttpOnly" in first
    assert "SameSite=Lax" in first
    assert "Secure" not in first
    assert given(browser) == ""
    assert browser.get("/").text == token


def test_what_is_no_page_gives_none(browser: TestClient) -> None:
    assert "set-cookie" not in browser.get("/static/x.js", headers={"accept": "*/*"}).headers


@pytest.mark.parametrize("cookie", ["", "short", "x" * 65, "a b", '"'])
def test_a_token_of_another_form_is_replaced(browser: TestClient, cookie: str) -> None:
    assert COOKIE in given(browser, cookie=f"{COOKIE}={cookie}")


def test_a_secure_page_gives_a_secure_cookie(browser: TestClient) -> None:
    browser.base_url = "https://testserver"
    assert "; Secure" in given(browser)


def test_tokens_are_random_and_fit_the_api() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(is_token(token) for token in tokens)
