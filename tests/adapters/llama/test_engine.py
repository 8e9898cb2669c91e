"""Continuous batching over a model in Python: what is computed, shared, shed and dropped."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.llama.engine import Broken, Engine
from service.adapters.llama.jobs import Order
from tests.adapters.llama.fake_model import FakeModel, Following, order

SYSTEM = "the same beginning for everybody, as long as it has to be. "


class Bench:
    """An engine over a fake model, and everything it emits."""

    def __init__(self, model: FakeModel, script: Callable[[Order], str] | None = None, *, singly: int = 1) -> None:
        self.model, self.out = model, list[dict[str, Any]]()
        self.choose = Following(script)
        self.engine = Engine(
            model, self.out.append, shares=model.shares, trims=model.shares, choose=self.choose, singly=singly
        )

    def run(self, steps: int = 10_000) -> None:
        while steps and self.engine.step():
            steps -= 1

    def said(self, number: int) -> list[str]:
        return [message["text"] for message in self.out if message.get("say") == number]

    def why(self, number: int) -> str:
        return next(str(message["why"]) for message in self.out if message.get("done") == number)


def test_what_is_said_is_whole_sentences_and_the_end() -> None:
    bench = Bench(FakeModel(), lambda asked: "One. Two! Three")
    bench.engine.add(order(1, "prompt", tokens=40))
    bench.run()
    assert bench.said(1) == ["One.", "Two!", "Three"]
    assert bench.why(1) == "end"


def test_bounds_end_a_span_and_the_half_of_a_sentence_is_not_said() -> None:
    for bounds, said in (
        ({"max_sentences": 1}, ["One."]),
        ({"max_characters": 10}, ["One."]),
        ({"tokens": 11}, ["One."]),
    ):
        bench = Bench(FakeModel(), lambda asked: "One. Two more words! Three")
        bench.engine.add(order(1, "prompt", **bounds))  # type: ignore[arg-type]
        bench.run()
        assert bench.said(1) == said
        assert bench.why(1) == "bound"


def test_a_common_beginning_is_computed_once_though_all_come_at_once() -> None:
    model = FakeModel(context=2000, longest=2000, batch=16)
    bench = Bench(model)
    for number in range(8):
        bench.engine.add(order(number, f"{SYSTEM}{number}", tokens=3))
    bench.run()
    tally = bench.engine.tally
    assert tally.shared == 7 * len(SYSTEM)
    assert tally.computed == len(SYSTEM) + 8
    assert all(bench.why(number) == "bound" for number in range(8))


@pytest.mark.parametrize("split", [False, True])
def test_the_next_span_of_an_answer_goes_on_in_its_sequence(split: bool) -> None:
    model = FakeModel(context=2000, longest=2000, split=split)
    bench = Bench(model, lambda asked: "Said so. ")
    bench.engine.add(order(1, SYSTEM, answer=7, tokens=40))
    bench.run()
    before = model.computed
    bench.engine.add(order(2, SYSTEM, answer=7, tokens=40, shown="Said so. Fixed text. "))
    bench.run()
    assert bench.engine.tally.kept == len(SYSTEM + "Said so. ")
    assert model.computed - before == len("Fixed text. ") + len("Said so. ")


def test_an_architecture_that_shares_nothing_computes_everything_and_says_the_same() -> None:
    texts = []
    for shares in (True, False):
        bench = Bench(FakeModel(context=2000, longest=2000, shares=shares))
        for number in range(4):
            bench.engine.add(order(number, f"{SYSTEM}{number}", tokens=20, lines=True, max_characters=15))
        bench.run()
        texts.append(bench.choose.seen)
    assert texts[0] == texts[1]


def test_what_is_only_read_says_nothing_and_is_there_for_those_that_come() -> None:
    bench = Bench(FakeModel(context=2000, longest=2000), lambda asked: "Said so. ")
    bench.engine.add(order(0, SYSTEM, tokens=0))
    bench.run()
    assert bench.why(0) == "read"
    assert bench.engine.generated == 0
    before = bench.model.computed
    bench.engine.add(order(1, SYSTEM + "a", tokens=40))
    bench.engine.add(order(2, SYSTEM + "b", tokens=40))
    bench.run()
    assert bench.model.computed - before == 2 * (1 + len("Said so. "))
    assert bench.said(1) == bench.said(2) == ["Said so."]


def test_a_few_readers_are_served_in_turn_where_that_is_faster_and_many_together() -> None:
    for readers, sizes in ((3, {1}), (4, {4})):
        bench = Bench(FakeModel(context=2000, longest=2000), singly=3)
        for number in range(readers):
            bench.engine.add(order(number, "p", tokens=8))
        while not all(job.next for job in bench.engine._jobs) or len(bench.engine._jobs) < readers:
            bench.engine.step()
        before = len(bench.model.batches)
        bench.run()
        decoded = bench.model.batches[before : before + 6]
        assert set(decoded) == sizes
        counts = [len(bench.choose.seen[number]) for number in range(readers)]
        assert counts == [8] * readers
    served = [message["done"] for message in bench.out if "done" in message]
    assert served == [0, 1, 2, 3]


def test_readers_with_memory_of_their_own_are_computed_together() -> None:
    bench = Bench(FakeModel(context=2000, longest=250, split=True))
    for number in range(8):
        bench.engine.add(order(number, f"{number} first", tokens=20))
    bench.run()
    for answer in (5, 2, 7, 0, 3, 6, 1, 4):  # now the sequences that were used longest ago lie far apart
        bench.engine.add(order(10 + answer, f"{answer} first", answer=answer, tokens=20))
        bench.run()
    before = len(bench.model.runs)
    for number in range(20, 24):
        bench.engine.add(order(number, f"a question, {number}", tokens=30))
    bench.run()
    together = [runs for size, runs in zip(bench.model.batches, bench.model.runs, strict=True) if size == 4][-20:]
    assert len(bench.model.batches) - before > 20
    assert set(together) == {1}


def test_a_cancelled_order_says_nothing_more_and_its_place_is_free() -> None:
    bench = Bench(FakeModel(sequences=1), lambda asked: "One. Two. Three. ")
    bench.engine.add(order(1, "prompt", tokens=40))
    bench.engine.add(order(2, "prompt", tokens=40))
    while not bench.said(1):
        bench.engine.step()
    bench.engine.cancel(1)
    count = len(bench.said(1))
    bench.run()
    assert len(bench.said(1)) == count
    assert bench.said(2) == ["One.", "Two.", "Three."]
    bench.engine.cancel(99)


def test_one_that_waits_can_be_cancelled_too() -> None:
    bench = Bench(FakeModel(sequences=1))
    bench.engine.add(order(1, "prompt"))
    bench.engine.add(order(2, "prompt"))
    bench.engine.step()
    bench.engine.cancel(2)
    bench.run()
    assert not [message for message in bench.out if 2 in message.values()]


def test_a_prompt_that_is_too_long_is_refused_at_once() -> None:
    bench = Bench(FakeModel(context=64, longest=64))
    bench.engine.add(order(1, "x" * 60, tokens=10))
    bench.engine.add(order(2, "x" * 20, tokens=10))
    bench.run()
    assert bench.why(1) == "too_long"
    assert bench.why(2) == "bound"


def test_what_idle_sequences_remember_gives_way_to_the_living() -> None:
    bench = Bench(FakeModel(context=128, longest=128))
    for number in range(12):
        bench.engine.add(order(number, chr(100 + number) * 50, tokens=10))
        bench.run()
    assert [bench.why(number) for number in range(12)] == ["bound"] * 12


def test_a_failed_batch_ends_its_orders_and_three_in_a_row_end_the_worker() -> None:
    bench = Bench(FakeModel(fails=1))
    bench.engine.add(order(1, "prompt"))
    bench.run()
    assert bench.why(1) == "failed"
    bench.engine.add(order(2, "prompt"))
    bench.run()
    assert bench.why(2) == "bound"
    bench.model.fails = 9
    for number in (3, 4):
        bench.engine.add(order(number, "prompt"))
        bench.run()
    bench.engine.add(order(5, "prompt"))
    with pytest.raises(Broken):
        bench.run()


def test_readers_go_on_while_a_long_prompt_is_read() -> None:
    model = FakeModel(context=4000, longest=4000, batch=40)
    bench = Bench(model)
    bench.engine.add(order(1, "short", tokens=15))
    bench.engine.step()
    bench.engine.add(order(2, "y" * 800, tokens=5))
    bench.run()
    first = next(index for index, message in enumerate(bench.out) if message.get("done") == 1)
    second = next(index for index, message in enumerate(bench.out) if message.get("done") == 2)
    assert first < second


def test_an_answer_s_first_sentence_is_read_for_before_the_next_span_of_another() -> None:
    model = FakeModel(context=4000, longest=4000, batch=32)
    bench = Bench(model, lambda asked: "Said. ")
    bench.engine.add(order(1, "a", answer=1, tokens=40))
    bench.run()
    bench.engine.add(order(2, "a" + "b" * 300, answer=1, tokens=40))
    bench.engine.step()
    bench.engine.add(order(3, "c" * 300, answer=2, tokens=40))
    bench.run()
    said = [message["say"] for message in bench.out if "say" in message]
    assert said == [1, 3, 2]


def test_the_next_span_is_not_put_off_for_ever() -> None:
    model = FakeModel(context=90_000, longest=4000, batch=32, sequences=40)
    bench = Bench(model, lambda asked: "Said. ")
    bench.engine.add(order(0, "a", answer=0, tokens=40))
    bench.run()
    bench.engine.add(order(1, "a" + "b" * 64, answer=0, tokens=40))
    for number in range(2, 40):
        bench.engine.add(order(number, chr(100 + number) * 64, tokens=40))
    bench.run()
    said = [message["say"] for message in bench.out if "say" in message]
    assert 10 < said.index(1) < 25


def test_it_is_counted_how_long_steps_take_and_how_much_of_that_is_the_model_s() -> None:
    bench = Bench(FakeModel())
    bench.engine.add(order(1, "prompt"))
    bench.run()
    counts = bench.engine.counts()
    assert 0 < counts["native_us"] < counts["busy_us"]


ORDERS = st.lists(
    st.tuples(st.integers(0, 4), st.text("abcd", min_size=1, max_size=40), st.integers(1, 30), st.booleans()),
    min_size=1,
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(ORDERS, st.booleans(), st.booleans(), st.integers(1, 5), st.integers(60, 400))
def test_whatever_is_asked_every_order_ends_and_sharing_changes_no_token(
    asked: list[tuple[int, str, int, bool]], split: bool, shares: bool, sequences: int, context: int
) -> None:
    def model(**settings: Any) -> FakeModel:
        return FakeModel(batch=16, split=split, context=context, longest=context, **settings)

    bench = Bench(model(sequences=sequences, shares=shares))
    cancelled = set()
    for number, (answer, prompt, tokens, cancel) in enumerate(asked):
        bench.engine.add(order(number, f"system {prompt}", answer=answer, tokens=tokens))
        bench.engine.step()
        if cancel:
            bench.engine.cancel(number)
            cancelled.add(number)
    bench.run()
    ended = [message["done"] for message in bench.out if "done" in message]
    assert len(ended) == len(set(ended))
    assert set(ended) | cancelled == set(range(len(asked)))
    alone = Bench(model(sequences=1, shares=False))
    answer, prompt, tokens, _ = asked[0]
    alone.engine.add(order(0, f"system {prompt}", tokens=tokens))
    alone.run()
    if 0 not in cancelled and bench.why(0) == alone.why(0):
        assert bench.choose.seen.get(0) == alone.choose.seen.get(0)
