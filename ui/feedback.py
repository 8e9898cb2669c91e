"""Thumbs with a comment on an answer, in a fragment of its own so that the rest of the page stays as it is."""

import streamlit as st

from ui.calls import api_of, said
from ui.client import ApiError
from ui.state import Page
from ui.words import Language, say

THUMBS = ("down", "up")
COMMENT_MAX = 2_000


@st.fragment
def draw(state: Page, answer_id: str, language: Language) -> None:
    """A thumb is sent at once; a comment, if one is written, with it again."""
    thumb = st.feedback("thumbs", key=f"thumb_{answer_id}")
    if thumb is None:
        return
    sent = st.session_state.setdefault("rated", {})
    if sent.get(answer_id, (None,))[0] != thumb and not _send(state, answer_id, thumb, "", language):
        return
    with st.form(f"comment_form_{answer_id}", border=False):
        comment = st.text_input(
            say(language, "feedback.comment"),
            key=f"comment_{answer_id}",
            max_chars=COMMENT_MAX,
            placeholder=say(language, f"feedback.{THUMBS[thumb]}"),
        ).strip()
        written = st.form_submit_button(say(language, "feedback.send"), icon=":material/send:")
    if written and comment:
        _send(state, answer_id, thumb, comment, language)
    if answer_id in sent:
        st.caption(say(language, "feedback.with_comment" if sent[answer_id][1] else "feedback.thanks"))


def _send(state: Page, answer_id: str, thumb: int, comment: str, language: Language) -> bool:
    body = {"answer_id": answer_id, "thumb": THUMBS[thumb]} | ({"comment": comment} if comment else {})
    try:
        api_of(state).post("/v1/feedback", body)
    except ApiError as error:
        st.error(said(error, language))
        return False
    st.session_state["rated"][answer_id] = (thumb, comment)
    return True
