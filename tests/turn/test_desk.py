"""The desk: generation belongs to the service; readers come late, leave, come back; turns of one talk wait in line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.assemble import House
from service.domain.events import Finished, Said
from service.errors import Conflict, NotFound
from service.turn.desk import Desk
from service.turn.eventlog import EventLog
from service.turn.request import Request
from tests.turn.houses import Hanging, house_in, parts_with

QUESTION = "A support chatbot with 3k rows, LoRA: base or chat?"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    built = house_in(tmp_path)
    yield built
    built.close()


async def finished(log: EventLog) -> Finished:
    async for _, event in log.read():
        if isinstance(event, Finished):
            return event
    raise AssertionError("the log ended without an answer")


async def test_late_and_returning_readers_see_everything(house: House) -> None:
    desk = Desk(house.parts)
    log = await desk.ask(Request("ann", QUESTION))
    await asyncio.wait_for(finished(log), 30)
    whole = [number async for number, _ in log.read()]
    assert whole == list(range(1, len(whole) + 1))
    rest = [number async for number, _ in log.read(after=3)]
    assert rest == whole[3:]
    assert desk.log("bob", log.answer_id) is None
    await desk.close()


async def test_an_answer_that_nobody_reads_is_finished_by_the_composer(house: House) -> None:
    model = Hanging()
    desk = Desk(parts_with(house, model), unread_s=0.2)
    log = await desk.ask(Request("ann", QUESTION))
    for _ in range(300):
        if log.closed:
            break
        await asyncio.sleep(0.1)
    assert log.closed
    assert model.asked
    stored = await desk.stored("ann", log.answer_id)
    assert stored is not None
    assert stored["writer"] == "composer"
    assert "stopped" not in stored
    await desk.close()


async def test_cancelling_stops_at_once_and_keeps_what_was_said(house: House) -> None:
    model = Hanging()
    desk = Desk(parts_with(house, model))
    log = await desk.ask(Request("ann", QUESTION))
    await asyncio.wait_for(model.started.wait(), 30)
    with pytest.raises(NotFound):
        await desk.cancel("bob", log.answer_id)
    await desk.cancel("ann", log.answer_id)
    answer = (await asyncio.wait_for(finished(log), 30)).answer
    assert answer.stopped
    assert answer.text == "".join(event.text for event in log.events if isinstance(event, Said))
    with pytest.raises(Conflict):
        await desk.cancel("ann", log.answer_id)
    await desk.close()


async def test_turns_of_one_conversation_are_answered_one_after_the_other(house: House) -> None:
    desk = Desk(house.parts)
    first = await desk.ask(Request("ann", "We are building a support chatbot. Base or chat?"))
    later = [
        await desk.ask(Request("ann", text, first.conversation_id)) for text in ("It has 50 rows.", "sorry, 5000 rows")
    ]
    answers = [await asyncio.wait_for(finished(log), 30) for log in (first, *later)]
    assert [answer.answer.facts["examples"].value for answer in answers[1:]] == [50, 5000]
    await desk.close()


async def test_closing_finishes_what_is_being_written(house: House) -> None:
    model = Hanging()
    desk = Desk(parts_with(house, model))
    log = await desk.ask(Request("ann", QUESTION))
    await asyncio.wait_for(model.started.wait(), 30)
    await desk.close()
    assert isinstance(log.events[-1], Finished)
