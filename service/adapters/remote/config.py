"""Where a remote engine is and how patient one is with it, checked."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from service.errors import BadSettings

Mode = Literal["spans", "whole"]


@dataclass(frozen=True, slots=True)
class RemoteConfig:
    """An OpenAI-compatible server. `timeout_s`: seconds for one span, and between two pieces of it; `retries`: further
    tries before the first piece; `mode`: one call a span, or one structured call for the whole answer."""

    url: str
    model: str = ""
    api_key: str | None = None
    timeout_s: float = 30.0
    retries: int = 2
    mode: Mode = "spans"
    temperature: float = 0.7


def remote_config(config: RemoteConfig) -> RemoteConfig:
    """The same with the address made whole (`/v1` where no path is given). Raises BadSettings."""
    address = urlsplit(config.url.strip())
    if address.scheme not in ("http", "https") or not address.hostname:
        raise BadSettings(f"The engine's address {config.url!r} is no http or https address.")
    if address.username or address.password:
        raise BadSettings("The engine's address holds a password; set the key as a setting of its own.")
    path = address.path.rstrip("/") or "/v1"
    return RemoteConfig(
        url=urlunsplit((address.scheme, address.netloc, path, "", "")),
        model=config.model,
        api_key=config.api_key,
        timeout_s=config.timeout_s,
        retries=config.retries,
        mode=config.mode,
        temperature=config.temperature,
    )
