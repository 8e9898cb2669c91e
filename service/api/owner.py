"""Who calls: the bearer of a key, or without keys a browser session. Everything stored belongs to one of them."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.exceptions import HTTPException

COOKIE = "sft_advisor_session"
HEADER = "x-session-id"
SESSION = re.compile(r"[A-Za-z0-9_-]{16,64}")


def key_owner(key: str) -> str:
    """The owner behind a key: a hash, so that no key is ever stored."""
    return "key:" + hashlib.sha256(key.encode()).hexdigest()[:32]


def bearer_owner(header: str, keys: Sequence[str]) -> str | None:
    """The owner that an Authorization header names, or None when it holds no key of ours."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer":
        return None
    given = given.strip()
    matches = [key for key in keys if hmac.compare_digest(key.encode(), given.encode())]
    return key_owner(matches[0]) if matches else None


async def owner_of(request: Request, response: Response) -> str:
    """The caller. Raises 401 where keys are set and none of them was sent."""
    keys: Sequence[str] = request.app.state.keys
    if keys:
        owner = bearer_owner(request.headers.get("authorization", ""), keys)
        if owner is None:
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        return owner
    session = request.headers.get(HEADER) or request.cookies.get(COOKIE) or ""
    if not SESSION.fullmatch(session):
        session = secrets.token_urlsafe(24)
        response.set_cookie(COOKIE, session, httponly=True, samesite="strict", max_age=365 * 24 * 3600)
    return "session:" + hashlib.sha256(session.encode()).hexdigest()[:32]


Owner = Annotated[str, Depends(owner_of)]
