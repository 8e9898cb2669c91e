"""The verdict: what to start from, how firmly, whether it can still change, and what the other policy says."""

import streamlit as st

from ui.client import Json
from ui.safe import inline, markdown
from ui.words import Language, known, say

ICONS = {
    "chat": ":material/forum:",
    "base": ":material/foundation:",
    "either": ":material/balance:",
    "none": ":material/pause_circle:",
    "undecided": ":material/help:",
}
COLOURS = {"required": "violet", "strong": "green", "lean": "orange"}


def draw(decision: Json, second: Json | None, before: Json | None, language: Language) -> None:
    """The head of the card."""
    st.subheader(f"{ICONS[decision['verdict']]} {verdict_said(decision, language)}", anchor=False)
    with st.container(horizontal=True, gap="small"):
        _badges(decision, before, language)
    if decision["reasons"]:
        st.markdown(reason_said(decision["reasons"][0]))
    for item in decision["contradictions"]:
        quotes = say(language, "values.joiner").join(f"“{inline(quote)}”" for quote in item["quotes"])
        st.warning(say(language, "decision.contradiction", quotes=quotes), icon=":material/compare_arrows:")
    for warning in decision["warnings"]:
        st.warning(markdown(warning["text"]), icon=":material/warning:")
    if second is not None:
        _second(second, language)


def verdict_said(decision: Json, language: Language) -> str:
    """The verdict in a few words, as firm as its rule."""
    verdict, strength = decision["verdict"], decision.get("strength")
    for name in (f"verdict.{decision['policy']}_{verdict}", f"verdict.{strength}_{verdict}"):
        if known(name):
            return say(language, name)
    return say(language, f"verdict.{verdict}")


def reason_said(reason: Json) -> str:
    """A rule's text with the rule's name."""
    return f"{markdown(reason['text'])} :small[:gray[{inline(reason['rule'])}]]"


def short(verdict: str, language: Language) -> str:
    """The verdict in one word."""
    return say(language, f"short.{verdict}")


def _badges(decision: Json, before: Json | None, language: Language) -> None:
    strength = decision.get("strength")
    if strength:
        st.badge(say(language, f"strength.{strength}"), color=COLOURS[strength])  # type: ignore[arg-type]
    if decision["settled"]:
        st.badge(say(language, "decision.settled"), icon=":material/verified:", color="green")
    else:
        st.badge(say(language, "decision.open"), icon=":material/pending:", color="gray")
    st.badge(say(language, "decision.by", policy=policy_said(decision["policy"], language)), color="blue")
    if before and before["verdict"] != decision["verdict"] and before["policy"] == decision["policy"]:
        changed = say(language, "decision.changed", before=short(before["verdict"], language))
        st.badge(changed, icon=":material/published_with_changes:", color="violet")


def policy_said(policy: str, language: Language) -> str:
    """What a policy is called."""
    return say(language, f"policy.{policy}") if known(f"policy.{policy}") else inline(policy)


def _second(second: Json, language: Language) -> None:
    policy, does = policy_said(second["policy"], language), verdict_said(second, language)
    why = f" {markdown(second['reasons'][0]['text'])}" if second["reasons"] else ""
    agrees = second["agrees"]
    if agrees:
        sentence = say(language, "second.agrees", policy=policy, does=does)
        st.markdown(f":green[:material/check_circle:] {sentence}")
    elif agrees is None:
        name = "second.undecided" if second["verdict"] == "undecided" else "second.alone"
        st.markdown(f":gray[:material/alt_route:] {say(language, name, policy=policy, does=does)}")
    else:
        st.warning(say(language, "second.disagrees", policy=policy, does=does) + why, icon=":material/alt_route:")
