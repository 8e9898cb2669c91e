"""The outline of a text: each place lies in one sentence and one clause."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.reading.clauses import outline

TEXTS = st.text(alphabet="ab我们 ,.:?。!()-0\n…", max_size=60)


@given(TEXTS)
def test_every_place_lies_in_the_sentence_and_clause_that_its_number_names(text: str) -> None:
    plan = outline(text)
    for at in range(len(text)):
        sentence, clause = plan.sentences[plan.sentence(at)], plan.clauses[plan.clause(at)]
        assert sentence.start <= clause.start <= at < clause.end <= sentence.end
        assert clause.question == sentence.question == ("?" in text[sentence.start : sentence.end])
    assert plan.sentence(len(text)) == len(plan.sentences) - 1
    assert plan.clause(len(text)) == len(plan.clauses) - 1
