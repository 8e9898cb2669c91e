"""The lexicon: everything the reader knows of words, as one value built from the parsed files of `knowledge/words`.

A file holds nested tables. A table with `zh` or `en` lists phrases, and its dotted path is their label
(`fact.task.summarization`); tables under `classes` are word classes instead, and tables without lists are settings.
All faults are reported at once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.domain.faults import Faulty
from service.domain.gpus import Gpus
from service.domain.reading.frames import Frames, frames
from service.domain.reading.hits import Hit, in_order
from service.domain.reading.index import Index, index
from service.domain.reading.one_way import OneWay, one_way
from service.domain.reading.phrases import Compiled, compiled, word_class
from service.domain.reading.statement_model import StatementModel
from service.domain.reading.task_model import TaskModel
from service.domain.reading.typos import Typos, typos

Labelled = tuple[str, tuple[str, ...]]
SHORT = 120
"""Characters up to which a message may be a mere reply or greeting."""
_IN_SHORT_ONES = ("reply.", "rows.approx", "intent.greeting")
_PHRASES = frozenset(
    ["classes", "fact", "weak", "scope", "mask", "intent", "variant", "reply", "rows", "family", "slot", "topic"]
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases arranged for looking up, those that matter in short messages only apart, tables of characters, of slips and of ways of writing,
    cards, plain settings, and what was learnt of tasks and other facts."""

    simplified: Mapping[str, str]
    index: Index
    in_short_ones: Index
    denied: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, Any]
    gpus: Gpus
    typos: Typos = field(default_factory=Typos)
    ways: OneWay = field(default_factory=OneWay)
    tasks: TaskModel | None = None
    statements: StatementModel | None = None
    frames: Frames = field(default_factory=Frames)

    def hits(self, text: str) -> list[Hit]:
        """Every phrase found in the folded text, by start, longest first, then label."""
        found = self.index.find(text)
        if len(text) <= SHORT:
            found |= self.in_short_ones.find(text)
        return in_order(found)


def lexicon(files: Mapping[str, Mapping[str, Any]], gpus: Gpus) -> Lexicon:
    """The lexicon of the parsed files, by file name. Raises Faulty with every fault, each naming its file."""
    faults: list[str] = []
    of_settings: list[str] = []
    settings = _settings(files, of_settings)
    ways = one_way(settings.pop("one_way", {}), of_settings)
    phrases = labelled(files, ways, faults)
    faults += of_settings
    simplified = _pairs(settings.pop("characters", {}), faults)
    try:
        framed = frames(settings.pop("frames", {}), {label for label, _ in phrases})
    except Faulty as faulty:
        faults += faulty.faults
    if faults:
        raise Faulty(faults)
    slips = typos(settings.pop("typos", {}), _latin_words(phrases))
    always = [phrase for phrase in phrases if not phrase[0].startswith(_IN_SHORT_ONES)]
    in_short_ones = [phrase for phrase in phrases if phrase[0].startswith(_IN_SHORT_ONES)]
    denied = settings.pop("denied", {})
    settings["language"] = {name: frozenset(small) for name, small in settings.get("language", {}).items()}
    return Lexicon(simplified, index(always), index(in_short_ones), denied, settings, gpus, slips, ways, frames=framed)


def _settings(files: Mapping[str, Mapping[str, Any]], faults: list[str]) -> dict[str, Any]:
    """What is no phrase, by its name; each stands in one file."""
    found: dict[str, Any] = {}
    for name, table in sorted(files.items()):
        for key in sorted(table.keys() - _PHRASES):
            if key in found:
                faults.append(f"{name}: `{key}` stands in another file as well; keep it in one.")
            found[key] = table[key]
    return found


def labelled(files: Mapping[str, Mapping[str, Any]], ways: OneWay, faults: list[str]) -> list[tuple[str, Compiled]]:
    """Every phrase of the parsed files with its label; `faults` grows."""
    classes = _classes(files, ways, faults)
    phrases: list[tuple[str, Compiled]] = []
    for name, table in sorted(files.items()):
        for label, words in _leaves(table, faults, name):
            if label.startswith("classes."):
                continue
            for source in dict.fromkeys(map(ways.written, words)):
                try:
                    phrases.append((label, compiled(source, classes)))
                except Faulty as faulty:
                    faults += [f"{name}, {label}: {fault}" for fault in faulty.faults]
    return phrases


def _latin_words(phrases: Sequence[tuple[str, Compiled]]) -> frozenset[str]:
    """The whole Latin words that stand in any phrase."""
    return frozenset(word for _, phrase in phrases for word in re.findall(r"[a-z]+(?!\*)", phrase.source))


def _classes(files: Mapping[str, Mapping[str, Any]], ways: OneWay, faults: list[str]) -> dict[str, Compiled]:
    words: dict[str, tuple[str, ...]] = {}
    for name, table in sorted(files.items()):
        for label, found in _leaves({"classes": table.get("classes", {})}, faults, name):
            key = label.removeprefix("classes.")
            words[key] = words.get(key, ()) + tuple(map(ways.written, found))
    return _nested(words, faults)


def _nested(words: Mapping[str, tuple[str, ...]], faults: list[str]) -> dict[str, Compiled]:
    """The classes, those that others refer to first."""
    out: dict[str, Compiled] = {}
    left = dict(words)
    while left:
        ready = [key for key, members in left.items() if not _referred(members) & left.keys()] or list(left)
        for key in ready:
            try:
                out[key] = word_class(left.pop(key), out)
            except Faulty as faulty:
                faults += [f"class {key}: {fault}" for fault in faulty.faults]
    return out


def _referred(members: Iterable[str]) -> set[str]:
    return {name for member in members for name in re.findall(r"<([a-z_]+)>", member)}


def _leaves(table: Mapping[str, Any], faults: list[str], name: str, path: str = "") -> Iterator[Labelled]:
    for key, value in table.items():
        if not isinstance(value, Mapping):
            continue
        here = f"{path}.{key}" if path else key
        if "zh" in value or "en" in value:
            faults += [
                f"{name}, {here}.{below}: it stands below a list of phrases, where it is not read; give it a name"
                " of its own."
                for below, table in value.items()
                if isinstance(table, Mapping)
            ]
            yield here, _words(value, faults, f"{name}, {here}")
        else:
            yield from _leaves(value, faults, name, here)


def _words(leaf: Mapping[str, Any], faults: list[str], place: str) -> tuple[str, ...]:
    out: list[str] = []
    for language in ("zh", "en"):
        listed: Sequence[object] = leaf.get(language, [])
        if not isinstance(listed, list) or not all(isinstance(word, str) and word for word in listed):
            faults.append(f"{place}: {language} must be a list of phrases.")
            continue
        faults += [f"{place}: {word!r} stands twice." for word, times in Counter(listed).items() if times > 1]
        out += [str(word) for word in listed]
    return tuple(out)


def _pairs(characters: Mapping[str, Any], faults: list[str]) -> dict[str, str]:
    traditional = str(characters.get("traditional", "")).replace("\n", "")
    simplified = str(characters.get("simplified", "")).replace("\n", "")
    if len(traditional) != len(simplified):
        faults.append("characters: traditional and simplified must be equally long.")
    return dict(zip(traditional, simplified, strict=False))
