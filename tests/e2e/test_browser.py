"""The whole house in a real browser: `sft-advisor up` on free ports, and a person who asks, taps and deletes."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import ROOT, ask, browsing, chromium, free_port, idle, main_of, wait_for, written
from tests.ui.fake_api import recorded

pytestmark = pytest.mark.browser
SUMMARY = "我们要做医学摘要，不需要多轮对话，大概 3 千条数据"
MAIN = "from service.cli import main; raise SystemExit(main())"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The chat page and the API of a real service on data of its own."""
    port, page_port = free_port(), free_port()
    folder: Path = tmp_path_factory.mktemp("data")
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "up", "--port", str(port), "--ui-port", str(page_port)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "SFT_ADVISOR_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process, 120)
        wait_for(f"http://127.0.0.1:{page_port}/_stcore/health", process)
        yield f"http://127.0.0.1:{page_port}", f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, "Ctrl-C is how it ends"


@pytest.fixture(scope="module")
def address(house: tuple[str, str]) -> str:
    """The chat page."""
    return house[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def said(page: Page, text: str) -> None:
    expect(main_of(page).get_by_text(text).first).to_be_visible()


def test_a_question_in_chinese_is_decided_explained_and_cited(address: str, browser: Browser) -> None:
    with browsing(browser) as page:
        page.goto(address)
        ask(page, SUMMARY)
        idle(page)
        expect(page.get_by_role("heading", name=re.compile("从 Base 版开始"))).to_be_visible()
        for quote in ("摘要", "3 千条"):
            expect(main_of(page).get_by_text(re.compile(f"“[^”]*{quote}[^”]*”")).first).to_be_visible()
        said(page, "第二意见不同意")
        main_of(page).get_by_text(re.compile("^来源（")).click()
        said(page, "指南决策树第二问")
        assert page.evaluate("document.images.length") <= 4, "no image but the page's own"


def test_a_tapped_option_becomes_a_fact_and_moves_the_second_opinion(address: str, browser: Browser) -> None:
    with browsing(browser) as page:
        page.goto(address)
        ask(page, SUMMARY)
        idle(page)
        main_of(page).get_by_role("button", name="LoRA", exact=True).click()
        expect(page.get_by_label("Chat message from user")).to_have_count(2)
        idle(page)
        said(page, "你选的")
        expect(page.get_by_role("heading", name=re.compile("从 Base 版开始"))).to_have_count(2)


def test_the_guides_own_question_in_english(address: str, browser: Browser) -> None:
    with browsing(browser, "en-GB") as page:
        page.goto(address)
        page.get_by_role("button", name="For SFT, should I start from the Chat or the Base model?").click()
        idle(page)
        expect(page.get_by_role("heading", name=re.compile("Cannot be decided yet"))).to_be_visible()
        said(page, "The guide's three questions")
        said(page, "Tap to answer")


def test_a_reload_shows_the_conversation_again_and_another_browser_does_not(address: str, browser: Browser) -> None:
    with browsing(browser) as page:
        page.goto(address)
        ask(page, SUMMARY)
        idle(page)
        link = page.url
        assert "c=" in link
        page.reload()
        expect(page.get_by_role("heading", name=re.compile("从 Base 版开始"))).to_be_visible()
        with browsing(browser) as stranger:
            stranger.goto(link)
            expect(stranger.get_by_role("heading", name=re.compile("做 SFT"))).to_be_visible()
            expect(stranger.get_by_text("医学摘要", exact=False)).to_have_count(1)  # the example, not the question


def test_a_fact_is_taken_back_and_the_language_is_switched(address: str, browser: Browser) -> None:
    with browsing(browser) as page:
        page.goto(address)
        ask(page, "我想做智能客服，data 来自法律领域")
        idle(page)
        expect(page.get_by_role("heading", name=re.compile("从 Chat 版开始"))).to_be_visible()
        page.get_by_test_id("stPopover").get_by_role("button").nth(0).click()
        page.get_by_role("button", name="撤回这一条").click()
        expect(page.get_by_label("Chat message from user")).to_have_count(2)
        idle(page)
        said(page, "撤回「")
        page.get_by_role("radio", name="English").click()
        expect(page.get_by_role("button", name="New conversation")).to_be_visible()
        page.reload()
        expect(page.get_by_role("button", name="New conversation")).to_be_visible()


def test_a_press_right_after_the_answer_does_not_let_the_page_run_away(address: str, browser: Browser) -> None:
    with browsing(browser) as page:
        page.goto(address)
        ask(page, "我想做智能客服，data 来自法律领域")
        written(page)
        page.get_by_test_id("stPopover").get_by_role("button").nth(0).click()
        page.wait_for_timeout(2500)
        expect(page.get_by_label("Chat message from user")).to_be_in_viewport()


def test_a_conversation_is_deleted_after_asking(address: str, browser: Browser) -> None:
    with browsing(browser) as page:
        page.goto(address)
        ask(page, SUMMARY)
        idle(page)
        sidebar = page.get_by_test_id("stSidebar")
        sidebar.get_by_role("button", name=re.compile("delete")).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="保留").click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("heading", name=re.compile("从 Base 版开始"))).to_be_visible()
        sidebar.get_by_role("button", name=re.compile("delete")).click()
        dialog.get_by_role("button", name=re.compile("删除")).click()
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("heading", name=re.compile("做 SFT"))).to_be_visible()
        expect(sidebar.get_by_text("还没有对话")).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(390, False), (390, True), (1280, True)])
def test_nothing_is_cut_off_on_narrow_or_dark_screens(address: str, browser: Browser, width: int, dark: bool) -> None:
    with browsing(browser, "en-US", width=width, height=844, dark=dark) as page:
        page.goto(address)
        ask(page, "A customer service bot on Qwen3-8B with LoRA and 20k dialogues: which variant?")
        idle(page)
        expect(page.get_by_role("heading", name=re.compile("Start from Chat"))).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 200) == dark


def test_thumbs_and_a_comment_are_kept(address: str, browser: Browser) -> None:
    with browsing(browser, "en-US") as page:
        page.goto(address)
        ask(page, "Summaries of patents, 500 rows")
        idle(page)
        page.locator(".stFeedback").get_by_text("thumb_up").click()
        comment = page.get_by_label("Comment (optional)")
        comment.fill("helpful")
        comment.press("Enter")
        said(page, "noted with your comment")


def test_the_fake_api_of_the_other_tests_has_the_real_ones_shape(house: tuple[str, str]) -> None:
    with httpx.Client(base_url=house[1], trust_env=False, timeout=30) as api:
        real = api.post("/v1/ask", json={"question": SUMMARY}).raise_for_status().json()
        facts = api.get("/v1/facts").raise_for_status().json()["facts"]
    fake = recorded("summary_zh")
    assert set(fake) == set(real)
    for name in ("decision", "second_opinion", "timings_ms"):
        assert set(fake[name]) == set(real[name]), name
    for name in ("citations", "checkpoints"):
        assert set(fake[name][0]) == set(real[name][0]), name
    for name in ("reasons", "advice"):
        assert set(fake["decision"][name][0]) == set(real["decision"][name][0]), name
    assert set(fake["decision"]["next_question"]) == set(real["decision"]["next_question"])
    named = {fact["name"]: fact for fact in facts}
    for fact in recorded("facts")["facts"]:
        assert set(fact) <= set(named[fact["name"]])
