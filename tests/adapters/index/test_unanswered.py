"""Questions without an answer: how they are read, what they tell, and entries that are lifted by their neighbours."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.adapters.index import open_index
from service.adapters.index.links import build_links
from service.adapters.index.rank import NEIGHBOUR, sharpened
from service.adapters.index.unanswered import Apart, Unanswered, read_unanswered
from service.adapters.knowledge import read_entries
from service.errors import BadKnowledge
from tests.adapters.index.samples import UNANSWERED as NONE
from tests.adapters.index.samples import config, samples

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"


def unanswered(*questions: str) -> Unanswered:
    index = open_index(samples(), config())
    return Unanswered(questions, index.analyzer, index.built)


def compared(question: str, *questions: str) -> Apart:
    index = open_index(samples(), config())
    query = index.read(question)
    return unanswered(*questions).compare(query.folded, query.tokens)


def test_a_kept_question_is_like_itself_and_speaks_against_an_answer() -> None:
    same = compared("How do I bake bread?", *NONE)
    assert same.likeness == pytest.approx(1)
    assert same.odds < 0
    assert same.unseen == 0


def test_words_of_the_entries_speak_for_an_answer() -> None:
    asked = compared("显存", *NONE)
    assert asked.likeness == 0
    assert asked.odds > 0


def test_words_that_nobody_used_are_counted() -> None:
    assert compared("zyzzyva quokka", *NONE) == Apart(0.0, 0.0, 1.0)


def test_with_no_questions_kept_nothing_is_told() -> None:
    assert compared("显存") == Apart()
    assert unanswered(*NONE).compare("", []) == Apart()


def test_a_question_like_a_kept_one_gets_no_passages() -> None:
    index = open_index(samples(), config())
    assert index.search("how to bake good bread", language="en") == []
    assert index.search("红烧肉怎么做才好吃", language="zh") == []
    assert index.search("Does chat need more gpu memory", language="en")


def test_a_question_that_stands_in_an_entry_is_never_refused() -> None:
    line = samples()["same-memory"].texts["en"].questions[0]
    index = open_index(samples(), config(unanswered=(*NONE, "memory memory memory")))
    assert index.search(line, language="en")[0].entry == "same-memory"


def test_the_file_as_it_is_is_read_and_no_entry_answers_any_of_its_questions_word_for_word() -> None:
    questions = read_unanswered(KNOWLEDGE / "unanswered.toml")
    assert len(questions) == len(set(questions)) >= 500
    entries, _ = read_entries(KNOWLEDGE / "entries")
    lines = {
        line for entry in entries.values() for text in entry.texts.values() for line in text.questions + text.asked
    }
    assert not lines.intersection(questions)


@pytest.mark.parametrize(
    ("content", "reason"),
    [("zh = ['问']", "en must be"), ("zh = 1\nen = []", "zh must be"), ("zh = ['']\nen = []", "zh")],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "unanswered.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(BadKnowledge, match=f"unanswered.toml: {reason}"):
        read_unanswered(path)


def test_links_go_both_ways_and_an_entry_without_any_has_itself() -> None:
    one, two, three = (replace(entry, related=()) for entry in list(samples().values())[:3])
    links = build_links([replace(one, related=(two.id, "unknown", one.id)), two, three])
    assert links.best(np.array([1, 5, 9], np.float32)).tolist() == [5, 1, 9]


def test_an_entry_beside_a_good_one_is_lifted() -> None:
    plain = open_index(samples(), config()).search("显存", language="zh", top=9)
    first, last = plain[0].entry, plain[-1].entry
    linked = {**samples(), first: replace(samples()[first], related=(last,))}
    lifted = open_index(linked, config()).search("显存", language="zh", top=9)
    assert lifted[0].entry == first
    assert [passage.entry for passage in lifted].index(last) < len(plain) - 1


def test_of_two_neighbours_the_better_one_stays_ahead() -> None:
    one, two, three, *_ = samples().values()
    links = build_links([replace(one, related=(two.id,)), two, three])
    for better, worse in ((1.0, 0.99), (1.0, 0.5), (3.0, 0.0)):
        scores = np.array([worse, better, 0.1], np.float32)
        raised = scores + NEIGHBOUR * links.best(sharpened(scores))
        assert raised[1] > raised[0] > scores[0]
    assert not sharpened(np.array([-1, -1], np.float32)).any()
