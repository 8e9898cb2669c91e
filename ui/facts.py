"""The facts that were understood: value, where it came from, its quote, and ways to correct it or take it back."""

import streamlit as st

from ui.client import Json
from ui.safe import inline
from ui.state import Ask, Page
from ui.vocabulary import Option, Vocabulary
from ui.words import Language, say

BADGES = {"stated": "green", "inferred": "gray", "form": "blue", "catalogue": "violet"}


def draw(answer: Json, vocabulary: Vocabulary, state: Page | None) -> None:
    """One row a fact; with a state, each can be corrected and further ones can be given."""
    language: Language = answer["language"]
    if not answer["facts"] and state is None:
        return
    with st.container(gap="xxsmall"):
        st.markdown(f":small[:gray[{say(language, 'facts.heading')}]]")
        for name, fact in answer["facts"].items():
            with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
                st.markdown(_row(name, fact, vocabulary, language), width="stretch")
                with st.empty():
                    if state is not None:
                        _correct(name, fact, vocabulary, language, state)
        if not answer["facts"]:
            st.markdown(f":gray[{say(language, 'facts.nothing')}]")
        with st.empty():
            if state is not None:
                _add(answer, vocabulary, language, state)


def _row(name: str, fact: Json, vocabulary: Vocabulary, language: Language) -> str:
    source = str(fact["source"])
    value = inline(vocabulary.value(name, fact["value"], language))
    parts = [
        f":gray[{inline(vocabulary.label(name, language))}]",
        f"**{value}**",
        f":{BADGES[source]}-badge[{say(language, f'source.{source}')}]",
    ]
    if fact.get("quote"):
        parts.append(f":small[:gray[“{inline(str(fact['quote']))}”]]")
    elif fact.get("from"):
        basis = inline(vocabulary.label(str(fact["from"]), language))
        parts.append(f":small[:gray[{say(language, 'facts.follows', basis=basis)}]]")
    return " ".join(parts)


def _correct(name: str, fact: Json, vocabulary: Vocabulary, language: Language, state: Page) -> None:
    label = vocabulary.label(name, language)
    with st.popover(
        "",
        icon=":material/edit:",
        type="tertiary",
        help=say(language, "facts.correct", fact=inline(label)),
        key=f"correct_{name}",
    ):
        st.markdown(f"**{inline(label)}**")
        _choose(name, vocabulary, language, state, fact["value"])
        if fact["source"] in ("stated", "form"):
            ask = Ask(say(language, "facts.take_back_said", fact=label), {name: None}, language)
            st.button(
                say(language, "facts.take_back"),
                key=f"back_{name}",
                icon=":material/undo:",
                on_click=state.put,
                args=(ask,),
            )


def _add(answer: Json, vocabulary: Vocabulary, language: Language, state: Page) -> None:
    open_facts = [name for name in vocabulary.facts if name not in answer["facts"]]
    if not open_facts:
        return
    with st.popover(say(language, "facts.add"), icon=":material/add:", type="tertiary", key="add_fact"):
        name = st.selectbox(
            say(language, "facts.which"),
            open_facts,
            format_func=lambda each: vocabulary.label(each, language),
            key="add_which",
            index=None,
        )
        if name:
            _choose(name, vocabulary, language, state, None)


def _choose(name: str, vocabulary: Vocabulary, language: Language, state: Page, current: object) -> None:
    """The values of a fact to pick from, or a field to type one."""
    label = vocabulary.label(name, language)
    options = [option for option in vocabulary.options(name, language) if option.value != current]
    if options:
        picked = st.selectbox(
            say(language, "facts.value"),
            options,
            format_func=lambda option: option.label,
            key=f"value_{name}",
            index=None,
        )
    else:
        picked = _typed(name, language)
    st.button(
        say(language, "facts.set"),
        key=f"set_{name}",
        type="primary",
        disabled=picked is None,
        on_click=_put,
        args=(state, name, label, picked, language),
    )


def _typed(name: str, language: Language) -> Option | None:
    written = st.text_input(say(language, "facts.value"), key=f"value_{name}", max_chars=200).strip()
    return Option(written, written) if written else None


def _put(state: Page, name: str, label: str, picked: Option | None, language: Language) -> None:
    if picked is not None:
        question = say(language, "facts.said", fact=label, value=picked.label)
        state.put(Ask(question, {name: picked.value}, language))
