"""Words that mean the same: a controlled vocabulary that turns the words of both languages into shared concepts.

Thesaurus-based cross-language retrieval; Oard and Diekema, "Cross-Language Information Retrieval" (1998).
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.adapters.index.tokens import english_stem
from service.adapters.knowledge import read_toml
from service.errors import BadKnowledge

_UNIT = re.compile(r"[㐀-鿿]|[a-z]+|\d+(?:\.\d+)*")


CORE, APART = "core", "elsewhere"
"""The table of what the knowledge base is about, its concepts named `core: ...`; and the table of foreign matters,
in which each term is a concept: terms share a row of the file, not a meaning."""
Concepts = Mapping[str, tuple[str, ...]]
"""Each concept's terms, in any language."""


def read_glossary(path: Path) -> Concepts:
    """The concepts of a glossary file: tables of `concept = [terms]`. Raises BadKnowledge with file and reason."""
    concepts: dict[str, tuple[str, ...]] = {}
    names: set[str] = set()
    for section, rows in read_toml(path).items():
        if not isinstance(rows, dict):
            raise BadKnowledge(f"{path.name}: {section!r} must be a table of concepts.")
        for name, terms in rows.items():
            if not isinstance(terms, list) or not terms or not all(isinstance(term, str) for term in terms):
                raise BadKnowledge(f"{path.name}: concept {name!r} must be a list of texts.")
            if name in names:
                raise BadKnowledge(f"{path.name}: concept {name!r} stands twice.")
            names.add(name)
            concepts |= _named(section, name, terms)
    return concepts


def _named(section: str, name: str, terms: list[str]) -> dict[str, tuple[str, ...]]:
    if section == APART:
        return {f"{name}: {term}": (term,) for term in terms}
    return {f"{CORE}: {name}" if section == CORE else name: tuple(terms)}


class Glossary:
    """Finds concepts in folded text: at each place the longest term that begins there."""

    def __init__(self, concepts: Concepts) -> None:
        """`concepts` gives each concept's terms, folded, in any language."""
        self._terms: dict[tuple[str, ...], list[str]] = {}
        self._lengths: dict[str, list[int]] = {}
        for name, terms in concepts.items():
            for term in terms:
                units = _units(term)
                if units and name not in self._terms.setdefault(units, []):
                    self._terms[units].append(name)
        for units in self._terms:
            lengths = self._lengths.setdefault(units[0], [])
            if len(units) not in lengths:
                lengths.append(len(units))
                lengths.sort(reverse=True)

    def find(self, folded: str) -> Iterator[tuple[int, int, list[str]]]:
        """Where in a folded text a term stands, and the concepts it is a word for; terms may overlap."""
        places = [(match.start(), match.end(), english_stem(match[0])) for match in _UNIT.finditer(folded)]
        units = tuple(unit for _, _, unit in places)
        for at, (start, _, unit) in enumerate(places):
            for length in self._lengths.get(unit, ()):
                found = self._terms.get(units[at : at + length]) if at + length <= len(units) else None
                if found:
                    yield start, places[at + length - 1][1], found
                    break


def _units(text: str) -> tuple[str, ...]:
    return tuple(english_stem(unit) for unit in _UNIT.findall(text))
