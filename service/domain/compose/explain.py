"""Answers to knowledge questions, made from the found entries' own sentences; advises nothing new."""

from collections.abc import Sequence

from service.domain.compose.material import Material, Shelf
from service.domain.compose.page import Page, with_markers
from service.domain.compose.pick import chosen, said
from service.domain.compose.verdict import variant
from service.domain.decision import Decision, Verdict
from service.domain.evidence import Entry

SENTENCES_MAX = 8
FOLLOW_UPS_MAX = 3


def explain(page: Page, material: Material, *, most: int = SENTENCES_MAX, heading: str = "") -> None:
    """The answer to the question from at most a few entries, or that nothing is known and what is."""
    parts = said(chosen(page.shelf, material), material, most)
    if not parts:
        page.fixed(page.say("explain.unknown"))
        return
    text = [sentence for entry, picked in parts for sentence in _marked(page, entry, picked)]
    page.free(page.say("topic.explain"), text, heading=heading)


def say_standing_verdict(page: Page, decision: Decision | None) -> None:
    """Reports the conversation's verdict where there is one; adds nothing to it."""
    if decision is not None and decision.verdict is not Verdict.UNDECIDED:
        page.fixed(page.say("explain.standing", verdict=variant(page, decision.verdict)))


def follow_ups(shelf: Shelf, material: Material) -> tuple[str, ...]:
    """Two or three questions that entries next to the answering ones answer."""
    entries = chosen(shelf, material)
    answering = [entry for entry, _ in said(entries, material, SENTENCES_MAX)]
    cited = {entry.id for entry in answering}
    nearby = [name for entry in answering for name in entry.related] + [entry.id for entry in entries]
    out: list[str] = []
    for name in dict.fromkeys(nearby):
        if name in shelf.entries and name not in cited:
            asked = shelf.entries[name].texts[material.language].questions[0]
            if asked not in out and asked.strip() != material.question.strip():
                out.append(asked)
    return tuple(out[:FOLLOW_UPS_MAX])


def _marked(page: Page, entry: Entry, picked: Sequence[str]) -> list[str]:
    """Markers on sentences with figures and on the last one."""
    last = len(picked) - 1
    return [
        with_markers(sentence, page.cite((entry.id,), quote=picked[0]))
        if number == last or any(character.isdigit() for character in sentence)
        else sentence
        for number, sentence in enumerate(picked)
    ]
