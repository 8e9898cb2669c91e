"""What can be tapped after an answer: the next question's options, facts a model thinks were missed, follow-ups."""

import streamlit as st

from ui.client import Json
from ui.safe import inline, markdown
from ui.state import Ask, Page
from ui.vocabulary import Vocabulary
from ui.words import Language, say


def draw(state: Page, answer: Json, vocabulary: Vocabulary) -> None:
    """Every tap asks a turn; options and suggestions send their fact along, so nothing is left to reading."""
    with st.container():
        _draw(state, answer, vocabulary, answer["language"])


def _draw(state: Page, answer: Json, vocabulary: Vocabulary, language: Language) -> None:
    decision = answer.get("decision") or {}
    if question := decision.get("next_question"):
        asked = str(question["text"]) in answer["text"]
        _next_question(state, question, decision["policy"], vocabulary, language, asked=asked)
    if answer["suggestions"]:
        st.markdown(f":small[**{say(language, 'taps.suggested')}**]")
        with st.container(horizontal=True, gap="small"):
            for number, item in enumerate(answer["suggestions"]):
                label = vocabulary.label(item["fact"], language)
                said = say(language, "facts.said", fact=label, value=item["label"])
                st.button(
                    inline(said),
                    key=f"suggestion_{number}",
                    help=f"“{inline(item['quote'])}”",
                    icon=":material/lightbulb:",
                    on_click=state.put,
                    args=(Ask(said, {item["fact"]: item["value"]}, language),),
                )
    if answer["follow_ups"]:
        with st.container(horizontal=True, gap="small"):
            for number, text in enumerate(answer["follow_ups"]):
                st.button(
                    inline(text),
                    key=f"follow_{number}",
                    type="tertiary",
                    icon=":material/subdirectory_arrow_right:",
                    on_click=state.put,
                    args=(Ask(text),),
                )


def _next_question(
    state: Page, question: Json, policy: str, vocabulary: Vocabulary, language: Language, *, asked: bool
) -> None:
    """The options as buttons; the question above them only where the text has not asked it."""
    fact = str(question["fact"])
    label = vocabulary.label(fact, language)
    with st.container(border=True, key="next_question"):
        why = markdown(question["why"])
        if question["policy"] != policy:
            why = f"{why} {say(language, 'taps.for_second')}".strip()
        head = say(language, "taps.tap") if asked else markdown(question["text"])
        st.markdown(f":material/touch_app: **{head}**", help=why or None)
        with st.container(horizontal=True, gap="small"):
            for number, option in enumerate(question["options"]):
                said = say(language, "facts.said", fact=label, value=option["label"])
                st.button(
                    inline(option["label"]),
                    key=f"option_{number}",
                    on_click=state.put,
                    args=(Ask(said, {fact: option["value"]}, language),),
                )
