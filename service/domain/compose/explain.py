"""Answers to knowledge questions, made from the found entries' own sentences; advises nothing new."""

from collections.abc import Iterator, Sequence

from service.domain.compose.material import Material, Shelf
from service.domain.compose.overlap import share
from service.domain.compose.page import Page, with_markers
from service.domain.compose.verdict import variant
from service.domain.decision import Decision, Verdict
from service.domain.evidence import Entry, Status
from service.domain.sentences import sentences

SENTENCES_MAX = 8
LEADING_MAX = 5
ENTRIES_MAX = 3
FOLLOW_UPS_MAX = 3
CLOSE = 0.2
"""Share of the question's terms that a further entry must have in its title, questions or text to be added."""


def explain(page: Page, material: Material, *, most: int = SENTENCES_MAX) -> None:
    """The answer to the question from at most a few entries, or that nothing is known and what is."""
    chosen = chosen_entries(page.shelf, material)
    if not chosen:
        page.fixed(page.say("explain.unknown"))
        return
    page.free(page.say("topic.explain"), _said(page, material, chosen, most))


def say_standing_verdict(page: Page, decision: Decision | None) -> None:
    """Reports the conversation's verdict where there is one; adds nothing to it."""
    if decision is not None and decision.verdict is not Verdict.UNDECIDED:
        page.fixed(page.say("explain.standing", verdict=variant(page, decision.verdict)))


def chosen_entries(shelf: Shelf, material: Material) -> list[Entry]:
    """The entries that answer, the best first; a guide entry is preceded by the correction of it."""
    found = [shelf.entries[passage.entry] for passage in material.passages if passage.entry in shelf.entries]
    if not found:
        return []
    kept = [found[0]] + [entry for entry in found[1:] if _belongs(entry, found[0], material)]
    out: list[Entry] = []
    for entry in kept[:ENTRIES_MAX]:
        for item in (*_corrections(shelf, entry), entry):
            if item not in out:
                out.append(item)
    return out


def follow_ups(shelf: Shelf, material: Material) -> tuple[str, ...]:
    """Two or three questions that the entries next to the cited ones answer."""
    chosen = chosen_entries(shelf, material)
    cited = {entry.id for entry in chosen}
    nearby = [related for entry in chosen for related in entry.related if related not in cited]
    nearby += [passage.entry for passage in material.passages if passage.entry not in cited]
    out: list[str] = []
    for identity in dict.fromkeys(nearby):
        if identity in shelf.entries:
            asked = shelf.entries[identity].texts[material.language].questions[0]
            if asked not in out and asked.strip() != material.question.strip():
                out.append(asked)
    return tuple(out[:FOLLOW_UPS_MAX])


def _belongs(entry: Entry, first: Entry, material: Material) -> bool:
    text = entry.texts[material.language]
    near = entry.id in first.related or first.id in entry.related or entry.topic == first.topic
    covered = share(material.question, " ".join((text.title, text.text, *text.questions, *text.aliases)))
    return covered >= (CLOSE if near else 2 * CLOSE)


def _corrections(shelf: Shelf, entry: Entry) -> Iterator[Entry]:
    if entry.status is Status.GUIDE:
        related = (shelf.entries[identity] for identity in entry.related if identity in shelf.entries)
        yield from (item for item in related if item.status is Status.CORRECTION)


def _said(page: Page, material: Material, chosen: Sequence[Entry], most: int) -> list[str]:
    """The first entry nearly whole, of the others what is nearest to the question."""
    out: list[str] = []
    for number, entry in enumerate(chosen):
        text = sentences(entry.texts[page.language].text)
        room = min(LEADING_MAX, most) if number == 0 else min(2, most - len(out))
        if room > 0:
            picked = text[:room] if number == 0 else _nearest(text, material.question, room)
            out += _marked(page, entry, picked)
    return out


def _nearest(text: Sequence[str], question: str, room: int) -> list[str]:
    """The lead, and the sentence that shares most with the question, in the text's order."""
    best = max(text, key=lambda sentence: share(question, sentence))
    wanted = [text[0]] if room == 1 or best == text[0] else [text[0], best]
    return [sentence for sentence in text if sentence in wanted]


def _marked(page: Page, entry: Entry, picked: Sequence[str]) -> list[str]:
    """Markers on sentences with figures and on the last one."""
    last = len(picked) - 1
    return [
        with_markers(sentence, page.cite((entry.id,), quote=picked[0]))
        if number == last or any(character.isdigit() for character in sentence)
        else sentence
        for number, sentence in enumerate(picked)
    ]
