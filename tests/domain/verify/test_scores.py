"""The figures that the checker keeps on the sentences that it was built with, and the shape of its input and output."""

import pytest

from service.domain.faults import Faulty
from service.domain.verify import check_line, words_from
from tests.engines import engine
from tests.eval.run_sentences import HERE, SEEN, checker, judged, right


@pytest.mark.parametrize("path", SEEN, ids=lambda path: path.stem)
def test_harmful_sentences_are_caught_first_and_few_harmless_ones_are_lost(path: object) -> None:
    found = judged(HERE / str(path))
    harmful = [right(*pair) for pair in found if pair[0]["label"] != "ok"]
    harmless = [right(*pair) for pair in found if pair[0]["label"] == "ok"]
    assert sum(harmful) >= 0.98 * len(harmful)
    assert harmless.count(False) <= 0.05 * len(harmless)


def test_what_the_composer_writes_may_be_said() -> None:
    found = judged(HERE / "sentences.composed.jsonl")
    assert sum(outcome["allowed"] for _, outcome in found) >= 0.995 * len(found)


def test_a_line_without_its_parts_is_refused_with_every_fault() -> None:
    with pytest.raises(Faulty) as refused:
        check_line({"id": "x", "lang": "fr", "verdict": "maybe"}, checker(), engine())
    assert len(refused.value.faults) == 3


def test_words_that_are_no_text_are_refused() -> None:
    with pytest.raises(Faulty):
        words_from({"en": {"words": {"good": ["fine"]}}})


def test_the_same_sentence_is_judged_the_same() -> None:
    row = {"id": "x", "lang": "en", "verdict": "chat", "facts": {"dialogue": "yes"}, "sentence": "Start from Chat."}
    assert check_line(row, checker(), engine()) == check_line(row, checker(), engine())
