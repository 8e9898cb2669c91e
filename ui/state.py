"""What the page remembers between two runs of its script, for one tab of one browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import streamlit as st

from ui.browser import COOKIE, is_token, new_token
from ui.client import ApiError
from ui.reader import Reader
from ui.sse import Event
from ui.words import LANGUAGES, Language, language_of

Json = Mapping[str, Any]
STATE = "page_state"
WHO = "browser_token"


@dataclass(frozen=True)
class Ask:
    """A question about to be asked, with facts set by tapping and the language to answer in (None: its own)."""

    question: str
    facts: Json = field(default_factory=dict)
    language: str | None = None


@dataclass
class Live:
    """An answer that is being received. Events may come twice; the first one starts it over.

    `stopping` is set when it shall be stopped but its id is not known yet.
    """

    ask: Ask
    answer_id: str = ""
    conversation_id: str = ""
    after: str = ""
    understood: Json = field(default_factory=dict)
    decided: Json = field(default_factory=dict)
    citations: list[Json] = field(default_factory=list)
    text: str = ""
    done: Json | None = None
    error: str | None = None
    stopping: bool = False
    reader: Reader | None = None

    def take(self, event: Event) -> None:
        """Adds what an event tells."""
        data = event.data
        self.after = event.id or self.after
        if event.name == "understood":
            self.answer_id, self.conversation_id = str(data["answer_id"]), str(data["conversation_id"])
            self.understood, self.decided, self.citations, self.text = data, {}, [], ""
        elif event.name == "decided":
            self.decided = data
        elif event.name == "retrieved":
            self.citations = list(data["citations"])
        elif event.name == "delta":
            self.text += str(data["text"])
        elif event.name == "done":
            self.done = data
        elif event.name == "error":
            self.error = str(data["error"]["message"])


@dataclass
class Turn:
    """A question and its whole answer."""

    question: str
    answer: Json


@dataclass
class Page:
    """The conversation on the page. `ask` is sent in this run; `live` is followed; `failed` is said with a retry.

    `asked` counts the questions asked on this page.
    """

    token: str
    conversation: str | None = None
    turns: list[Turn] = field(default_factory=list)
    ask: Ask | None = None
    live: Live | None = None
    failed: ApiError | None = None
    failed_ask: Ask | None = None
    asked: int = 0

    def clear(self) -> None:
        """A page without a conversation. What runs, runs on in the service."""
        self.conversation, self.turns, self.live = None, [], None
        self.ask = self.failed = self.failed_ask = None
        st.query_params.pop("c", None)

    def put(self, ask: Ask) -> None:
        """Has a question asked in the coming run."""
        self.ask, self.failed, self.failed_ask = ask, None, None
        self.asked += 1

    def show(self, conversation: str) -> None:
        """Makes a conversation the one that a reload opens again."""
        self.conversation = conversation
        if st.query_params.get("c") != conversation:
            st.query_params["c"] = conversation


def page_state() -> tuple[Page, bool]:
    """The state of this tab, and whether it is new."""
    if STATE in st.session_state:
        return cast(Page, st.session_state[STATE]), False
    if WHO not in st.session_state:
        cookie = st.context.cookies.get(COOKIE, "")
        st.session_state[WHO] = cookie if is_token(cookie) else new_token()
    state = Page(token=st.session_state[WHO])
    st.session_state[STATE] = state
    return state, True


def page_language() -> Language:
    """The language that was switched to, else the browser's."""
    chosen = st.session_state.get("language") or st.query_params.get("lang")
    return chosen if chosen in LANGUAGES else language_of(st.context.locale)
