"""A small real assistant for the tests of the doors: it decides by words, says a fixed text slowly, keeps it all."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from service.domain.answer import Answer, answer_as_json
from service.domain.decision import Decision, NextQuestion, Option, Reason, Strength, Verdict
from service.domain.events import Decided, Failed, Finished, Retrieved, Said, Understood, Withheld
from service.domain.evidence import Citation
from service.domain.facts import Fact, Source
from service.domain.understanding import Intent
from service.errors import AdvisorError, BadInput, Conflict, NotFound
from service.turn.eventlog import EventLog
from service.turn.request import Request

Json = dict[str, Any]
POLICIES = ("guide", "field")
CITATION = Citation(1, "default-chat", "Chat by default", "Chat is the default.", "https://example.org/a?b=1&c=2")
PIECES = ("**Start from Chat.**", " It holds dialogue [1].\n\n", "- first\n", "- 第二点。")


@dataclass
class Turn:
    owner: str
    conversation: str
    answer_id: str
    question: str
    form: Mapping[str, Any]
    answer: Json | None = None


@dataclass
class FakeDesk:
    """Turns in memory. `pace_s` is the time between two pieces of text; `failing` makes every turn fail halfway."""

    pace_s: float = 0.0
    failing: bool = False
    refusing: AdvisorError | None = None
    turns: list[Turn] = field(default_factory=list)
    logs: dict[str, EventLog] = field(default_factory=dict)
    closed: bool = False

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def of(self, owner: str, conversation: str) -> list[Turn]:
        return [turn for turn in self.turns if (turn.owner, turn.conversation) == (owner, conversation)]

    async def ask(self, request: Request) -> EventLog:
        self._check(request)
        number = next(self._numbers)
        turn = Turn(
            request.owner, request.conversation_id or f"c{number}", f"a{number}", request.question, dict(request.form)
        )
        self.turns.append(turn)
        log = self.logs[turn.answer_id] = EventLog(turn.owner, turn.answer_id, turn.conversation)
        task = asyncio.create_task(self._answer(turn, log, request.policy or "guide"))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return log

    def _check(self, request: Request) -> None:
        if self.refusing is not None:
            raise self.refusing
        if not request.question.strip():
            raise BadInput("The question is empty; write one of 1 to 8000 characters.", param="question")
        if request.policy not in (None, *POLICIES):
            raise BadInput(f"Unknown policy {request.policy!r}; there are field, guide.", param="policy")
        for name, value in request.form.items():
            if name != "dialogue" or value not in ("yes", "no", None):
                raise BadInput(f"Unknown fact {name!r}; known facts are dialogue.", param="facts")
        if request.conversation_id and not self.of(request.owner, request.conversation_id):
            raise NotFound(f"There is no conversation {request.conversation_id}.", param="conversation_id")

    def verdict(self, turn: Turn) -> Verdict:
        """Base once any turn so far speaks of summaries, chat otherwise."""
        before = self.of(turn.owner, turn.conversation)
        so_far = before[: before.index(turn) + 1]
        return Verdict.BASE if any("summar" in one.question.lower() for one in so_far) else Verdict.CHAT

    async def _answer(self, turn: Turn, log: EventLog, policy: str) -> None:
        decision = decided(self.verdict(turn), policy)
        facts = {"dialogue": Fact("yes", Source.STATED, quote=turn.question[:5])}
        await log.append(Understood(turn.answer_id, turn.conversation, "en", Intent.CHOOSE, facts))
        await log.append(Decided(decision, decided(Verdict.CHAT, "field")))
        await log.append(Retrieved((CITATION,)))
        text = ""
        for piece in PIECES:
            await _pause(log, self.pace_s)
            if log.stop.is_set():
                break
            if self.failing and text:
                await log.append(Failed("The store went away; the question is kept, try again."))
                return
            text += piece
            await log.append(Withheld("not allowed"))
            await log.append(Said(piece))
        answer = Answer(
            answer_id=turn.answer_id,
            conversation_id=turn.conversation,
            language="en",
            intent=Intent.CHOOSE,
            facts=facts,
            decision=decision,
            second_opinion=decided(Verdict.CHAT, "field"),
            text=text,
            citations=(CITATION,),
            withheld=len(PIECES),
            stopped=log.stop.is_set(),
        )
        turn.answer = answer_as_json(answer)
        await log.append(Finished(answer))

    def log(self, owner: str, answer_id: str) -> EventLog | None:
        log = self.logs.get(answer_id)
        return log if log is not None and log.owner == owner else None

    def forget(self) -> None:
        """What a new process knows: nothing but what is stored."""
        self.logs.clear()

    def _turn(self, owner: str, answer_id: str) -> Turn:
        for turn in self.turns:
            if (turn.owner, turn.answer_id) == (owner, answer_id):
                return turn
        raise NotFound(f"There is no answer {answer_id}.")

    async def stored(self, owner: str, answer_id: str) -> Json | None:
        return self._turn(owner, answer_id).answer

    async def cancel(self, owner: str, answer_id: str) -> None:
        self._turn(owner, answer_id)
        log = self.log(owner, answer_id)
        if log is None or log.closed:
            raise Conflict("This answer is finished already.", code="already_finished")
        log.stop.set()

    async def close(self) -> None:
        self.closed = True
        for log in self.logs.values():
            log.hurry.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)


async def _pause(log: EventLog, seconds: float) -> None:
    """Writes slowly, unless the answer is hurried or stopped."""
    waits = {asyncio.ensure_future(event.wait()) for event in (log.hurry, log.stop)}
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


def decided(verdict: Verdict, policy: str) -> Decision:
    options = (Option("yes", "Yes, dialogue matters"), Option("no", "No"))
    return Decision(
        verdict=verdict,
        strength=Strength.STRONG,
        settled=False,
        policy=policy,
        policy_version="v1",
        receipt="r1",
        language="en",
        reasons=(Reason("G3", verdict, Strength.STRONG, "Dialogue matters.", ("default-chat",)),),
        against=(),
        would_change=(),
        why_not=(),
        next_question=NextQuestion("dialogue", policy, "Does dialogue matter?", "It settles most.", options),
        contradictions=(),
        warnings=(),
        advice=(),
    )


@dataclass
class FakeAssistant:
    """Every ability, in little."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    ready: bool = True
    receipts: dict[tuple[str, str], Json] = field(default_factory=dict)
    thumbs: list[tuple[str, str, str, str | None, str | None]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    broken: bool = False

    def decide(self, owner: str, facts: Mapping[str, Any], policy: str | None, language: str) -> Json:
        self.receipts[owner, "r1"] = {"receipt": "r1", "same": True, "differs": []}
        if self.broken:
            raise RuntimeError("a secret in a traceback")
        if set(facts) - {"dialogue"}:
            raise BadInput(f"Unknown fact {min(facts)!r}; known facts are dialogue.", param="facts")
        return {"verdict": "chat", "policy": policy or "guide", "language": language, "receipt": "r1"}

    def extract(self, text: str, language: str | None) -> Json:
        return {"language": language or "en", "facts": {}, "contradictions": [], "doubts": [], "models": [], "of": text}

    def search(self, query: str, top: int, language: str | None, status: str | None) -> Json:
        return {"results": [{"entry": "default-chat", "query": query, "top": top, "status": status}]}

    def memory(self, request: Mapping[str, Any]) -> Json:
        return {"low_gb": 1.0, "high_gb": 2.0, **request}

    def facts(self) -> Json:
        return {"facts": [{"name": "dialogue"}]}

    def catalogue(self) -> Json:
        return {"models": []}

    def policies(self) -> Json:
        return {"policies": [{"id": policy} for policy in POLICIES]}

    def policy(self, policy: str) -> Json:
        if policy not in POLICIES:
            raise NotFound(f"There is no policy {policy}.")
        return {"id": policy, "rules": [], "mermaid": "flowchart TD"}

    def receipt(self, owner: str, receipt: str) -> Json:
        if (owner, receipt) not in self.receipts:
            raise NotFound(f"There is no receipt {receipt}.")
        return self.receipts[owner, receipt]

    def conversations(self, owner: str) -> Json:
        ids = dict.fromkeys(turn.conversation for turn in reversed(self.desk.turns) if turn.owner == owner)
        return {"conversations": [{"id": one} for one in ids]}

    def conversation(self, owner: str, conversation: str) -> Json:
        turns = self.desk.of(owner, conversation)
        if not turns:
            raise NotFound(f"There is no conversation {conversation}.")
        return {"id": conversation, "turns": [{"question": one.question, "facts": one.form} for one in turns]}

    def delete(self, owner: str, conversation: str) -> None:
        self.conversation(owner, conversation)
        self.desk.turns = [turn for turn in self.desk.turns if turn.conversation != conversation]

    def feedback(self, owner: str, answer_id: str, thumb: str, reason: str | None, comment: str | None) -> None:
        self.desk._turn(owner, answer_id)
        self.thumbs.append((owner, answer_id, thumb, reason, comment))

    def status(self) -> Json:
        return {"ready": self.ready, "parts": {"store": {"ok": self.ready, "message": "as it is"}}}

    def take_event(self, event: str) -> bool:
        fresh = event not in self.taken
        self.taken.add(event)
        return fresh
