"""A turn as it is shown: the question, the decision, the text, what to do next, and what stands behind it.

What belongs to an answer is said in the answer's language; the page around it speaks the page's.
"""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from ui import behind, decision, facts, feedback, taps
from ui.client import Json
from ui.safe import markdown, plain
from ui.state import Page, Turn
from ui.vocabulary import Vocabulary
from ui.words import Language, say

ICON = str(Path(__file__).with_name("icon.png"))
USER = ":material/person:"


def draw_turn(
    state: Page, turn: Turn, before: Json, vocabulary: Vocabulary, language: Language, *, is_last: bool
) -> None:
    """A whole turn. Only the last one can be acted on; what acts on earlier ones is taken away
    at once (`st.empty`), not when the script ends."""
    answer = turn.answer
    with st.chat_message("user", avatar=USER):
        st.markdown(plain(turn.question))
    with st.chat_message("assistant", avatar=ICON):
        draw_decision(answer, before, vocabulary, state if is_last else None)
        st.markdown(safe_text(str(answer["text"]), answer["citations"]))
        if answer.get("stopped"):
            st.caption(f":material/stop_circle: {say(language, 'answer.stopped')}")
        with st.empty():
            if is_last:
                taps.draw(state, answer, vocabulary)
        behind.draw(state, answer, vocabulary)
        with st.empty():
            if is_last:
                _foot(state, answer, language)


def draw_decision(answer: Json, before: Json, vocabulary: Vocabulary, state: Page | None) -> None:
    """The card of verdict, second opinion and facts; of the facts alone where nothing was to be decided."""
    language: Language = answer["language"]
    if answer.get("decision") is not None:
        with st.container(border=True):
            decision.draw(answer["decision"], answer.get("second_opinion"), before.get("decision"), language)
            facts.draw(answer, vocabulary, state)
    elif answer["facts"] and state is not None and answer["intent"] != "greeting":
        with st.expander(say(language, "facts.heading"), type="compact", icon=":material/checklist:"):
            facts.draw(answer, vocabulary, state)


def safe_text(text: str, citations: Sequence[Json]) -> str:
    """The answer's text for the page: its cited addresses may be links, its markers are small."""
    links = {str(each["url"]) for each in citations if each.get("url")}
    return markdown(text, links, {int(each["marker"]) for each in citations})


def _foot(state: Page, answer: Json, language: Language) -> None:
    writer = str(answer.get("writer", "composer"))
    said = say(language, "answer.composer" if writer == "composer" else "answer.model", writer=writer)
    if answer.get("withheld"):
        said += " " + say(language, "answer.withheld", count=answer["withheld"])
    with st.container():
        st.caption(said)
        feedback.draw(state, str(answer["answer_id"]), language)
