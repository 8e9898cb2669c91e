"""Which browser this is: a random token in a cookie that scripts cannot read and other sites cannot send.

The token is the API's session: it owns the conversations where the API asks for no key. It stands in no address and
in no page, so that neither a copied link nor a log gives it away, and it survives a reload.
"""

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "sft_advisor_browser"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}")
YEAR_S = 365 * 24 * 3600


def new_token() -> str:
    """A token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether the text has the form of a token of ours."""
    return TOKEN.fullmatch(text) is not None


class BrowserCookie:
    """Gives a browser its token with the page, if it has none yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; adds the cookie to a page that is given to a browser without one."""
        if scope["type"] != "http" or scope["method"] != "GET" or _token_of(scope) or not _asks_for_page(scope):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", _cookie(scope["scheme"] == "https"))
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _asks_for_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _token_of(scope: Scope) -> bool:
    try:
        cookie = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return False
    return cookie is not None and is_token(cookie.value)


def _cookie(secure: bool) -> str:
    # Lax, not strict: a link from elsewhere must open the page with its conversations, not with a fresh token.
    flags = "; Secure" if secure else ""
    return f"{COOKIE}={new_token()}; Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax{flags}"
