"""The side of the page: a new conversation, those there are, the policy that decides, and the page's language."""

from urllib.parse import quote

import streamlit as st

from ui.calls import api_of, open_conversation, said
from ui.client import ApiError, Json
from ui.safe import inline
from ui.state import Page
from ui.words import LANGUAGES, Language, say

TITLE_SHOWN = 40
POLICIES = ("guide", "field")
DELETING = "deleting"


def draw(state: Page, language: Language) -> None:
    with st.sidebar:
        st.markdown(f"### {say(language, 'page.title')}")
        st.button(
            say(language, "side.new"),
            key="new",
            icon=":material/edit_square:",
            width="stretch",
            type="primary",
            on_click=state.clear,
        )
        _policy(language)
        _conversations(state, language)
        _language(language)
    if DELETING in st.session_state:
        _confirm(state, language)


def _policy(language: Language) -> None:
    st.session_state.setdefault("policy", POLICIES[0])
    st.segmented_control(
        say(language, "side.policy"),
        POLICIES,
        format_func=lambda policy: say(language, f"policy.{policy}"),
        key="policy",
        required=True,
        help=say(language, "side.policy_help"),
        width="stretch",
    )


def _language(language: Language) -> None:
    st.session_state.setdefault("language", language)
    st.segmented_control(
        say(language, "side.language"),
        LANGUAGES,
        format_func=lambda each: {"zh": "中文", "en": "English"}[each],
        key="language",
        required=True,
        on_change=_remember_language,
        width="stretch",
    )


def _remember_language() -> None:
    st.query_params["lang"] = st.session_state["language"]


def _conversations(state: Page, language: Language) -> None:
    try:
        found = api_of(state).get("/v1/conversations")["conversations"]
    except ApiError as error:
        st.caption(say(language, f"failed.{error.kind}"))
        return
    st.markdown(f":small[:gray[{say(language, 'side.conversations')}]]")
    if not found:
        st.caption(say(language, "side.none"))
    for item in found:
        _conversation(state, item, language)


def _conversation(state: Page, item: Json, language: Language) -> None:
    key, title = str(item["id"]), " ".join(str(item["title"]).split())
    shown = title if len(title) <= TITLE_SHOWN else title[: TITLE_SHOWN - 1] + "…"
    with st.container(horizontal=True, vertical_alignment="center", gap=None, wrap=False):
        st.button(
            f"**{inline(shown)}**" if key == state.conversation else inline(shown),
            key=f"open_{key}",
            type="tertiary",
            width="stretch",
            on_click=open_conversation,
            args=(state, key),
        )
        st.button(
            "",
            key=f"delete_{key}",
            icon=":material/delete:",
            type="tertiary",
            help=say(language, "side.delete"),
            on_click=_choose,
            args=(key, title),
        )


def _choose(key: str, title: str) -> None:
    st.session_state[DELETING] = (key, title)


def _keep() -> None:
    st.session_state.pop(DELETING, None)


def _confirm(state: Page, language: Language) -> None:
    """Asks before a conversation is deleted for good."""

    @st.dialog(say(language, "side.delete_title"), on_dismiss=_keep)
    def ask() -> None:
        if DELETING not in st.session_state:
            st.rerun()
        key, title = st.session_state[DELETING]
        st.markdown(say(language, "side.delete_sure", title=inline(title)))
        with st.container(horizontal=True, horizontal_alignment="right"):
            st.button(say(language, "side.keep"), key="keep", on_click=_keep)
            st.button(
                say(language, "side.delete"),
                key="delete_sure",
                type="primary",
                icon=":material/delete:",
                on_click=_delete,
                args=(state, key, language),
            )

    ask()


def _delete(state: Page, key: str, language: Language) -> None:
    _keep()
    try:
        api_of(state).delete(f"/v1/conversations/{quote(key, safe='')}")
    except ApiError as error:
        if error.kind != "missing":
            st.toast(said(error, language), icon=":material/error:")
            return
    if key == state.conversation:
        state.clear()
