"""The single abilities over HTTP: decide, extract, search, memory, and what there is to know."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from service.api.bodies import Body, FactValues, Id, JsonRoute, LanguageName, Text
from service.api.owner import KeyHolder, Owner
from service.api.reach import apart, as_response, assistant_of

router = APIRouter(prefix="/v1", tags=["abilities"], route_class=JsonRoute, dependencies=[KeyHolder])


class Decide(Body):
    """The body of a decision."""

    facts: FactValues
    policy: Id | None = None
    language: LanguageName | None = None


class Extract(Body):
    """The body of a reading."""

    text: Text
    language: LanguageName | None = None


class Search(Body):
    """The body of a search."""

    query: Text
    top: Annotated[int, Field(ge=1, le=50)] = 8
    language: LanguageName | None = None
    status: Literal["guide", "evidence", "correction"] | None = None


class Memory(Body):
    """The body of a memory estimate: a model by name or by its size in billions, and how it is trained."""

    model: Id | None = None
    parameters_b: Annotated[float, Field(gt=0, le=1e6)] | None = None
    method: Literal["full", "lora", "qlora"] = "lora"
    tokens: Annotated[int, Field(ge=1, le=10**9)] | None = None
    batch: Annotated[int, Field(ge=1, le=10**6)] | None = None
    trains_embedding: bool | None = None
    gpus: Annotated[list[dict[str, Any]], Field(max_length=16)] | None = None


@router.post("/decide", summary="Facts to a decision with its reasons")
async def decide(request: Request, body: Decide, owner: Owner) -> Response:
    """The engine alone: no model, no retrieval."""
    return as_response(await apart(assistant_of(request).decide, owner, body.facts, body.policy, body.language or "en"))


@router.post("/extract", summary="Text to facts, each with its quote")
async def extract(request: Request, body: Extract) -> Response:
    """What the reader understands of a text."""
    return as_response(await apart(assistant_of(request).extract, body.text, body.language))


@router.post("/search", summary="Query to passages of the knowledge base")
async def search(request: Request, body: Search) -> Response:
    """Retrieval alone, best passages first."""
    return as_response(await apart(assistant_of(request).search, body.query, body.top, body.language, body.status))


@router.post("/memory", summary="GPU memory for a checkpoint and a method: a range, and whether it fits")
async def memory(request: Request, body: Memory) -> Response:
    """Arithmetic over the catalogue; no GPU is touched. `gpus` lists {"name" or "memory_gb", "count"?}."""
    return as_response(await apart(assistant_of(request).memory, body.model_dump(exclude_none=True)))


@router.get("/facts", summary="The vocabulary of facts, with labels in both languages")
async def facts(request: Request) -> Response:
    """Every fact, its values and the question that asks for it."""
    return as_response(await apart(assistant_of(request).facts))


@router.get("/catalogue", summary="The checkpoints")
async def catalogue(request: Request) -> Response:
    """Families and their Base and Chat checkpoints."""
    return as_response(await apart(assistant_of(request).catalogue))


@router.get("/policies", summary="The policies")
async def policies(request: Request) -> Response:
    """Each policy's id, title and version."""
    return as_response(await apart(assistant_of(request).policies))


@router.get("/policies/{policy_id}", summary="A policy's rules and its drawing")
async def policy(request: Request, policy_id: str) -> Response:
    """The rules as data, and a Mermaid drawing of them."""
    return as_response(await apart(assistant_of(request).policy, policy_id))
