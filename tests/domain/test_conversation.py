"""The fold over turns: the newest wins, corrections are kept as history, nothing smears over."""

from service.domain.conversation import Conversation
from service.domain.facts import Value
from tests.readers import heard


def after(*turns: str) -> Conversation:
    """A conversation of these messages."""
    talk = Conversation()
    for turn in turns:
        talk = talk.with_turn(heard(turn))
    return talk


def test_a_correction_replaces_and_keeps_the_history() -> None:
    talk = after("About 2k rows. Base or chat?", "sorry, 20k not 2k. And it'll be LoRA.")
    assert talk.known() == {"examples": 20000, "method": "lora"}
    history = [(note.turn, note.given.fact and note.given.fact.value) for note in talk.history("examples")]
    assert history == [(0, 2000), (1, 20000)]


def test_a_plan_is_dropped_by_the_next_message() -> None:
    talk = after("Which variant for intent detection?", "we do plan continued pretraining first", "hmm, dropped that")
    fact = talk.told()["continued_pretraining"]
    assert (fact.value, fact.quote) == ("no", "dropped that")


def test_a_doubt_is_settled_by_the_next_message() -> None:
    talk = after("base or instruct?", "We might do continued pretraining", "ok decided: yes we will do it")
    assert talk.known()["continued_pretraining"] == "yes"


def test_a_passing_remark_does_not_replace_the_task() -> None:
    talk = after("Which variant for a travel-booking assistant?", "Yes, it must call our booking functions.")
    assert talk.known()["task"] == "dialogue"
    assert talk.known()["tools"] == "yes"


def test_that_people_talk_to_it_does_not_replace_the_task() -> None:
    talk = after("做盲盒店的售后机器人，base 还是 chat？", "会对外开放，顾客直接跟它聊")
    assert talk.known()["task"] == "customer_service"
    assert talk.known()["public_facing"] == "yes"


def test_a_contradiction_holds_until_the_fact_is_given_again() -> None:
    talk = after("做翻译和分类，选 base 还是 chat？")
    assert set(talk.contradictions) == {"task"}
    assert "task" not in talk.known()
    talk = talk.with_turn(heard("主要是翻译"))
    assert talk.known()["task"] == "translation"
    assert not talk.contradictions


def test_off_topic_turns_state_nothing() -> None:
    before = after("做智能客服，LoRA，选 base 还是 chat？")
    assert before.with_turn(heard("明天上海会下雨吗")).known() == before.known()


def test_a_form_beats_the_message_and_null_takes_back() -> None:
    talk = Conversation().with_turn(heard("用 LoRA，选哪个版本？"), {"method": "full"})
    assert talk.known()["method"] == "full"
    taken: dict[str, Value | None] = {"method": None}
    assert "method" not in talk.with_turn(heard("选哪个版本？"), taken).known()


def test_the_catalogue_gives_way_to_the_user() -> None:
    talk = Conversation().with_turn(heard("选哪个版本？"), {"base_published": "no"})
    holding = talk.standing((), {"base_published": "yes", "chat_published": "yes"}).facts
    assert {name: fact.value for name, fact in holding.items()} == {"base_published": "no", "chat_published": "yes"}
