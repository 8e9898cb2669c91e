"""Who calls: the bearer of a key, or without keys a browser session. Everything stored belongs to one of them."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from http.cookies import Morsel, SimpleCookie
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

COOKIE = "sft_advisor_session"
HEADER = "x-session-id"
SESSION = re.compile(r"[A-Za-z0-9_-]{16,64}")
SESSION_DAYS = 365
ANONYMOUS = "anonymous"


def key_owner(key: str) -> str:
    """The owner behind a key: a hash, so that no key is ever stored."""
    return "key:" + hashlib.sha256(key.encode()).hexdigest()[:32]


def bearer_owner(header: str, keys: Sequence[str]) -> str | None:
    """The owner that an Authorization header names, or None when it holds no key of ours."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer":
        return None
    sent = given.strip().encode()
    matches = [key for key in keys if hmac.compare_digest(key.encode(), sent)]
    return key_owner(matches[0]) if matches else None


async def known_caller(request: Request) -> str | None:
    """The key's owner, or None where no keys are set. Raises 401 where keys are set and none of them was sent."""
    keys: Sequence[str] = request.app.state.keys
    if not keys:
        return None
    owner = bearer_owner(request.headers.get("authorization", ""), keys)
    if owner is None:
        raise HTTPException(401, headers={"www-authenticate": "Bearer"})
    return owner


async def owner_of(request: Request, known: Annotated[str | None, Depends(known_caller)]) -> str:
    """The caller; a browser without a session is given one with the response."""
    if known is not None:
        return known
    session = _session_in(request)
    if session is None:
        session = request.state.new_session = secrets.token_urlsafe(24)
    return _session_owner(session)


async def dialogue_owner(request: Request, known: Annotated[str | None, Depends(known_caller)]) -> str:
    """The caller of a protocol that keeps no cookies and sends the whole dialogue each time. Those who say nothing of
    themselves share an owner: what it owns can be continued by its own words, and read or listed by nobody."""
    session = _session_in(request)
    return known or (ANONYMOUS if session is None else _session_owner(session))


def _session_in(request: Request) -> str | None:
    session = request.headers.get(HEADER) or request.cookies.get(COOKIE) or ""
    return session if SESSION.fullmatch(session) else None


def _session_owner(session: str) -> str:
    return "session:" + hashlib.sha256(session.encode()).hexdigest()[:32]


def session_cookie(session: str, *, secure: bool) -> str:
    """The Set-Cookie header that gives a browser its session."""
    cookie = SimpleCookie()
    cookie[COOKIE] = session
    crumb: Morsel[str] = cookie[COOKIE]
    crumb["path"], crumb["httponly"], crumb["samesite"] = "/", True, "Strict"
    crumb["max-age"], crumb["secure"] = SESSION_DAYS * 24 * 3600, secure
    return crumb.OutputString()


Owner = Annotated[str, Depends(owner_of)]
DialogueOwner = Annotated[str, Depends(dialogue_owner)]
KeyHolder = Depends(known_caller)
