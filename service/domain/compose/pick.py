"""Which entries answer a knowledge question, and which of their sentences: the direct answer first, then what adds
to it. Works on what retrieval found; finds nothing by itself."""

from collections.abc import Sequence

from service.domain.compose.asked import asks_what_the_guide_says
from service.domain.compose.links import leans, reports_the_guide
from service.domain.compose.material import Material, Shelf
from service.domain.compose.overlap import names, own_names, share, share_of_all, terms
from service.domain.evidence import Entry, Status
from service.domain.sentences import sentences

CLOSE_CALL = 0.95
"""Two passages whose scores differ by less than this factor are held to be found alike."""
MAIN_MAX = 5
MORE_ENTRIES = 2
ENOUGH = 0.3
"""Share of the question's terms that a sentence of a related entry must have; of another entry, MUCH."""
MUCH = 0.5
NEAR = 0.65
"""Share of the best passage's score from which the next one is held to speak of the question as well."""
SECOND = 2
"""Entries beside the leading ones that speak by their score alone."""
REPEATS = 0.65
"""Share of a sentence's terms that makes it a repetition of what was said."""
BETTER = 0.3
"""How much closer to the question a later sentence must be to be said first."""


def chosen(shelf: Shelf, material: Material) -> list[Entry]:
    """The main entry, a guide entry with the correction of it before, or behind where the guide's word was asked for,
    then the other entries found."""
    found = [shelf.entries[passage.entry] for passage in material.passages if passage.entry in shelf.entries]
    if not found:
        return []
    if material.understanding.wants_explanation:
        found = sorted(found, key=lambda entry: -_closeness(entry, material))
    main = _main(found, material)
    correction = _correction(shelf, main, material)
    first = [main, *correction] if asks_what_the_guide_says(material.question) else [*correction, main]
    return first + [entry for entry in found if entry not in first]


def said(entries: Sequence[Entry], material: Material, most: int) -> list[tuple[Entry, list[str]]]:
    """The sentences to say, by entry: the leading entries nearly whole, of up to two more what adds to the answer."""
    leading = 2 if len(entries) > 1 and _corrected(entries[0], entries[1]) else 1
    out: list[tuple[Entry, list[str]]] = []
    text = ""
    for number, entry in enumerate(entries):
        left = most - sum(len(picked) for _, picked in out)
        if left <= 0 or len(out) >= leading + MORE_ENTRIES:
            break
        if number < leading:
            picked = _leading(entry, material, min(left, MAIN_MAX if number == 0 else 2))
        else:
            picked = _adding(entry, entries[0], material, text, min(left, 2))
            if not picked and number < leading + SECOND and _found_near(entry, material):
                picked = _leading(entry, material, min(left, 2))
        picked = [sentence for sentence in picked if share(sentence, text) < REPEATS]
        if picked:
            out.append((entry, picked))
            text += " ".join(picked)
    return out


def _corrected(one: Entry, other: Entry) -> bool:
    """Whether one of the two is the guide's and the other corrects it."""
    statuses = {one.status, other.status}
    return statuses == {Status.GUIDE, Status.CORRECTION} and (one.id in other.related or other.id in one.related)


def _main(found: Sequence[Entry], material: Material) -> Entry:
    """The best entry found; where two were found alike, not the one about a source that the question does not name."""
    scores = {passage.entry: passage.score for passage in material.passages}
    if material.understanding.wants_explanation:
        return found[0]
    alike = [entry for entry in found[:3] if scores[entry.id] >= CLOSE_CALL * scores[found[0].id]]
    asked = names(material.question)
    general = [entry for entry in alike if _names_in_title(entry, material) <= asked]
    return general[0] if general else found[0]


def _correction(shelf: Shelf, entry: Entry, material: Material) -> list[Entry]:
    """The correction of a guide entry that is closest to the question."""
    if entry.status is not Status.GUIDE:
        return []
    related = [shelf.entries[name] for name in entry.related if name in shelf.entries]
    corrections = [item for item in related if item.status is Status.CORRECTION and entry.id in item.related]
    return sorted(corrections, key=lambda item: -share(material.question, item.texts[material.language].text))[:1]


def _leading(entry: Entry, material: Material, most: int) -> list[str]:
    """The entry's first sentences; one that answers much more directly is said first, unless it leans on another, and
    so is one that reports the guide where that was asked for and the first does not."""
    text = list(sentences(entry.texts[material.language].text))
    free = [text[0], *(sentence for sentence in text[1:] if not leans(sentence))]
    best = max(free, key=lambda sentence: share(material.question, sentence))
    reports = [sentence for sentence in free if reports_the_guide(sentence)]
    if asks_what_the_guide_says(material.question) and reports and not reports_the_guide(text[0]):
        best = reports[0]
    elif share(material.question, best) < share(material.question, text[0]) + BETTER:
        best = text[0]
    return [best, *(sentence for sentence in text if sentence != best)][:most]


def _found_near(entry: Entry, material: Material) -> bool:
    scores = {passage.entry: passage.score for passage in material.passages}
    return bool(scores) and scores.get(entry.id, 0.0) >= NEAR * max(scores.values())


def _adding(entry: Entry, main: Entry, material: Material, text: str, most: int) -> list[str]:
    """Sentences close to the question or on a name in it that nothing yet spoke of, or what a named thing is."""
    written = entry.texts[material.language]
    own = sentences(written.text)
    near = entry.id in main.related or main.id in entry.related
    missing = names(material.question) - terms(text)
    if near and _names_in_title(entry, material) & names(sentences(text)[0] if text else ""):
        return list(own[:1])
    good = [
        sentence
        for sentence in own
        if share(material.question, sentence) >= (ENOUGH if near else MUCH) or missing & terms(sentence)
    ]
    return good[:most]


def _closeness(entry: Entry, material: Material) -> float:
    """How much of the question the entry's words have: what counts where only a part of the message was a question."""
    written = entry.texts[material.language]
    return share_of_all(material.question, (written.title, written.text, *written.questions, *written.aliases))


def _names_in_title(entry: Entry, material: Material) -> frozenset[str]:
    written = entry.texts[material.language]
    return own_names(written.title, written.text + " ".join(written.questions))
