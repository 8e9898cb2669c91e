"""The page in each of its states, drawn by Streamlit's own test runner against the fake API."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.fake_api import FakeApi, recorded
from ui.words import say

Make = Callable[..., AppTest]
QUESTION = "我们要做医学摘要，不需要多轮对话，大概 3 千条数据"


def texts(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.error, page.success, page.title, page.subheader)
    return "\n".join(str(element.value) for elements in kinds for element in elements)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def asked(page: AppTest, question: str = QUESTION) -> AppTest:
    done = page.run().chat_input(key="question").set_value(question).run()
    assert not done.exception
    return done


def test_the_empty_page_shows_examples_in_both_languages_the_browsers_first(api: FakeApi, page: Make) -> None:
    for locale, title in (("zh-CN", "做 SFT"), ("en-US", "For SFT")):
        shown = page(locale).run()
        assert not shown.exception
        assert title in shown.title[0].value
        examples = [button.label for button in shown.button if (button.key or "").startswith("example_")]
        assert len(examples) == 8
        assert ("？" in examples[0]) == (locale == "zh-CN")
    assert not api.asked()


def test_an_answer_is_shown_whole(api: FakeApi, page: Make) -> None:
    shown = asked(page())
    answer, text = recorded("summary_zh"), texts(shown)
    assert "从 Base 版开始" in shown.subheader[0].value
    for quote in ("医学摘要", "不需要多轮对话", "大概 3 千条数据"):
        assert f"“{quote}”" in text
    assert "第二意见不同意" in text
    assert answer["citations"][0]["quote"] in text.replace("\\", "")
    assert "Qwen/Qwen3\\-8B\\-Base" in text or "Qwen/Qwen3-8B-Base" in text
    assert "make up MODEL=" in text
    assert answer["decision"]["receipt"] in text
    assert [button.label for button in shown.button if "option_" in str(button.key)] == ["全参数微调", "LoRA", "QLoRA"]
    assert api.asked() == [{"question": QUESTION, "policy": "guide", "stream": True}]
    assert shown.query_params["c"] == "conversation-1"


def test_what_agrees_is_said_and_what_is_inferred_is_named(api: FakeApi, page: Make) -> None:
    text = texts(asked(page("en-US"), "A customer service bot"))
    assert "**Second opinion** (Field practice) agrees: Start from Chat." in text
    assert "settled" in text
    assert "follows from “task”" in text
    assert "No Base variant is published" in text
    assert "outranked by G3" in text


def test_a_tapped_option_sends_its_fact_as_a_form(api: FakeApi, page: Make) -> None:
    shown = press(asked(page()), "option_1")
    assert not shown.exception
    assert api.asked()[-1] == {
        "question": "训练方法：LoRA",
        "facts": {"method": "lora"},
        "language": "zh",
        "policy": "guide",
        "conversation_id": "conversation-1",
        "stream": True,
    }
    assert len(shown.chat_message) == 4
    assert [label for label in labels(shown) if label == "LoRA"] == ["LoRA"], "only the last answer can be tapped"


def test_a_suggestion_and_a_follow_up_can_be_tapped(api: FakeApi, page: Make) -> None:
    shown = press(asked(page()), "suggestion_0")
    assert api.asked()[-1]["facts"] == {"keep_general_ability": "no"}
    press(shown, "follow_0")
    assert api.asked()[-1]["question"] == "Why Chat?"
    assert "facts" not in api.asked()[-1]


def test_a_fact_is_taken_back_and_corrected(api: FakeApi, page: Make) -> None:
    shown = press(asked(page()), "back_special_domain")
    assert api.asked()[-1]["facts"] == {"special_domain": None}
    assert api.asked()[-1]["question"].startswith("撤回")
    shown.selectbox(key="value_examples").select_index(6).run()
    press(shown, "set_examples")
    assert api.asked()[-1]["facts"] == {"examples": {"low": 100000, "high": None}}


def test_a_further_fact_is_given(api: FakeApi, page: Make) -> None:
    shown = asked(page())
    shown.selectbox(key="add_which").set_value("gpu_memory_gb").run()
    shown.selectbox(key="value_gpu_memory_gb").select_index(3).run()
    press(shown, "set_gpu_memory_gb")
    assert api.asked()[-1]["facts"] == {"gpu_memory_gb": 24}
    shown.selectbox(key="add_which").set_value("model").run()
    shown.text_input(key="value_model").input(" Qwen3-8B ").run()
    press(shown, "set_model")
    assert api.asked()[-1]["facts"] == {"model": "Qwen3-8B"}


def test_the_policy_that_was_chosen_decides_the_next_question(api: FakeApi, page: Make) -> None:
    shown = page().run()
    shown.segmented_control(key="policy").set_value("field").run()
    asked(shown)
    assert api.asked()[-1]["policy"] == "field"


def test_the_page_switches_its_language_and_keeps_the_answers(api: FakeApi, page: Make) -> None:
    shown = asked(page())
    shown.segmented_control(key="language").set_value("en").run()
    assert "New conversation" in labels(shown)
    assert "从 Base 版开始" in shown.subheader[0].value, "an answer stays in its own language"
    assert shown.query_params["lang"] == "en"


def test_an_unreachable_api_is_one_sentence_and_a_retry(api: FakeApi, page: Make, monkeypatch: Any) -> None:
    monkeypatch.setenv("ADVISOR_API_URL", "http://127.0.0.1:9")
    shown = page("en-US").run()
    assert not shown.exception
    shown = asked(shown)
    assert shown.error[0].value == say("en", "failed.unreachable")
    monkeypatch.setenv("ADVISOR_API_URL", api.address)
    shown = press(shown, "retry")
    assert not shown.error
    assert api.asked()[-1]["question"] == QUESTION


def test_a_key_that_is_needed_is_asked_for(api: FakeApi, page: Make, monkeypatch: Any) -> None:
    api.key = "a-real-key-of-the-api"
    shown = asked(page("en-US"))
    assert shown.error[0].value == say("en", "failed.key")
    monkeypatch.setenv("ADVISOR_API_KEY", api.key)
    assert not press(shown, "retry").error


@pytest.mark.parametrize("status", [400, 503])
def test_a_refusal_says_what_the_api_says(api: FakeApi, page: Make, status: int) -> None:
    api.refuse = (status, "The question has ![x](http://evil.example) 9000.", "invalid_request")
    shown = asked(page("en-US"))
    assert "The question has !" in shown.error[0].value
    assert "![" not in shown.error[0].value
    api.refuse = None
    assert not press(shown, "retry").error


def test_a_turn_that_fails_can_be_asked_again(api: FakeApi, page: Make) -> None:
    api.fail_turn = "Something went wrong inside the service."
    shown = asked(page("en-US"))
    assert "Something went wrong inside the service" in shown.error[0].value
    api.fail_turn = None
    shown = press(shown, "retry")
    assert not shown.error
    assert shown.subheader


def test_a_page_opened_anew_shows_the_conversation_and_follows_what_still_runs(api: FakeApi, page: Make) -> None:
    first = asked(page())
    api.gate.clear()
    threading.Timer(1.5, api.gate.set).start()
    api.begin({"question": "再问摘要", "conversation_id": "conversation-1"}, first.session_state["browser_token"])
    second = page()
    second.query_params["c"] = "conversation-1"
    shown = second.run()
    assert not shown.exception
    assert [message.markdown[0].value for message in shown.chat_message[::2]][1] == "再问摘要"
    assert len(shown.subheader) == 2
    assert ("GET", "/v1/answers/answer-2", None) in api.calls


def test_a_conversation_of_another_browser_is_not_shown(api: FakeApi, page: Make) -> None:
    asked(page())
    other = page(token="o" * 43)
    other.query_params["c"] = "conversation-1"
    shown = other.run()
    assert shown.title
    assert not shown.chat_message
    assert "c" not in shown.query_params


def test_conversations_are_listed_opened_and_deleted(api: FakeApi, page: Make) -> None:
    shown = asked(page())
    shown = press(shown, "new")
    assert shown.title, "a new conversation starts empty"
    shown = asked(shown, "A customer service bot")
    shown = press(shown, "open_conversation-1")
    assert "从 Base 版开始" in shown.subheader[0].value
    assert shown.query_params["c"] == "conversation-1"
    shown = press(shown, "delete_conversation-1")
    assert "conversation-1" in api.conversations, "nothing is deleted before it is confirmed"
    shown = press(shown, "delete_sure")
    assert list(api.conversations) == ["conversation-2"]
    assert shown.title, "the page of a deleted conversation is empty"


def test_thumbs_and_a_comment_are_sent(api: FakeApi, page: Make) -> None:
    shown = asked(page("en-US"))
    shown.feedback(key="thumb_answer-1").set_value(1).run()
    shown.text_input(key="comment_answer-1").input("clear")
    shown.form_submit_button[0].click().run()
    sent = [body for _, path, body in api.calls if path == "/v1/feedback"]
    assert sent[0] == {"answer_id": "answer-1", "thumb": "up"}
    assert sent[-1] == {"answer_id": "answer-1", "thumb": "up", "comment": "clear"}


def test_a_receipt_is_replayed(api: FakeApi, page: Make) -> None:
    shown = press(asked(page()), "replay_answer-1")
    assert say("zh", "behind.same") in texts(shown)


def test_text_of_others_is_no_markup(api: FakeApi, page: Make) -> None:
    shown = asked(page(), "摘要 ![x](https://evil.example/p.png) <img src=x> $a$")
    assert not any("![x](" in element.value or "https://evil" in element.value for element in shown.markdown)
