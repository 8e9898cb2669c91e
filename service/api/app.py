"""The app: every door on one assistant. Built by a call, never at import."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from service.api import abilities, admin, ask, docs, kept, openai
from service.api.counting import CountedDesk, Meter
from service.api.envelope import Envelope
from service.api.errors import add_error_handlers
from service.api.mcp import McpDoor
from service.api.ports import Assistant
from service.api.reach import questions_in
from service.api.slack import SlackConfig, SlackDoor
from service.api.threads import Threads

TITLE = "SFT advisor"
DESCRIPTION = "For supervised fine-tuning, start from the Base or the Chat model? Code decides, a model only phrases."


def create_app(
    assistant: Assistant,
    *,
    keys: Sequence[str] = (),
    body_limit: int = 262_144,
    slack: SlackConfig | None = None,
    version: str = "0",
) -> FastAPI:
    """The app. `keys` are the bearer keys that callers must send, none: browser sessions; `body_limit` is in bytes.

    A server that is told to stop awaits `app.state.close()` first: open streams then end at once, their answers whole.
    """
    meter = Meter()
    desk = CountedDesk(assistant.desk, meter)
    doors = (McpDoor(assistant, desk, keys, body_limit, version), SlackDoor(assistant, desk, slack))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for door in doors:
                await stack.enter_async_context(door.open())
            stack.push_async_callback(desk.close)
            yield

    app = FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.assistant, app.state.desk, app.state.keys, app.state.meter = assistant, desk, tuple(keys), meter
    app.state.close = desk.close
    app.state.threads = Threads(desk, questions_in(assistant))
    add_error_handlers(app)
    for module in (ask, abilities, kept, openai, admin, docs):
        app.include_router(module.router)
    for door in doors:
        door.mount(app)
    app.add_middleware(Envelope, body_limit=body_limit, meter=meter)
    return app
