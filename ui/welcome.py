"""The empty page: what this is, and questions to start with, in both languages."""

import streamlit as st

from ui.state import Ask, Page
from ui.words import LANGUAGES, Language, say

EXAMPLES = ("guide", "summary", "service", "model")


def draw(state: Page, language: Language) -> None:
    """The page's language first, its examples before the other's."""
    with st.container():
        _draw(state, language)


def _draw(state: Page, language: Language) -> None:
    st.title(say(language, "welcome.title"), anchor=False)
    st.markdown(say(language, "welcome.lead"))
    for each in sorted(LANGUAGES, key=lambda other: other != language):
        st.markdown(f":small[:gray[{say(each, 'welcome.try')}]]")
        for name in EXAMPLES:
            question = say(each, f"example.{name}")
            st.button(
                question,
                key=f"example_{each}_{name}",
                icon=":material/chat_bubble:",
                width="stretch",
                on_click=state.put,
                args=(Ask(question),),
            )
