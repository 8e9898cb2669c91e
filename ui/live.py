"""An answer while it is being written: asked, followed as it comes, taken up again after a rerun, stopped.

The service owns the generation. A click elsewhere on the page ends this script, not the answer: the next run goes on
with the same reader, a reloaded page follows the answer by its id. Only a stop ends it, by a call.
"""

import time

import streamlit as st

from ui import answer
from ui.calls import api_of
from ui.client import ApiError
from ui.places import Places
from ui.reader import Reader
from ui.safe import plain
from ui.sse import Event
from ui.state import Ask, Live, Page, Turn
from ui.vocabulary import Vocabulary
from ui.words import Language

POLL_S = 0.2


def draw(state: Page, vocabulary: Vocabulary, language: Language) -> None:
    """Asks what is to be asked, or follows what runs, until the answer is whole; then the page is drawn anew."""
    if state.ask is not None:
        state.live, state.ask = Live(state.ask), None
    live = state.live
    if live is None:
        return
    with st.chat_message("user", avatar=answer.USER):
        st.markdown(plain(live.ask.question))
    with st.chat_message("assistant", avatar=answer.ICON):
        places = Places(vocabulary, language, lambda: stop(state))
        places.show(live)
        _receive(state, live, places)
    st.rerun()


def _receive(state: Page, live: Live, places: Places) -> None:
    """Takes events until the answer is whole or given up, here or by a later run of the script."""
    seen = time.monotonic()
    while state.live is live and state.failed is None:
        try:
            event = _next(state, live)
        except ApiError as error:
            _give_up(state, live, error)
            return
        if event is None:
            places.wait(time.monotonic() - seen)
            continue
        seen = time.monotonic()
        live.take(event)
        if live.done is not None:
            state.turns.append(Turn(live.ask.question, live.done))
            state.live = None
        elif event.name == "understood":
            state.show(live.conversation_id)
            if live.stopping:
                stop(state)
        places.show(live, event.name)


def _next(state: Page, live: Live) -> Event | None:
    """The next event. Starts a reader where there is none: a question is asked once, then only followed."""
    if live.error is not None:
        raise ApiError("broken", live.error, "turn_failed")
    if live.reader is None:
        api = api_of(state)
        events = api.follow(live.answer_id, live.after) if live.answer_id else api.ask(_body(state, live.ask))
        live.reader = Reader(events)
    try:
        return live.reader.next(POLL_S)
    except ApiError as error:
        live.reader = None
        if error.kind == "left" and live.answer_id:
            return None
        raise


def _body(state: Page, ask: Ask) -> dict[str, object]:
    body: dict[str, object] = {"question": ask.question, "policy": st.session_state.get("policy") or "guide"}
    if state.conversation:
        body["conversation_id"] = state.conversation
    if ask.facts:
        body["facts"] = dict(ask.facts)
    if ask.language:
        body["language"] = ask.language
    return body


def _give_up(state: Page, live: Live, error: ApiError) -> None:
    """Keeps what is needed to try again: the question where it was not taken or failed, else the answer that runs."""
    state.failed = error
    if not live.answer_id or live.error is not None:
        state.failed_ask, state.live = live.ask, None


def stop(state: Page) -> None:
    """Ends the running answer, or has it ended as soon as its id is known; what was said stays."""
    live = state.live
    if live is not None and not live.answer_id:
        live.stopping = True
    elif live is not None:
        try:
            api_of(state).cancel(live.answer_id)
        except ApiError as error:
            state.failed = error
