"""How the service is, for those who run it: alive, ready, counted."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from service.api.counting import Meter
from service.api.metrics import CONTENT_TYPE
from service.api.reach import apart, assistant_of

router = APIRouter(tags=["service"])


@router.get("/healthz", summary="Alive")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", summary="Ready, part by part")
async def readyz(request: Request) -> Response:
    """200 when questions can be answered, else 503; each part says how it is."""
    status = await apart(assistant_of(request).status)
    return JSONResponse(dict(status), 200 if status["ready"] else 503)


@router.get("/metrics", summary="Counters for Prometheus")
async def metrics(request: Request) -> Response:
    """Turns, events, withheld sentences, latencies; nothing that anybody said."""
    meter: Meter = request.app.state.meter
    return Response(meter.exposition(), media_type=CONTENT_TYPE)
