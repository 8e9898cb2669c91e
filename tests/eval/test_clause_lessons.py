"""Lessons that are made of labelled messages."""

from service.domain.reading import look
from service.domain.reading.task_model import NONE
from tests.eval.clause_lessons import statement_lessons, task_lessons
from tests.eval.run_reader import ear


def test_the_clause_that_names_the_task_teaches_it_and_the_others_that_they_do_not() -> None:
    message = "两千条数据，做新闻分类，内部用，选哪个？"
    seen = look(message, ear().lexicon)
    facts = {"task": "classification", "examples": 2000, "public_facing": "no"}
    taught = dict(task_lessons({"facts": facts}, seen))
    assert taught["做新闻分类"] == "classification"
    assert set(taught.values()) == {"classification", NONE}


def test_what_a_message_states_in_words_that_are_not_read_stays_open_everywhere() -> None:
    message = "Summaries of minutes, nobody but us sees them, which one?"
    seen = look(message, ear().lexicon)
    facts = {"task": "summarization", "public_facing": "no", "license": "ok"}
    taught = dict(statement_lessons({"facts": facts}, seen))
    assert all("license?" in said for said in taught.values())


def test_a_message_without_a_task_teaches_that_none_of_its_clauses_names_one() -> None:
    seen = look("我们组一共五个人，卡是两张 3090，选哪个？", ear().lexicon)
    assert set(dict(task_lessons({"facts": {}}, seen)).values()) == {NONE}
