"""The second look at an intent: the reading by words and the learnt scores are weighed, and facts follow the intent."""

from dataclasses import replace

import pytest

from service.domain.intent import PER_FACT, TRUST, second_look
from service.domain.reading import read
from service.domain.reading.intent_model import IntentModel, pieces
from service.domain.reading.normal import normal
from service.domain.understanding import Intent, Statement, Understanding
from tests.eval.intents import weights
from tests.eval.run_reader import ear

INTENTS = tuple(Intent)
TEXT = "tell"


def model(**scores: int) -> IntentModel:
    """A classifier that scores every message so; the rest get nothing."""
    return IntentModel(INTENTS, tuple(scores.get(intent.value, 0) for intent in INTENTS), {})


def said(intent: Intent, *facts: str) -> Understanding:
    """What the words gave: an intent and some facts."""
    return Understanding("en", intent, tuple(Statement(name, "yes", name) for name in facts))


def looked(text: str) -> Intent:
    """The intent of a message as the service finds it."""
    first = read(text, ear().lexicon, mentions=ear().catalogue.mentions)
    return second_look(first, weights(), normal(text, ear().lexicon.simplified).text).intent


def test_words_stand_where_nothing_speaks_against_them() -> None:
    for intent in INTENTS:
        first = said(intent)
        assert second_look(first, model(), TEXT) is first


def test_a_clear_lead_turns_any_intent() -> None:
    for intent in INTENTS:
        other = Intent.EXPLAIN if intent is not Intent.EXPLAIN else Intent.CHOOSE
        lead = TRUST[intent] + 1
        assert second_look(said(intent), model(**{other.value: lead}), TEXT).intent is other
        assert second_look(said(intent), model(**{other.value: lead - 1}), TEXT).intent is intent


def test_each_fact_of_a_case_speaks_for_a_choice_but_a_model_does_not() -> None:
    lead = TRUST[Intent.CHOOSE] + PER_FACT
    assert second_look(said(Intent.CHOOSE, "model"), model(explain=lead), TEXT).intent is Intent.EXPLAIN
    assert second_look(said(Intent.CHOOSE, "task"), model(explain=lead), TEXT).intent is Intent.CHOOSE


def test_only_facts_that_count_with_the_new_intent_are_kept() -> None:
    first = said(Intent.CHOOSE, "model", "method", "task")
    for intent, names in (
        (Intent.MODEL_LOOKUP, ["model"]),
        (Intent.MEMORY, ["model", "method"]),
        (Intent.OUT_OF_SCOPE, []),
        (Intent.EXPLAIN, ["model", "method", "task"]),
    ):
        turned = second_look(first, model(**{intent.value: 90_000}), TEXT)
        assert turned.intent is intent
        assert [statement.name for statement in turned.statements] == names


def test_a_question_turned_into_a_choice_still_wants_its_explanation() -> None:
    assert second_look(said(Intent.EXPLAIN), model(choose=90_000), TEXT).wants_explanation
    first = replace(said(Intent.CHOOSE), wants_explanation=True)
    assert not second_look(first, model(explain=90_000), TEXT).wants_explanation


def test_scores_do_not_grow_with_length() -> None:
    learnt = IntentModel(INTENTS, (0,) * 6, {"a": (600, 0, 0, 0, 0, 0)})
    assert learnt.scores("a")[Intent.CHOOSE] > learnt.scores("a b c d e f")[Intent.CHOOSE] > 0
    assert IntentModel(INTENTS, (0,) * 6, {}).scores("") == dict.fromkeys(INTENTS, 0)


def test_pieces_are_deterministic() -> None:
    assert pieces("微调 base 还是 chat? 3k") == pieces("微调 base 还是 chat? 3k")
    assert {"微调", "base", "#", "^ 微…", "k $"} <= set(pieces("微调 base 还是 chat? 3k"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Is continued pre-training on a chat model forbidden, or just a bad idea?", Intent.EXPLAIN),
        ("Which start forgets less during fine-tuning?", Intent.EXPLAIN),
        ("微调 Chat 之后通用对话能力变差了，这种现象叫什么，怎么减轻？", Intent.EXPLAIN),
        ("Is phi-4 a base or a chat model?", Intent.MODEL_LOOKUP),
        ("Llama-3.3-70B 有 Base 版吗？没有怎么办？", Intent.MODEL_LOOKUP),
        ("base or chat, 900 rows of tickets", Intent.CHOOSE),
        ("家里开书店，想训个写推荐语的，三百来条，下哪个版本", Intent.CHOOSE),
        ("企业知识库软件哪个好", Intent.OUT_OF_SCOPE),
        ("24G 的卡 QLoRA 14B 够吗", Intent.MEMORY),
    ],
)
def test_messages_that_words_alone_mislead(text: str, intent: Intent) -> None:
    assert looked(text) is intent
