"""The second look at an intent: learnt scores decide, the reading by words has a say, and facts follow the intent."""

import pytest

from service.domain.facts import Language
from service.domain.reading import look, read
from service.domain.reading.intent_model import IntentModel, pieces
from service.domain.reading.intents import Wanted
from service.domain.reading.second import TRUST, second_look
from service.domain.reading.signs import IN_TALK
from service.domain.understanding import Intent
from tests.eval.intents import weights
from tests.eval.run_reader import ear

INTENTS = tuple(Intent)
TEXT = "tell"


def model(**scores: int) -> IntentModel:
    """A classifier that scores every message so; the rest get nothing."""
    return IntentModel(INTENTS, tuple(scores.get(intent.value, 0) for intent in INTENTS), {})


def looked(text: str, language: Language | None = None) -> Intent:
    """The intent of a message as the service finds it, alone or in a conversation."""
    mentions = ear().catalogue.mentions
    return read(text, ear().lexicon, mentions=mentions, learnt=weights(), conversation_language=language).intent


def test_words_stand_where_nothing_speaks_against_them() -> None:
    for intent in INTENTS:
        first = Wanted(intent)
        assert second_look(first, model(), TEXT, ()) is first


def test_a_clear_lead_turns_a_reading_and_what_it_is_trusted_for_counts() -> None:
    for (intent, sure), trust in TRUST.items():
        first = Wanted(intent, sure=sure)
        assert second_look(first, model(explain=trust + 1), TEXT, ()).intent is Intent.EXPLAIN
        assert second_look(first, model(explain=trust - 1), TEXT, ()) is first


def test_trust_counts_for_nothing_in_a_conversation() -> None:
    first = Wanted(Intent.OUT_OF_SCOPE, sure=True)
    assert second_look(first, model(choose=1), TEXT, (IN_TALK,)).intent is Intent.CHOOSE


def test_a_bare_greeting_and_an_outright_answer_stand() -> None:
    greeting, answer = Wanted(Intent.GREETING, sure=True), Wanted(Intent.CHOOSE, sure=True)
    assert second_look(greeting, model(out_of_scope=90_000), TEXT, ()) is greeting
    assert second_look(answer, model(out_of_scope=90_000), TEXT, (IN_TALK,)) is answer


def test_signs_are_added_as_they_are() -> None:
    learnt = IntentModel(INTENTS, (0,) * 6, {}, {"told": (700, 0, 0, 0, 0, 0)})
    assert learnt.scores("a b c d", ("told", "unheard"))[INTENTS[0]] == 700


def test_a_question_turned_into_a_choice_still_wants_its_explanation() -> None:
    assert second_look(Wanted(Intent.EXPLAIN), model(choose=90_000), TEXT, ()).explanation
    first = Wanted(Intent.CHOOSE, explanation=True)
    assert not second_look(first, model(explain=90_000), TEXT, ()).explanation


def test_facts_follow_the_intent_that_holds() -> None:
    text = "Qwen3-8B, LoRA, summarisation"
    mentions = ear().catalogue.mentions
    for intent, names in (
        (Intent.CHOOSE, {"model", "method", "task"}),
        (Intent.MODEL_LOOKUP, {"model"}),
        (Intent.MEMORY, {"model", "method"}),
        (Intent.OUT_OF_SCOPE, set()),
    ):
        heard = read(text, ear().lexicon, mentions=mentions, learnt=model(**{intent.value: 90_000}))
        assert (heard.intent, {said.name for said in heard.statements}) == (intent, names)


def test_signs_tell_a_conversation_and_facts_of_a_case() -> None:
    alone, following = look("2000 rows", ear().lexicon), look("2000 rows", ear().lexicon, in_talk=True)
    assert "facts:1" in alone.signs
    assert IN_TALK not in alone.signs
    assert IN_TALK in following.signs


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
        ("多少条数据以上应该用 Base？", Intent.EXPLAIN),
        ("Which bass guitar should a beginner buy, and is a Squier base model ok?", Intent.OUT_OF_SCOPE),
        ("谢谢，讲得很清楚，辛苦啦", Intent.GREETING),
        ("thx a bunch", Intent.GREETING),
    ],
)
def test_messages_that_words_alone_mislead(text: str, intent: Intent) -> None:
    assert looked(text) is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("那要是标注量涨到 15 万条，你会改口选另一个吗？", Intent.CHOOSE),
        ("And if the studio doubled it, would you still pick the same one?", Intent.CHOOSE),
        ("为什么？", Intent.EXPLAIN),
        ("why not the other one?", Intent.EXPLAIN),
        ("用途先保密", Intent.CHOOSE),
        ("顺便给我写首七夕的情诗呗", Intent.OUT_OF_SCOPE),
    ],
)
def test_follow_ups_are_read_as_part_of_the_conversation(text: str, intent: Intent) -> None:
    assert looked(text, "zh" if text > "~" else "en") is intent
