"""The chat page as a web application: `streamlit run ui/app.py`. The page itself is page.py; around it stands only
the cookie that tells browsers apart."""

import logging
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui.browser import BrowserCookie

logger = logging.getLogger("ui")


def log_failure(error: Exception) -> bool:
    """Keeps the traceback in the log and off the page, where one sentence stands instead."""
    logger.error("the page failed", exc_info=error)
    from ui.page import failed

    failed()
    return True


app = st.App(Path(__file__).with_name("page.py"), middleware=[Middleware(BrowserCookie)], on_script_error=log_failure)
