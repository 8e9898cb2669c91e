"""What stands behind an answer: sources with quotes, what would change the verdict, checkpoints, memory, receipt."""

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from ui import memory
from ui.calls import api_of, said
from ui.client import ApiError, Json
from ui.decision import reason_said, short
from ui.safe import inline, markdown
from ui.state import Page
from ui.vocabulary import Vocabulary
from ui.words import Language, say

CHANGES_SHOWN = 8


def draw(state: Page, answer: Json, vocabulary: Vocabulary) -> None:
    """Closed drawers, each only where it holds something."""
    language: Language = answer["language"]
    decision = answer.get("decision")
    if answer["checkpoints"]:
        with st.expander(say(language, "behind.checkpoints"), type="compact", icon=":material/deployed_code:"):
            _checkpoints(answer["checkpoints"], language)
    if answer.get("memory"):
        with st.expander(say(language, "behind.memory"), type="compact", icon=":material/memory:"):
            memory.draw(answer["memory"], language)
    if answer["citations"]:
        count = len(answer["citations"])
        with st.expander(say(language, "behind.sources", count=count), type="compact", icon=":material/menu_book:"):
            _sources(answer["citations"])
    if decision:
        with st.expander(say(language, "behind.changes"), type="compact", icon=":material/alt_route:"):
            _changes(decision, vocabulary, language)
        if decision["advice"]:
            with st.expander(say(language, "behind.advice"), type="compact", icon=":material/tips_and_updates:"):
                st.markdown("\n".join(f"- {markdown(item['text'])}" for item in decision["advice"]))
        with st.expander(say(language, "behind.receipt"), type="compact", icon=":material/receipt_long:"):
            _receipt(state, answer, decision, language)


def _sources(citations: Sequence[Json]) -> None:
    for item in citations:
        title = inline(item["title"])
        url = str(item["url"] or "")
        linked = f"[{title}](<{url}>)" if url.startswith("https://") and not set(url) & set("<> \n") else title
        st.markdown(
            f"**{item['marker']}.** {linked} :small[:gray[{inline(item['entry'])}]]\n\n> {inline(item['quote'])}"
        )


def _changes(decision: Json, vocabulary: Vocabulary, language: Language) -> None:
    if decision["reasons"]:
        lines = [reason_said(reason) for reason in decision["reasons"]]
        st.markdown(f"**{say(language, 'behind.reasons')}**\n\n" + _list(lines))
    if decision["would_change"]:
        lines = _change_lines(decision["would_change"], vocabulary, language)
        st.markdown(f"**{say(language, 'behind.would_change')}**\n\n" + _list(lines[:CHANGES_SHOWN]))
        if len(lines) > CHANGES_SHOWN:
            st.caption(say(language, "behind.more", count=len(lines) - CHANGES_SHOWN))
    else:
        st.markdown(say(language, "behind.nothing_changes"))
    if decision["why_not"]:
        lines = [f"**{short(item['verdict'], language)}**: {markdown(item['text'])}" for item in decision["why_not"]]
        st.markdown(f"**{say(language, 'behind.why_not')}**\n\n" + _list(lines))
    if decision["against"]:
        lines = [_objection(item, language) for item in decision["against"]]
        st.markdown(f"**{say(language, 'behind.against')}**\n\n" + _list(lines))


def _change_lines(changes: Sequence[Json], vocabulary: Vocabulary, language: Language) -> list[str]:
    """One line a change; changes of one fact alone that lead to the same verdict share a line."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for item in changes:
        facts, verdict = item["facts"], short(item["verdict"], language)
        if len(facts) == 1:
            ((name, value),) = facts.items()
            said = f"**{inline(vocabulary.value(name, value, language))}**"
            grouped.setdefault((inline(vocabulary.label(name, language)), verdict), []).append(said)
        else:
            grouped.setdefault((_facts_said(facts, vocabulary, language), verdict), [])
    lines = []
    for (head, verdict), values in grouped.items():
        told = say(language, "facts.said", fact=head, value=" / ".join(values)) if values else head
        lines.append(say(language, "behind.change", facts=told, verdict=verdict))
    return lines


def _objection(reason: Json, language: Language) -> str:
    outranked = reason.get("outranked_by")
    rank = f" :small[:gray[{say(language, 'behind.outranked', rule=inline(str(outranked)))}]]" if outranked else ""
    return reason_said(reason) + rank


def _facts_said(facts: Json, vocabulary: Vocabulary, language: Language) -> str:
    said = [
        say(language, "facts.said", fact=inline(vocabulary.label(name, language)),
            value=f"**{inline(vocabulary.value(name, value, language))}**")
        for name, value in facts.items()
    ]  # fmt: skip
    return say(language, "values.joiner").join(said)


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _checkpoints(checkpoints: Sequence[Json], language: Language) -> None:
    heads = [say(language, f"behind.{name}") for name in ("model", "base", "chat")]
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|"]
    for item in checkpoints:
        cells = [inline(item["model"])]
        for name in ("base", "chat"):
            hub_id = item[name]
            best = " :green[:material/check_circle:]" if hub_id and hub_id == item["recommended"] else ""
            cells.append(f"`{hub_id}`{best}" if hub_id and "`" not in hub_id else "—")
        lines.append(f"| {' | '.join(cells)} |")
    st.markdown("\n".join(lines))
    st.caption(f":green[:material/check_circle:] {say(language, 'behind.recommended')}")


def _receipt(state: Page, answer: Json, decision: Json, language: Language) -> None:
    st.markdown(say(language, "behind.receipt_said", receipt=f"`{decision['receipt']}`",
                    version=f"`{decision['policy_version']}`"))  # fmt: skip
    timings = answer["timings_ms"]
    st.caption(say(language, "behind.timings", **{name: f"{timings[name]:.1f}" for name in timings}))
    if st.button(say(language, "behind.replay"), key=f"replay_{answer['answer_id']}", icon=":material/replay:"):
        try:
            body = api_of(state).get(f"/v1/receipts/{quote(decision['receipt'], safe='')}")
        except ApiError as error:
            st.error(said(error, language))
        else:
            same = bool(body["same"])
            (st.success if same else st.error)(say(language, "behind.same" if same else "behind.differs"))
