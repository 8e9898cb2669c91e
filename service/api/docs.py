"""The page at /docs: every call in one list, made from the OpenAPI description. Loads nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "code{background:#f2f2f2;padding:.1rem .3rem;border-radius:.2rem}"
    "section{border-top:1px solid #ddd;padding:.5rem 0}td{padding:.1rem .8rem .1rem 0;vertical-align:top}"
    "@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}code{background:#2a2a2a}}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
OTHER_DOORS = (
    ("/slack/events", "Slack events, commands and buttons; signed by Slack"),
    ("/mcp", "The same abilities as MCP tools, over streamable HTTP"),
)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Every call with what it does and what its body takes."""
    return HTMLResponse(page(request.app.openapi()), headers={"content-security-policy": POLICY})


def page(described: Mapping[str, Any]) -> str:
    """The page for an OpenAPI description."""
    calls = "".join(_call(described, path, method, call) for path, method, call in _calls(described))
    others = "".join(f"<section><code>{path}</code> {escape(what)}</section>" for path, what in OTHER_DOORS)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(described["info"]["title"])}</title>'
        f"<style>{STYLE}</style><h1>{escape(described['info']['title'])}</h1>"
        f"<p>{escape(described['info'].get('description', ''))}"
        ' The same as data: <a href="/openapi.json">/openapi.json</a>.</p>'
        f"{calls}{others}</html>"
    )


def _calls(described: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, call in methods.items():
            yield path, method.upper(), call


def _call(described: Mapping[str, Any], path: str, method: str, call: Mapping[str, Any]) -> str:
    rows = "".join(f"<tr><td><code>{escape(name)}</code><td>{escape(kind)}" for name, kind in _fields(described, call))
    return (
        f"<section><code>{method} {escape(path)}</code> {escape(call.get('summary', ''))}"
        f"<p>{escape(call.get('description', ''))}</p>{f'<table>{rows}</table>' if rows else ''}</section>"
    )


def _fields(described: Mapping[str, Any], call: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    content = call.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    schema = described.get("components", {}).get("schemas", {}).get(name, {})
    for field, spec in schema.get("properties", {}).items():
        yield field, _kind(spec) + ("" if field in schema.get("required", ()) else ", optional")


def _kind(spec: Mapping[str, Any]) -> str:
    if "anyOf" in spec:
        return " or ".join(_kind(one) for one in spec["anyOf"] if one.get("type") != "null")
    if "enum" in spec:
        return " | ".join(map(str, spec["enum"]))
    low, high = (spec.get(f"{end}Length", spec.get(f"{end}imum")) for end in ("min", "max"))
    bounds = f" ({'' if low is None else low} to {high})" if high is not None else ""
    return str(spec.get("type", "any")) + bounds
