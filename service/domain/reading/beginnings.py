"""With which literals a phrase can begin, so that it is tried only where one of them stands."""

import re
from collections.abc import Mapping

RUN = 4
"""Characters of a run of Chinese by which it is looked up."""
_LATIN = re.compile(r"[a-z0-9]+")
_HYPHENED = re.compile(r"-[a-z]{1,3}")
_SPECIAL = frozenset("()|?<>~*# -^$")

Beginnings = frozenset[str]
_Read = tuple[Beginnings | None, bool, int]
"""The literals (None: anything), whether nothing at all may stand there, and where the reading ended."""


def key(literal: str) -> str:
    """What a literal is looked up by: its first characters of Chinese, that a Latin word begins with its first one, or
    a hyphen and what follows it; else nothing."""
    if not literal:
        return ""
    if literal[0] > "\u2e7f":
        size = next((at for at, char in enumerate(literal[:RUN]) if char <= "\u2e7f"), RUN)
        return literal[:size]
    match = _LATIN.match(literal)
    if match:
        return f" {match.group()}"
    hyphened = _HYPHENED.match(literal)
    return hyphened.group() if hyphened else ""


def beginnings(source: str, classes: Mapping[str, Beginnings]) -> Beginnings:
    """The keys of the literals of which one stands where the phrase begins; none where that cannot be told."""
    found, nullable, _ = _choice(source, 0, classes)
    return frozenset() if found is None or nullable else found


def _choice(source: str, at: int, classes: Mapping[str, Beginnings]) -> _Read:
    every: Beginnings | None = frozenset()
    empty = False
    while True:
        found, nullable, at = _sequence(source, at, classes)
        every = None if found is None or every is None else every | found
        empty = empty or nullable
        if at >= len(source) or source[at] != "|":
            return every, empty, at
        at += 1


def _sequence(source: str, at: int, classes: Mapping[str, Beginnings]) -> _Read:
    every: Beginnings | None = frozenset()
    nullable = True
    while at < len(source) and source[at] not in ")|":
        found, empty, at = _item(source, at, classes)
        if nullable:
            every = None if found is None or every is None else every | found
            nullable = empty
    return every, nullable, at


def _item(source: str, at: int, classes: Mapping[str, Beginnings]) -> _Read:
    char = source[at]
    if char in "^$":
        return frozenset(), True, at + 1
    if char == "(":
        found, empty, end = _choice(source, at + 1, classes)
        return _maybe(source, end + 1, found, empty=empty)
    if char == "<":
        end = source.index(">", at)
        return _maybe(source, end + 1, classes.get(source[at + 1 : end]) or None, empty=False)
    if char in _SPECIAL:
        return None, False, at + 1
    return _literal(source, at)


def _literal(source: str, at: int) -> _Read:
    text = ""
    while at < len(source) and source[at] not in _SPECIAL:
        at += source[at] == "\\"
        text += source[at]
        at += 1
    if at < len(source) and source[at] == "?":
        if len(text) == 1:
            return (frozenset({key(text)}) if key(text) else None), True, at + 1
        text, at = text[:-1], at + 1
    return (frozenset({key(text)}) if key(text) else None), False, at


def _maybe(source: str, at: int, found: Beginnings | None, *, empty: bool) -> _Read:
    often = at < len(source) and source[at] in "?*"
    return found, empty or often, at + often
