"""The API calls that several parts of the page make, with the page's state and caches."""

import os
from urllib.parse import quote

import httpx
import streamlit as st

from ui.client import Api, ApiError, Json, connect
from ui.safe import markdown
from ui.state import Ask, Live, Page, Turn
from ui.vocabulary import Vocabulary
from ui.words import Language, say


@st.cache_resource(show_spinner=False, max_entries=4)
def _connection(url: str, key: str) -> httpx.Client:
    return connect(url, key)


def api_of(state: Page) -> Api:
    """The API for this browser, over connections that all tabs share."""
    return Api(_connection(os.environ.get("ADVISOR_API_URL", ""), os.environ.get("ADVISOR_API_KEY", "")), state.token)


def said(error: ApiError, language: Language) -> str:
    """What went wrong, in one sentence: the API's own where it gave one, else the page's."""
    if error.message and error.code is not None and error.kind != "key":
        return say(language, "failed.said", message=markdown(error.message))
    return say(language, f"failed.{error.kind}")


@st.cache_data(show_spinner=False, ttl=600, max_entries=4)
def _facts(_api: Api, _address: str) -> Json:
    return dict(_api.get("/v1/facts"))


def vocabulary_of(state: Page) -> Vocabulary:
    """The facts' labels; empty where the API does not answer, which the next call will say."""
    api = api_of(state)
    try:
        return Vocabulary.of(_facts(api, str(api.http.base_url)))
    except ApiError:
        return Vocabulary({})


def open_conversation(state: Page, conversation: str) -> None:
    """Shows a conversation, and follows its last answer where that is still being written."""
    state.clear()
    try:
        body = api_of(state).get(f"/v1/conversations/{quote(conversation, safe='')}")
    except ApiError as error:
        if error.kind != "missing":
            state.show(conversation)
            state.failed = error
        return
    for turn in body["turns"]:
        if turn["answer"] is not None:
            state.turns.append(Turn(turn["question"], turn["answer"]))
        else:
            state.live = Live(Ask(turn["question"]), answer_id=turn["answer_id"], conversation_id=conversation)
    state.show(conversation)
