"""The tools of the MCP door: their names, words and arguments, and how each calls its ability."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from service.api.abilities import Decide, Extract, Memory, Search
from service.api.bodies import Body, FactValues, Id, LanguageName, Text
from service.api.ports import Assistant, Desk, Json
from service.api.reach import apart
from service.api.reading import whole_answer
from service.errors import NotFound
from service.turn.request import Request

OPEN_OWNER = "mcp"
"""Owner of conversations where no keys are set: their ids, which cannot be guessed, are what is shared."""


class AskTool(Body):
    """The arguments of a question."""

    question: Text
    conversation_id: Id | None = None
    facts: FactValues = Field(default_factory=dict)
    policy: Id | None = None
    language: LanguageName | None = None


class Nothing(Body):
    """No arguments."""


@dataclass(frozen=True, slots=True)
class ToolText:
    """What a caller is told of a tool."""

    text: str
    body: type[Body]


TOOLS: Mapping[str, ToolText] = {
    "ask": ToolText(
        "Ask in words (Chinese or English): a decided, reasoned, cited answer. Pass conversation_id to go on.", AskTool
    ),
    "decide": ToolText("Facts by name to a decision with its reasons; no model, no words.", Decide),
    "extract": ToolText("Text to the facts that it states, each with its verbatim quote.", Extract),
    "search": ToolText("Query to passages of the knowledge base, best first.", Search),
    "memory": ToolText("GPU memory that fine-tuning a checkpoint takes, as a range, and whether it fits.", Memory),
    "catalogue": ToolText("The checkpoints that are known: families with their Base and Chat variants.", Nothing),
}


class Toolbox:
    """Calls the tools by name."""

    def __init__(self, assistant: Assistant, desk: Desk) -> None:
        self._assistant = assistant
        self._desk = desk

    async def call(self, owner: str, name: str, arguments: Mapping[str, Any]) -> Json:
        """What the tool returns. Raises ValidationError for its arguments, AdvisorError for what it was asked."""
        if name not in TOOLS:
            raise NotFound(f"There is no tool {name[:80]!r}; there are {', '.join(TOOLS)}.")
        body = TOOLS[name].body.model_validate(dict(arguments))
        match body:
            case AskTool():
                return await self._ask(owner, body)
            case Decide():
                language = body.language or "en"
                return await apart(self._assistant.decide, owner, body.facts, body.policy, language)
            case Extract():
                return await apart(self._assistant.extract, body.text, body.language)
            case Search():
                return await apart(self._assistant.search, body.query, body.top, body.language, body.status)
            case Memory():
                return await apart(self._assistant.memory, body.model_dump(exclude_none=True))
            case _:
                return await apart(self._assistant.catalogue)

    async def _ask(self, owner: str, body: AskTool) -> Json:
        asked = Request(owner, body.question, body.conversation_id, body.facts, body.policy, body.language)
        return await whole_answer(await self._desk.ask(asked))
