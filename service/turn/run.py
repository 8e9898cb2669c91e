"""One turn, in order: understand, decide, retrieve, write, store. Every door is served by this one function."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from service.domain.answer import Answer, Suggestion, Writer, answer_as_json
from service.domain.brief import Brief
from service.domain.catalogue import Catalogue
from service.domain.compose import Shelf, checkpoints_of, compose, memory_of
from service.domain.decide import Engine
from service.domain.events import Decided, Event, Finished, Retrieved, Said, Suggested, Understood, Withheld
from service.domain.gpus import Gpus
from service.domain.records import StoredTurn
from service.domain.verify import Checker, context_of, rule_numbers
from service.errors import NotFound
from service.turn.consider import consider, gather
from service.turn.interrupt import Interruptible
from service.turn.ports import Phraser, Retriever, Store, Suggester
from service.turn.request import Admitted, Request, check_request
from service.turn.suggest import checked_suggestions
from service.turn.understand import Ear, Heard, hear
from service.turn.watch import Watch
from service.turn.write import Written, write


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one service that a turn needs. `phraser` and `suggester` give the model of the moment, or None."""

    ear: Ear
    shelf: Shelf
    checker: Checker
    retriever: Retriever
    store: Store
    phraser: Callable[[], Phraser | None]
    suggester: Callable[[], Suggester | None]
    new_id: Callable[[], str]
    gpus: Gpus
    default_policy: str

    @property
    def engine(self) -> Engine:
        """The engine that decides."""
        return self.ear.engine

    @property
    def catalogue(self) -> Catalogue:
        """The checkpoints that are known."""
        return self.ear.catalogue


async def admit(parts: Parts, request: Request) -> Admitted:
    """Checks a request and stores its turn. Raises BadInput, or NotFound for an unknown conversation."""
    check_request(request, parts.engine.vocabulary, parts.engine.machines)
    history: Sequence[StoredTurn] = ()
    if request.conversation_id is not None:
        found = await asyncio.to_thread(parts.store.turns, request.owner, request.conversation_id)
        if found is None:
            raise NotFound(f"There is no conversation {request.conversation_id}.", param="conversation_id")
        history = found
    policy = request.policy or (history[-1].policy if history else None) or parts.default_policy
    turn = StoredTurn(parts.new_id(), request.question, dict(request.form), policy, request.language)
    conversation_id = request.conversation_id or parts.new_id()
    await asyncio.to_thread(parts.store.begin, request.owner, conversation_id, turn)
    return Admitted(request.owner, conversation_id, turn)


async def run_turn(
    parts: Parts, admitted: Admitted, *, stop: asyncio.Event | None = None, hurry: asyncio.Event | None = None
) -> AsyncGenerator[Event, None]:
    """The events of one turn; the last is Finished, sent once the answer is stored.

    `stop` ends the answer where it is; `hurry` lets the composer write the rest at once.
    """
    stop, hurry = stop or asyncio.Event(), hurry or asyncio.Event()
    turn, watch = admitted.turn, Watch()
    history = await _history(parts, admitted)
    heard = hear(parts.ear, history, turn)
    said = heard.understanding
    watch.lap("understand")
    yield Understood(turn.answer_id, admitted.conversation_id, said.language, said.intent, heard.facts)

    decided_before = any(past.answer and past.answer.get("decision") for past in history)
    considered = consider(parts.engine, heard, turn.policy or parts.default_policy, decided_before=decided_before)
    watch.lap("decide")
    yield Decided(considered.decision, considered.second_opinion)

    material = gather(heard, considered, turn.question, parts.retriever, parts.catalogue)
    brief = compose(material, parts.shelf)
    watch.lap("retrieve")
    yield Retrieved(brief.citations)

    answer = Answer(
        answer_id=turn.answer_id,
        conversation_id=admitted.conversation_id,
        language=said.language,
        intent=said.intent,
        facts=heard.facts,
        decision=considered.decision,
        second_opinion=considered.second_opinion,
        text="",
        citations=brief.citations,
        checkpoints=checkpoints_of(material, parts.shelf),
        memory=memory_of(material),
        follow_ups=brief.follow_ups,
    )
    async with aclosing(_written(parts, brief, turn, stop, hurry)) as writing:
        async for part in writing:
            if isinstance(part, Written):
                answer = replace(answer, text=part.text, writer=part.writer, withheld=part.withheld)
            else:
                yield part
    watch.lap("write")

    answer = replace(answer, stopped=stop.is_set(), timings=watch.timings())
    suggestions = () if stop.is_set() or hurry.is_set() else await _suggested(parts, turn, heard)
    if suggestions:
        answer = replace(answer, suggestions=suggestions)
        yield Suggested(suggestions)
    await asyncio.to_thread(parts.store.finish, admitted.owner, answer_as_json(answer), considered.records)
    yield Finished(answer)


async def _history(parts: Parts, admitted: Admitted) -> list[StoredTurn]:
    """The turns before this one."""
    turns = await asyncio.to_thread(parts.store.turns, admitted.owner, admitted.conversation_id) or ()
    before: list[StoredTurn] = []
    for past in turns:
        if past.answer_id == admitted.turn.answer_id:
            break
        before.append(past)
    return before


async def _written(
    parts: Parts, brief: Brief, turn: StoredTurn, stop: asyncio.Event, hurry: asyncio.Event
) -> AsyncGenerator[Said | Withheld | Written, None]:
    """What is said, and last what came of it; after `stop` nothing more is said."""
    policy = brief.decision.policy if brief.decision else parts.default_policy
    check = parts.checker.bound(context_of(brief, rule_numbers(parts.engine.machines[policy].policy)))
    seed = zlib.crc32(turn.question.encode())
    text, withheld = "", 0
    model = parts.phraser()
    phraser = None if model is None else Interruptible(model, stop, hurry)
    writing = write(brief, phraser, check, seed=seed, stopped=lambda: hurry.is_set() or stop.is_set())
    async with aclosing(writing):
        async for part in writing:
            if stop.is_set() and not isinstance(part, Written):
                yield Written(text, Writer.COMPOSER, withheld)
                return
            text += part.text if isinstance(part, Said) else ""
            withheld += isinstance(part, Withheld)
            yield part


async def _suggested(parts: Parts, turn: StoredTurn, heard: Heard) -> tuple[Suggestion, ...]:
    """Facts that a model thinks were missed, checked; none without a model."""
    suggester = parts.suggester()
    if suggester is None:
        return ()
    language = heard.understanding.language
    proposed = await suggester.suggest(turn.question, tuple(heard.facts), language)
    return checked_suggestions(proposed, turn.question, heard.facts, parts.engine.vocabulary, language)
