"""The page from top to bottom, once for every run of the script."""

import streamlit as st

from ui import answer, live, sidebar, welcome
from ui.calls import open_conversation, said, vocabulary_of
from ui.client import ApiError
from ui.scroll import hold_question
from ui.state import Ask, Page, page_language, page_state
from ui.words import Language, known, say

QUESTION_MAX = 8_000


def main() -> None:
    language = page_language()
    st.set_page_config(page_title=say(language, "page.title"), page_icon=answer.ICON, layout="centered")
    state, new = page_state()
    if new and (wanted := st.query_params.get("c")):
        open_conversation(state, wanted)
    sidebar.draw(state, language)
    busy = state.live is not None and state.ask is None and state.failed is None
    written = st.chat_input(
        say(language, "page.placeholder"),
        key="question",
        max_chars=QUESTION_MAX,
        submit_mode="stop",
        disabled=busy,
    )
    if written and written.strip():
        state.put(Ask(written))
    draw(state, language)


def draw(state: Page, language: Language) -> None:
    with st.empty():  # a place that is emptied at once, not when the script ends
        if not (state.turns or state.live or state.ask or state.failed):
            welcome.draw(state, language)
    idle = state.live is None and state.ask is None
    with st.empty():
        if state.asked:
            hold_question(state.asked, len(state.turns) + (not idle))
    vocabulary = vocabulary_of(state)
    for number, turn in enumerate(state.turns):
        before = state.turns[number - 1].answer if number else {}
        is_last = idle and number == len(state.turns) - 1
        answer.draw_turn(state, turn, before, vocabulary, language, is_last=is_last)
    if state.failed is None and (state.ask is not None or state.live is not None):
        live.draw(state, vocabulary, language)
    if state.failed is not None:
        say_failure(state, state.failed, language)


def say_failure(state: Page, error: ApiError, language: Language) -> None:
    """One sentence on what went wrong, what to do, and a button that tries again."""
    st.error(said(error, language), icon=":material/error:")
    ask = state.failed_ask
    st.button(say(language, "failed.retry"), key="retry", icon=":material/refresh:", on_click=retry, args=(state, ask))


def retry(state: Page, ask: Ask | None) -> None:
    """Asks again what failed, or loads again what could not be loaded."""
    state.failed = None
    if ask is not None:
        state.put(ask)
    elif wanted := st.query_params.get("c"):
        open_conversation(state, wanted)


def failed() -> None:
    """The sentence in place of a traceback."""
    language = page_language()
    st.error(say(language, "failed.page"), icon=":material/error:")
    if known("failed.retry"):
        st.button(say(language, "failed.retry"), key="retry_page", icon=":material/refresh:")


if __name__ == "__main__":
    main()
