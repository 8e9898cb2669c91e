"""The words of the checker: from the files of `knowledge/stance` (already parsed) to one tree of phrases.

A phrase is a run of atoms: English words, single Chinese characters. Each phrase has roles; what a role means is the
business of the readers of the tree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.faults import Faulty
from service.domain.verify.atoms import atoms_of
from service.domain.verify.forms import forms

Roles = frozenset[str]
NO_ROLES: Roles = frozenset()


@dataclass(slots=True)
class Node:
    """A place in the tree: where each atom leads, and the roles of the phrase that ends here."""

    next: dict[str, "Node"] = field(default_factory=dict)
    roles: Roles = NO_ROLES


@dataclass(frozen=True, slots=True)
class Words:
    """All phrases with their roles, and the topics that words belong to."""

    root: Node
    topics: Mapping[str, Roles]


def words_from(files: Mapping[str, Mapping[str, Any]]) -> Words:
    """The words that the parsed files say, by file name. Raises Faulty with every fault."""
    faults: list[str] = []
    written: dict[tuple[str, ...], set[str]] = {}
    made: dict[tuple[str, ...], set[str]] = {}
    for name, tables in files.items():
        for role, text in _sections(tables, "words", name, faults):
            for phrase in _phrases(text):
                written.setdefault(phrase, set()).add(role)
        for role, text in _sections(tables, "inflected", name, faults):
            for phrase in _phrases(text):
                written.setdefault(phrase, set()).add(role)
                for form in forms(phrase[0]):
                    made.setdefault((form, *phrase[1:]), set()).add(role)
    if not written:
        faults.append("No words are listed.")
    if faults:
        raise Faulty(faults)
    return Words(_tree({**made, **written}.items()), {})


def _sections(tables: Mapping[str, Any], kind: str, name: str, faults: list[str]) -> Iterator[tuple[str, str]]:
    sections = tables.get(kind, {})
    if not isinstance(sections, Mapping):
        faults.append(f"{name}: `{kind}` must be a table of roles.")
        return
    for role, text in sections.items():
        if isinstance(text, str):
            yield role, text
        else:
            faults.append(f"{name}: the words of `{role}` must be one text, separated by commas.")


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    for part in text.split(","):
        if atoms := tuple(atom.text for atom in atoms_of(part.strip().lower().replace("-", " "))):
            yield atoms


def _tree(phrases: Iterable[tuple[tuple[str, ...], set[str]]]) -> Node:
    root = Node()
    for phrase, roles in phrases:
        node = root
        for atom in phrase:
            node = node.next.setdefault(atom, Node())
        node.roles = node.roles | roles
    return root
