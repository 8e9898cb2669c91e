"""The page in a real browser against the fake API, which can hold an answer half written."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import ask, browsing, chromium, idle, main_of, serving
from tests.ui.fake_api import FakeApi, running

pytestmark = pytest.mark.browser
QUESTION = "我们要做医学摘要，不需要多轮对话，大概 3 千条数据"
STOP = re.compile("^停止$")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeApi, str]]:
    fake = FakeApi({"摘要": "summary_zh", "": "service_en"}, piece=6, pause_s=0.02)
    with running(fake) as api, serving(api.address) as address:
        yield api, address


@pytest.fixture
def held(served: tuple[FakeApi, str]) -> Iterator[tuple[FakeApi, str]]:
    """Answers stay half written until the gate is opened."""
    api, address = served
    api.gate.clear()
    yield api, address
    api.gate.set()


def test_text_streams_and_the_input_offers_to_stop(held: tuple[FakeApi, str], browser: Browser) -> None:
    api, address = held
    with browsing(browser) as page:
        page.goto(address)
        ask(page, QUESTION)
        expect(main_of(page).get_by_text("数据来自专业领域，需要重新适配").first).to_be_visible()
        expect(main_of(page).get_by_text("第二意见不同意").first).to_be_visible()
        expect(main_of(page).get_by_text("接下来：打算怎么训练权重")).to_have_count(0)
        expect(page.get_by_role("button", name=STOP)).to_be_visible()
        api.gate.set()
        idle(page)
        expect(main_of(page).get_by_text("接下来：打算怎么训练权重")).to_be_visible()


@pytest.mark.parametrize("way", ["button", "input"])
def test_stopping_ends_the_answer_and_keeps_what_was_said(
    held: tuple[FakeApi, str], browser: Browser, way: str
) -> None:
    api, address = held
    with browsing(browser) as page:
        page.goto(address)
        ask(page, QUESTION)
        expect(main_of(page).get_by_text("需要重新适配 [1]")).to_be_visible()
        if way == "button":
            page.get_by_role("button", name=STOP).click()
        else:
            page.get_by_test_id("stChatInputStopButton").or_(
                page.get_by_test_id("stChatInput").get_by_role("button")
            ).first.click()
        expect(main_of(page).get_by_text("你停止了这个回答")).to_be_visible()
        idle(page)
        expect(main_of(page).get_by_text("接下来：打算怎么训练权重")).to_have_count(0)
        assert [path for method, path, _ in api.calls if path.endswith("/cancel")]
        api.calls.clear()


def test_a_reload_takes_the_running_answer_up_again(held: tuple[FakeApi, str], browser: Browser) -> None:
    api, address = held
    before = len(api.asked())
    with browsing(browser) as page:
        page.goto(address)
        ask(page, QUESTION)
        expect(main_of(page).get_by_text("需要重新适配 [1]")).to_be_visible()
        page.reload()
        expect(main_of(page).get_by_text("需要重新适配 [1]")).to_be_visible()
        expect(page.get_by_role("button", name=STOP)).to_be_visible()
        page.wait_for_timeout(1500)
        assert not [path for _, path, _ in api.calls if path.endswith("/cancel")], "a reload is no stop"
        api.gate.set()
        idle(page)
        expect(main_of(page).get_by_text("接下来：打算怎么训练权重")).to_have_count(1)
        assert len(api.asked()) == before + 1


def test_a_click_elsewhere_does_not_end_the_answer(held: tuple[FakeApi, str], browser: Browser) -> None:
    api, address = held
    with browsing(browser) as page:
        page.goto(address)
        ask(page, QUESTION)
        expect(main_of(page).get_by_text("需要重新适配 [1]")).to_be_visible()
        page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).first.click()
        expect(page.get_by_role("button", name="New conversation")).to_be_visible()
        expect(main_of(page).get_by_text("需要重新适配 [1]")).to_be_visible()
        api.gate.set()
        idle(page)
        expect(main_of(page).get_by_text("接下来：打算怎么训练权重")).to_have_count(1)


def test_each_question_stays_in_sight_until_the_reader_scrolls(served: tuple[FakeApi, str], browser: Browser) -> None:
    with browsing(browser, height=600) as page:
        page.goto(served[1])
        for number, question in enumerate([QUESTION, "再说一次摘要"]):
            ask(page, question)
            idle(page)
            message = f"document.querySelectorAll('[aria-label=\"Chat message from user\"]')[{number}]"
            stands = f"() => {{ const y = {message}?.getBoundingClientRect().top; return 0 <= y && y < 120; }}"
            page.wait_for_function(stands)  # at the top, its verdict below it
            page.wait_for_timeout(2500)
            assert page.evaluate(stands), "and it stays there, whatever the page still lays out"
        page.mouse.move(700, 300)
        page.mouse.wheel(0, -4000)
        expect(page.get_by_label("Chat message from user").first).to_be_in_viewport()
        page.wait_for_timeout(600)
        expect(page.get_by_label("Chat message from user").first).to_be_in_viewport()
