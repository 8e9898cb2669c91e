"""How likely an entry's lines make a question: traits, smoothing, and what the gate reads of it."""

import numpy as np
import pytest

from service.adapters.index import open_index
from service.adapters.index.build import compute_lexical
from service.adapters.index.likelihood import build_likelihood, traits
from tests.adapters.index.samples import config, samples


def best(question: str) -> str:
    index = open_index(samples(), config())
    query = index.read(question)
    return index.built.ids[int(np.argmax(index.built.likelihood.scores(query.folded, query.tokens)))]


def test_traits_are_words_characters_pairs_and_fragments() -> None:
    found = list(traits("显存 gpus", ["显存", "gpu", "card"]))
    assert found == ["显存", "gpu", "card", "'显", "'存", "_显存", "~ gpu", "~gpus", "~pus ", "gpu|card"]


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("显存小该选哪个", "same-memory"), ("catastrofic forgeting", "forgetting"), ("能力变差", "forgetting"),
        ("small cards", "same-memory"),
    ],
)  # fmt: skip
def test_the_entry_whose_lines_make_the_question_is_likeliest(question: str, entry: str) -> None:
    assert best(question) == entry


def test_a_question_of_unknown_traits_favours_no_entry() -> None:
    index = open_index(samples(), config())
    scores = index.built.likelihood.scores("zzqx", ["zzqx"])
    assert not scores.any()


def test_holding_counts_short_lines_alone() -> None:
    likelihood = open_index(samples(), config()).built.likelihood
    assert likelihood.holding[likelihood.terms["dumber"]] == 2, "an alias and a question"
    assert (
        likelihood.holding[likelihood.terms["tuning"] if "tuning" in likelihood.terms else likelihood.terms["tun"]] == 0
    )


def test_no_documents_make_an_empty_model() -> None:
    assert build_likelihood([]).scores("显存", ["显存"]).shape == (0,)
    assert compute_lexical("", [], open_index(samples(), config()).analyzer).likelihood.terms == {}


def test_an_answer_leads_by_more_than_chance() -> None:
    index = open_index(samples(), config())
    answered, other = index.evidence("Why did it get dumber?", "en"), index.evidence("Is it raining", "en")
    assert answered is not None
    assert other is not None
    assert answered.lead > other.lead
