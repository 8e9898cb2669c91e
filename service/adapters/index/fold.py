"""Text folded for comparing: width, case, traditional characters and invisible marks; and its amounts as one form.

The user's own words are not kept here; passages quote entries, never folded text.
"""

import re
import unicodedata
from collections.abc import Mapping

_AMOUNT = re.compile(
    r"(?<![a-z0-9.])(\d{1,3}(?:[, ]\d{3})+|\d+(?:\.\d+)?)\s*(k|w|千|万|百万|亿|thousand|million)?(?![a-z0-9])"
)
_SCALE = {
    "k": 1_000, "千": 1_000, "thousand": 1_000, "w": 10_000, "万": 10_000,
    "million": 1_000_000, "百万": 1_000_000, "亿": 100_000_000,
}  # fmt: skip
_DIGITS = dict(zip("零一二三四五六七八九两", (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_CHINESE = re.compile(r"(?<![第十百千万])([一二三四五六七八九两])([百千万])(?![一-九])")
_WORDS = re.compile(r"\b(a|one|two|three|five|ten|fifty) (hundred|thousand|million)\b")
_UNITS = {"a": 1, "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "fifty": 50}
_POWERS = {"hundred": 100, "百": 100, "thousand": 1_000, "千": 1_000, "万": 10_000, "million": 1_000_000}


class Folder:
    """Folds text with one table of traditional characters and their simplified forms."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        self._table = str.maketrans(dict(simplified))

    def fold(self, text: str) -> str:
        """Lower case, compatibility forms, simplified characters; amounts written out: `1k`, `一千` -> `1000`."""
        plain = unicodedata.normalize("NFKC", text).lower().translate(self._table)
        plain = "".join(char for char in plain if char.isprintable() or char in "\n\t")
        plain = _CHINESE.sub(lambda m: f" {_DIGITS[m[1]] * _POWERS[m[2]]} ", plain)
        plain = _WORDS.sub(lambda m: str(_UNITS[m[1]] * _POWERS[m[2]]), plain)
        return _AMOUNT.sub(_written_out, plain)


def _written_out(match: re.Match[str]) -> str:
    number = re.sub(r"[, ]", "", match[1])
    if not match[2]:
        return number
    value = float(number) * _SCALE[match[2]]
    return f"{value:.0f} "
