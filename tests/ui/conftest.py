"""The fake API, running, and a page that talks to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.ui.fake_api import FakeApi, running

PAGE = Path(__file__).parents[2] / "ui" / "page.py"
ANSWERS = {"摘要": "summary_zh", "训练方法": "summary_zh", "": "service_en"}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApi]:
    """The fake API on a free port, named in the page's environment."""
    with running(FakeApi(ANSWERS)) as started:
        monkeypatch.setenv("ADVISOR_API_URL", started.address)
        monkeypatch.delenv("ADVISOR_API_KEY", raising=False)
        yield started
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def page() -> Callable[..., AppTest]:
    """Makes a page for a browser: its language, and the token in its cookie."""

    def make(locale: str = "zh-CN", token: str = "t" * 43) -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=20)
        test.context = {"locale": locale}
        test.session_state["browser_token"] = token
        return test

    return make
