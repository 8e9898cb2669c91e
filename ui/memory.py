"""A memory estimate as a range, its terms, and whether it fits the named cards."""

import streamlit as st

from ui.client import Json
from ui.safe import inline
from ui.words import Language, known, say

FITS = {"fits": "green", "tight": "orange", "does not fit": "red"}


def draw(memory: Json, language: Language) -> None:
    """The range first, then what it is made of."""
    low, high = memory["low_gb"], memory["high_gb"]
    st.markdown(
        say(
            language,
            "memory.range",
            low=low,
            high=high,
            method=inline(str(memory["method"])),
            parameters=memory["parameters_b"],
            tokens=memory["tokens"],
            cards=memory["cards"],
        )
    )
    for item in memory["fits"]:
        sits = str(item["fit"])
        said = say(language, f"memory.{sits.replace(' ', '_')}")
        st.markdown(
            f":{FITS[sits]}-badge[{said}] {inline(str(item['gpu']))} · {item['memory_gb']:g} GB × {item['cards']}"
        )
    lines = [f"| {say(language, 'memory.term')} | GB | {say(language, 'memory.formula')} |", "|---|---|---|"]
    lines += [
        f"| {_name(term['name'], language)} | {term['low_gb']}–{term['high_gb']} | {inline(term['formula'])} |"
        for term in memory["terms"]
    ]
    st.markdown("\n".join(lines))
    if memory["missing"]:
        missing = say(language, "values.joiner").join(_name(name, language) for name in memory["missing"])
        st.caption(say(language, "memory.missing", terms=missing))


def _name(name: str, language: Language) -> str:
    return say(language, f"term.{name}") if known(f"term.{name}") else inline(name.replace("_", " "))
