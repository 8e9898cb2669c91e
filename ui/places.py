"""Where the parts of a coming answer go, in the order in which a whole answer is drawn, and the button to stop it."""

from collections.abc import Callable

import streamlit as st

from ui import answer
from ui.state import Live
from ui.vocabulary import Vocabulary
from ui.words import Language, say

WATCHING = "watching"
PATIENCE_S = 3


class Places:
    """The empty places of an answer; what comes is put into them."""

    def __init__(self, vocabulary: Vocabulary, language: Language, stop: Callable[[], None]) -> None:
        self.vocabulary, self.language = vocabulary, language
        self.card, self.text = st.empty(), st.empty()
        with st.container(horizontal=True, vertical_alignment="center"):
            label = say(language, "live.stop")
            st.button(label, key="stop", icon=":material/stop_circle:", on_click=stop)
            self.pulse = st.empty()
        st.session_state[WATCHING] = False
        _watch(stop)

    def show(self, live: Live, name: str = "") -> None:
        """Draws what an event brought; without a name, all that came so far."""
        if name in ("", "decided") and live.decided.get("decision"):
            with self.card.container():
                answer.draw_decision({**live.understood, **live.decided}, {}, self.vocabulary, None)
        if live.text and name in ("", "delta"):
            self.text.markdown(answer.safe_text(live.text, live.citations))
        elif not live.text and name in ("", "retrieved"):
            waits = "live.writing" if live.decided else "live.reading"
            self.text.markdown(f":gray[:material/more_horiz: {say(self.language, waits)}]")

    def wait(self, seconds: float) -> None:
        """Shows that time passes. Also the point at which Streamlit may end the script while nothing comes."""
        self.pulse.caption(f"{seconds:.0f} s" if seconds >= PATIENCE_S else "")


@st.fragment(run_every=1)
def _watch(stop: Callable[[], None]) -> None:
    """Notices the stop button of the input box. That button ends the script and tells it nothing.

    This fragment waits while the script runs, a click elsewhere starts a new script, and a browser that left asks for
    nothing. So when it is run again, the script was ended and nothing else.
    """
    if st.session_state.get(WATCHING):
        stop()
        st.rerun(scope="app")
    st.session_state[WATCHING] = True
