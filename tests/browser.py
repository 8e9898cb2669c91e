"""A real Chromium and a running chat page, for tests that click."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
START_S = 60
WAIT_MS = 20_000
LOCAL = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright. Fails with one clear sentence where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "Chromium is missing: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving(api: str) -> Iterator[str]:
    """The chat page for an API, on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "ui/app.py", "--server.address", "127.0.0.1"]
    environment = {**os.environ, "ADVISOR_API_URL": api}
    process = subprocess.Popen(
        [*command, "--server.port", str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = START_S) -> None:
    """Waits until an address answers, or fails when the process ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the process ended"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@contextmanager
def browsing(
    browser: Browser, locale: str = "zh-CN", *, width: int = 1280, height: int = 900, dark: bool = False
) -> Iterator[Page]:
    """A page of a fresh browser. Fails if anything was fetched from outside this machine."""
    context: BrowserContext = browser.new_context(
        locale=locale, color_scheme="dark" if dark else "light", viewport={"width": width, "height": height}
    )
    context.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    outside: list[str] = []

    def note(request: Request) -> None:
        if not LOCAL.match(request.url):
            outside.append(request.url)

    context.on("request", note)
    try:
        yield context.new_page()
        assert not outside, f"the page fetched from outside: {outside}"
    finally:
        context.close()


def main_of(page: Page) -> Locator:
    """The page without its sidebar."""
    return page.get_by_role("main")


def ask(page: Page, question: str) -> None:
    """Types a question and sends it."""
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled()
    box.fill(question)
    box.press("Enter")


AT_REST = """() => new Promise(done => {
  const app = document.querySelector("[data-testid=stApp]");
  const boxes = () => [...document.querySelectorAll("*")].map(box => box.scrollTop);
  const look = () => [app.dataset.testScriptState, ...boxes()].join();
  const before = look();
  setTimeout(() => done(before === look() && !before.startsWith("running")), 1000);
})"""
"""Whether for a second the page's script has not run and nothing has scrolled."""


def written(page: Page) -> None:
    """Waits until no answer is being written; the page may still move."""
    expect(page.get_by_role("button", name=re.compile("^(停止|Stop)$"))).to_have_count(0)
    expect(page.get_by_test_id("stFeedback").or_(page.locator(".stFeedback"))).to_be_visible()


def idle(page: Page) -> None:
    """Waits until no answer is being written and the page has come to rest."""
    written(page)
    page.wait_for_function(AT_REST)
