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
    """All phrases with their roles."""

    root: Node


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
    phrases = made
    for phrase, roles in written.items():
        phrases[phrase] = roles | made.get(phrase, set()) if roles <= {"plain"} else roles
    _inherit(phrases)
    return Words(_tree(phrases.items()))


def _inherit(phrases: dict[tuple[str, ...], set[str]]) -> None:
    """A phrase is about all that the phrases inside it are about; a fact that it states itself stays as it says.
    A phrase without a stance of its own keeps the stance of the longer phrases inside it. An idiom means something
    else than its words."""
    given = {phrase: frozenset(roles) for phrase, roles in phrases.items()}
    for phrase, roles in phrases.items():
        if _IDIOM in roles:
            continue
        own = {role.partition("=")[0] for role in roles if _is_about(role)}
        neutral = all(_is_about(role) or role in _NEUTRAL for role in roles)
        for start in range(len(phrase)):
            for end in range(start + 1, len(phrase) + (start > 0)):
                for role in given.get(phrase[start:end], ()):
                    if _is_about(role):
                        if (end - start > 1 or phrase[start].isascii()) and role.partition("=")[0] not in own:
                            roles.add(role)
                    elif neutral and role not in _NEUTRAL and (end - start > 1 or phrase[start].isascii()):
                        roles.add(role)


_IDIOM = "idiom"
_NEUTRAL = frozenset(
    {
        "plain", "model", "raw", "tuned", "take", "it", "and", "base", "chat", "which", "measure", "tune",
        "near_chat", "near_base", "settling", "unsettled",
    }
)  # fmt: skip


def _is_about(role: str) -> bool:
    return "=" in role or ":" in role


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
