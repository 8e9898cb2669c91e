"""Text folded for comparing: width, case, traditional characters and invisible marks; amounts written out.

The user's own words are not kept here; passages quote entries, never folded text.
"""

import unicodedata
from collections.abc import Mapping

from service.adapters.index.numbers import written_out


class Folder:
    """Folds text with one table of traditional characters and their simplified forms."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        self._table = str.maketrans(dict(simplified))

    def fold(self, text: str) -> str:
        """Lower case, compatibility forms, simplified characters, no invisible characters, amounts in figures."""
        plain = unicodedata.normalize("NFKC", text).lower().translate(self._table)
        if not plain.isprintable():
            plain = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in plain)
        return written_out(plain)
