"""Writing a brief out with no model, a good one, a lying one, a noisy one and a dying one."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from service.domain.answer import Writer
from service.domain.brief import Brief, Fixed, Free, Phrasing, composed
from service.domain.events import Said, Withheld
from service.domain.facts import Language
from service.domain.understanding import Intent
from service.errors import Unavailable
from service.turn.write import Written, write


@dataclass(frozen=True)
class Judged:
    allowed: bool
    reason: str = ""


def no_lies(sentence: str, before: Sequence[str]) -> Judged:
    return Judged("lie" not in sentence, "contradicts" if "lie" in sentence else "")


@dataclass
class Model:
    """Says the given pieces for every span, then dies if it is to."""

    pieces: Sequence[str]
    dies: bool = False
    writer: Writer = Writer.LLAMA
    asked: list[Phrasing] = field(default_factory=list)
    closed: int = 0

    def ready(self) -> bool:
        return True

    async def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        self.asked.append(phrasing)
        try:
            for piece in self.pieces:
                yield piece
            if self.dies:
                raise Unavailable("the worker died")
        finally:
            self.closed += 1


def brief(*sentences: str, language: Language = "en", spans: int = 1) -> Brief:
    free = Free("topic", sentences, (1,), len(sentences) + 1, 400)
    middle = [part for _ in range(spans) for part in (free, Fixed("\n\n"))]
    return Brief(language, Intent.EXPLAIN, None, None, {}, (Fixed("Head. "), *middle, Fixed("Tail.")), (), ())


async def written(brief: Brief, model: Model | None, **options: object) -> tuple[Written, list[Said | Withheld]]:
    parts = [part async for part in write(brief, model, no_lies, **options)]  # type: ignore[arg-type]
    last = parts.pop()
    assert isinstance(last, Written)
    kept = [part for part in parts if not isinstance(part, Written)]
    assert last.text == "".join(part.text for part in kept if isinstance(part, Said))
    assert last.withheld == sum(isinstance(part, Withheld) for part in kept)
    return last, kept


async def test_without_a_model_it_is_the_composed_text() -> None:
    plain = brief("One.", "Two.")
    last, _ = await written(plain, None)
    assert last == Written(composed(plain), Writer.COMPOSER, 0)


async def test_chinese_sentences_are_joined_without_a_space() -> None:
    plain = brief("一。", "二。", language="zh")
    assert (await written(plain, None))[0].text == composed(plain)


async def test_a_good_model_writes_the_free_span() -> None:
    model = Model(["Good ", "one. Good", " two."])
    last, _ = await written(brief("One.", "Two."), model)
    assert last == Written("Head. Good one. Good two.\n\nTail.", Writer.LLAMA, 0)
    assert model.asked[0].shown == "Head. "


async def test_a_failing_sentence_is_withheld_and_the_composers_stands_in_its_place() -> None:
    last, parts = await written(brief("One.", "Two.", "Three."), Model(["Good. A lie. Good again."]))
    assert last.text == "Head. Good. Two. Good again.\n\nTail."
    assert [part.reason for part in parts if isinstance(part, Withheld)] == ["contradicts"]


async def test_three_failures_in_a_row_end_the_models_turn_for_the_whole_answer() -> None:
    model = Model(["A lie. " * 9])
    last, _ = await written(brief("One.", "Two.", "Three.", "Four.", spans=2), model)
    assert last == Written("Head. One. Two. Three. Four.\n\nOne. Two. Three. Four.\n\nTail.", Writer.COMPOSER, 3)
    assert len(model.asked) == model.closed == 1


async def test_failures_that_are_not_in_a_row_do_not_end_it() -> None:
    model = Model(["A lie. A lie. Good."])
    last, _ = await written(brief("One.", "Two.", spans=2), model)
    assert last.withheld == 4
    assert len(model.asked) == 2


async def test_a_model_that_dies_in_mid_sentence_is_finished_by_the_composer() -> None:
    model = Model(["Good. Half a sen"], dies=True)
    last, _ = await written(brief("One.", "Two.", spans=2), model)
    assert last == Written("Head. Good. Two.\n\nOne. Two.\n\nTail.", Writer.LLAMA, 0)
    assert len(model.asked) == 1


async def test_a_model_that_says_nothing_leaves_the_span_to_the_composer() -> None:
    last, _ = await written(brief("One."), Model(["  ", "\n"]))
    assert last == Written("Head. One.\n\nTail.", Writer.COMPOSER, 0)


async def test_a_model_that_is_not_ready_is_not_asked() -> None:
    class Loading(Model):
        def ready(self) -> bool:
            return False

    model = Loading(["Good."])
    last, _ = await written(brief("One."), model)
    assert last.text == "Head. One.\n\nTail."
    assert model.asked == []


async def test_the_span_keeps_its_bounds_and_the_model_is_stopped() -> None:
    model = Model(["Good. "] * 500)
    last, _ = await written(brief("One.", "Two."), model)
    assert last.text.count("Good.") == 3
    assert model.closed == 1


async def test_noise_without_an_end_is_cut_and_checked() -> None:
    model = Model(["lie\u0000 " * 40] * 50)
    last, _ = await written(brief("One.", "Two."), model)
    assert last.text == "Head. One. Two.\n\nTail."
    assert last.withheld == 3


async def test_line_breaks_of_a_model_never_reach_the_text() -> None:
    last, _ = await written(brief("One."), Model(["Good\tone.\n\n\nGood\ntwo."]))
    assert last.text == "Head. Good one. Good\n\nTail."


async def test_when_stopped_the_composer_writes_the_rest_at_once() -> None:
    model = Model(["Good. Good. "])
    last, _ = await written(brief("One.", "Two.", spans=2), model, stopped=lambda: bool(model.asked))
    assert last.text == "Head. One. Two.\n\nOne. Two.\n\nTail."
    assert len(model.asked) == 1


async def test_closing_the_writing_closes_the_model() -> None:
    model = Model(["Good. "] * 50)
    parts = write(brief("One.", "Two."), model, no_lies)
    async for part in parts:
        if isinstance(part, Said) and "Good" in part.text:
            break
    await parts.aclose()
    assert model.closed == 1
