"""An answer while it is being written: asked, followed as it comes, taken up again after a rerun, stopped.

The service owns the generation. A click elsewhere on the page ends this script, not the answer: the next run follows
it from the last event seen. Only the stop button ends it, by a call.
"""

import time
from collections.abc import Generator
from contextlib import closing

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

from ui import answer
from ui.calls import api_of
from ui.client import ApiError
from ui.safe import plain
from ui.sse import Event
from ui.state import Ask, Live, Page, Turn
from ui.vocabulary import Vocabulary
from ui.words import Language, say

DISCONNECT_S = 0.4
WATCHING = "watching"


def draw(state: Page, vocabulary: Vocabulary, language: Language) -> None:
    """Asks what is to be asked, or follows what runs, until the answer is whole; then the page is drawn anew."""
    with st.chat_message("user", avatar=answer.USER):
        st.markdown(plain(state.ask.question if state.ask else state.live.question if state.live else ""))
    with st.chat_message("assistant", avatar=answer.ICON):
        places = Places(vocabulary, language)
        places.wait(state)
        try:
            live, events = _begin(state)
            with closing(events):
                _receive(state, live, events, places)
        except ApiError as error:
            _give_up(state, error)
        except StopException:
            _stopped(state)
            raise
    st.rerun()


class Places:
    """Where the parts of a coming answer go, in the order in which a whole answer is drawn."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary, self.page_language = vocabulary, language
        self.card, self.text, self.below = st.empty(), st.empty(), st.empty()

    def wait(self, state: Page) -> None:
        """Says that something is coming, with the button that stops it."""
        if state.live is None or not state.live.text:
            self.text.markdown(f":gray[:material/more_horiz: {say(self.page_language, 'live.reading')}]")
        with self.below.container(horizontal=True, vertical_alignment="center"):
            st.button(
                say(self.page_language, "live.stop"),
                key="stop",
                icon=":material/stop_circle:",
                on_click=stop,
                args=(state,),
            )
        st.session_state[WATCHING] = False
        _watch()

    def show(self, live: Live, name: str) -> None:
        """Draws what an event brought."""
        if name == "decided" and live.decided.get("decision"):
            with self.card.container():
                so_far = {**live.understood, **live.decided}
                answer.draw_decision(so_far, {}, self.vocabulary, None)
        elif name == "delta":
            self.text.markdown(answer.safe_text(live.text, live.citations))


def _begin(state: Page) -> tuple[Live, Generator[Event, None, None]]:
    """A new answer or the running one, with its events. Nothing is drawn between asking and knowing the answer's id,
    so that no click can come between."""
    ask, api = state.ask, api_of(state)
    if ask is None:
        live = state.live or Live("")
        return live, api.follow(live.answer_id, live.after)
    body: dict[str, object] = {"question": ask.question, "policy": st.session_state.get("policy") or "guide"}
    if state.conversation:
        body["conversation_id"] = state.conversation
    if ask.facts:
        body["facts"] = dict(ask.facts)
    if ask.language:
        body["language"] = ask.language
    state.live = Live(ask.question)
    return state.live, api.ask(body)


def _receive(state: Page, live: Live, events: Generator[Event, None, None], places: Places) -> None:
    for name in ("decided", "delta") if live.text or live.decided else ():
        places.show(live, name)
    for event in events:
        live.take(event)
        if event.name == "understood":
            state.ask = None
            state.show(live.conversation_id)
        places.show(live, event.name)
    if live.done is not None:
        state.turns.append(Turn(live.question, live.done))
        state.live = None
    else:
        raise ApiError("broken", live.error or "", "turn_failed" if live.error else None)


def _give_up(state: Page, error: ApiError) -> None:
    """Keeps what is needed to try again: the question where it was not taken, else the answer that runs."""
    state.failed = error
    if state.ask is not None:
        state.failed_ask, state.ask, state.live = state.ask, None, None
    elif state.live is not None and state.live.error is not None:
        state.failed_ask, state.live = Ask(state.live.question), None


def stop(state: Page) -> None:
    """Ends the running answer; what was said stays."""
    if state.live is not None and state.live.answer_id:
        try:
            api_of(state).cancel(state.live.answer_id)
        except ApiError as error:
            state.failed = error


def _stopped(state: Page) -> None:
    """The script was told to end: by the stop button of the input box, or because the browser left. Only the
    first ends the answer."""
    context = get_script_run_ctx()
    time.sleep(DISCONNECT_S)
    if context is not None and Runtime.exists() and Runtime.instance().is_active_session(context.session_id):
        stop(state)


@st.fragment(run_every=1.5)
def _watch() -> None:
    """Draws the page anew once a stopped script has left an answer half drawn. Waits while a script runs."""
    if st.session_state.get(WATCHING):
        st.rerun(scope="app")
    st.session_state[WATCHING] = True
