"""Cutting a sentence into atoms: words, single Chinese characters, numbers, names with digits in them, signs."""

import re
from typing import NamedTuple

WORD = "word"
HAN = "han"
NUMBER = "number"
NAME = "name"
SIGN = "sign"

_ATOM = re.compile(
    r"[a-z]+(?![a-z0-9_']|[-.:/][a-z0-9_])"
    r"|(?P<name>-?[a-z][a-z0-9]*(?:[-_.:/][a-z0-9]+)*[-_.]?[0-9_][a-z0-9]*(?:[-_.:/][a-z0-9]+)*|"
    r"(?<![a-z0-9])-(?:instruct|chat|it|pt|base|hf|sft)\b)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?[a-z]*)"
    r"|(?P<word>'s\b|[a-z]+(?:'(?!s\b)[a-z]+)?)"
    r"|(?P<han>[\u3400-\u9fff])"
    r"|(?P<sign>[^\s])"
)


"""First the words that cannot be the beginning of a name: most of them, and told at once."""
_SAME = str.maketrans("İıſ", "iis")


def lowered(text: str) -> str:
    """The text in lower case, no letter more or fewer; letters that pass for others become those."""
    return text.lower() if text.isascii() else text.translate(_SAME).lower()


class Atom(NamedTuple):
    """A piece of a sentence and where it stands."""

    kind: str
    text: str
    start: int
    end: int


def atoms_of(text: str) -> list[Atom]:
    """The atoms of a text in lower case, blanks left out. A hyphen between words is no atom."""
    atoms = []
    for found in _ATOM.finditer(text):
        piece = found.group()
        if piece != "-":
            atoms.append(Atom(found.lastgroup or WORD, piece, *found.span()))
    return atoms
