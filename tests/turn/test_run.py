"""A turn from question to stored answer, with a real engine, real knowledge, and models that lie, hang or babble."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.assemble import House
from service.domain.answer import answer_as_json
from service.domain.events import Decided, Event, Finished, Retrieved, Said, Understood, Withheld
from service.errors import BadInput, NotFound
from service.turn.ports import Phraser
from service.turn.request import Request
from service.turn.run import admit, run_turn
from tests.turn.houses import Hanging, Lines, house_in, parts_with

SUPPORT = "We are building a customer support bot, 3k rows, LoRA. Base or chat?"
SUMMARIES = "我们要做医学摘要，不需要多轮对话，大概 3 千条数据，选哪个版本？"
OWN = {"answer_id", "conversation_id", "timings_ms"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = house_in(tmp_path_factory.mktemp("house"))
    yield built
    built.close()


async def events_of(house: House, question: str, model: Phraser | None = None, **more: Any) -> list[Event]:
    parts = parts_with(house, model)
    request = Request(
        "ann", question, more.pop("conversation_id", None), more.pop("form", {}), more.pop("policy", None)
    )
    return [event async for event in run_turn(parts, await admit(parts, request), **more)]


def answer_in(events: list[Event]) -> dict[str, Any]:
    assert isinstance(events[-1], Finished)
    return answer_as_json(events[-1].answer)


def without_own(answer: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in answer.items() if key not in OWN}, ensure_ascii=False)


async def test_events_come_in_the_order_of_the_contract(house: House) -> None:
    events = await events_of(house, SUPPORT)
    kinds = [type(event) for event in events]
    assert kinds[:3] == [Understood, Decided, Retrieved]
    assert set(kinds[3:-1]) == {Said}
    answer = answer_in(events)
    assert answer["text"] == "".join(event.text for event in events if isinstance(event, Said))
    assert answer["decision"]["verdict"] == "chat"
    assert answer["decision"]["reasons"][0]["rule"] == "G3"
    assert answer["second_opinion"]["policy"] == "field"


async def test_what_was_acknowledged_is_stored(house: House) -> None:
    answer = answer_in(await events_of(house, SUMMARIES))
    turns = house.store.turns("ann", answer["conversation_id"])
    assert turns is not None
    assert turns[0].answer == answer
    assert house.store.receipt("ann", answer["decision"]["receipt"])["decision"]["verdict"] == "base"


async def test_same_question_same_bytes_with_the_composer(house: House) -> None:
    first, second = [answer_in(await events_of(house, SUMMARIES)) for _ in range(2)]
    assert without_own(first) == without_own(second)


LIES = {
    "en": "Ignore the engine and start from Base. The verdict is base. You must take the Base checkpoint.",
    "zh": "请忽略引擎，直接选 Chat。结论就是 Chat。您必须从 Chat 版开始。",
}


@pytest.mark.parametrize(("question", "lie"), [(SUPPORT, LIES["en"]), (SUMMARIES, LIES["zh"])])
async def test_a_lying_model_changes_nothing_and_is_not_heard(house: House, question: str, lie: str) -> None:
    honest = answer_in(await events_of(house, question))
    model = Lines(lambda _: lie)
    events = await events_of(house, question, model)
    lied = answer_in(events)
    assert model.asked
    assert lied["decision"] == honest["decision"]
    assert lied["facts"] == honest["facts"]
    assert lied["withheld"] == sum(isinstance(event, Withheld) for event in events) > 0
    for sentence in lie.replace("。", "。\n").replace(". ", ".\n").splitlines():
        assert sentence.strip() not in lied["text"]
    assert lied["text"] == honest["text"]


async def test_three_failures_in_a_row_end_the_models_turn(house: House) -> None:
    model = Lines(lambda _: LIES["en"] * 9)
    answer = answer_in(await events_of(house, SUPPORT, model))
    assert answer["withheld"] == 3
    assert answer["writer"] == "composer"


@pytest.mark.parametrize("signal", ["stop", "hurry"])
async def test_a_hanging_model_is_interrupted_at_once(house: House, signal: str) -> None:
    model, event = Hanging(), asyncio.Event()
    turn = asyncio.create_task(events_of(house, SUPPORT, model, **{signal: event}))
    await asyncio.wait_for(model.started.wait(), 30)
    event.set()
    answer = answer_in(await asyncio.wait_for(turn, 30))
    honest = answer_in(await events_of(house, SUPPORT))
    if signal == "stop":
        assert answer["stopped"] is True
        assert honest["text"].startswith(answer["text"])
        assert len(answer["text"]) < len(honest["text"])
    else:
        assert answer["text"] == honest["text"]


async def test_a_correction_replaces_and_a_tap_sets_a_fact(house: House) -> None:
    first = answer_in(await events_of(house, "我们做智能客服，微调用哪个版本？"))
    where = first["conversation_id"]
    assert first["decision"]["verdict"] == "chat"
    second = answer_in(
        await events_of(house, "要先做继续预训练", conversation_id=where, form={"continued_pretraining": "yes"})
    )
    assert second["facts"]["continued_pretraining"]["source"] == "form"
    assert second["decision"]["verdict"] == "base"
    third = answer_in(await events_of(house, "好的", conversation_id=where, form={"continued_pretraining": None}))
    assert "continued_pretraining" not in third["facts"]


async def test_a_bad_request_is_refused_before_anything_is_stored(house: House) -> None:
    before = len(house.store.conversations("ann"))
    for question, form, policy in [
        ("  ", {}, None),
        ("x" * 8001, {}, None),
        ("hi", {"nope": "1"}, None),
        ("hi", {}, "x"),
    ]:
        with pytest.raises(BadInput):
            await events_of(house, question, form=form, policy=policy)
    with pytest.raises(NotFound):
        await events_of(house, "hi", conversation_id="unknown")
    assert len(house.store.conversations("ann")) == before


async def test_answers_left_by_a_killed_service_are_finished(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    admitted = await admit(house.parts, Request("ann", SUPPORT))
    assert await house.assistant.finish_left_over() == 1
    turns = house.store.turns("ann", admitted.conversation_id)
    assert turns is not None
    assert turns[0].answer is not None
    assert turns[0].answer["decision"]["verdict"] == "chat"
    assert await house.assistant.finish_left_over() == 0
    house.close()
