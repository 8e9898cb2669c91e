"""Unicode, once: a message folded to plain lower-case simplified text, with the way back to the user's own words.

Knows characters only; what they mean is read elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_LATIN_LIKE = dict(zip("аеорсухівԁһкмтнգοαινκτρυχϲ", "aeopcyxibdhkmthgoaivktpuxc", strict=True))
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_MARKS = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "`": "'", "´": "'"}
_POINT = re.compile(r"(?<=\d)。(?=\d+[ ]?[万千百kw])")
"""A Chinese full stop typed for a decimal point (1。2万)."""
_SPACES = dict.fromkeys("\t\r\f\v\u3000\xa0", " ")


@dataclass(frozen=True, slots=True)
class Normal:
    """A folded text: `text[i]` was read from `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The user's own words for `text[start:end]`, without blanks around them; a slice of the original."""
        if start >= end:
            return ""
        return self.original[self.starts[start] : self.ends[end - 1]].strip()

    def replaced(self, edits: Iterable[tuple[int, int, str]]) -> "Normal":
        """The text with `[start, end)` written anew, edits in order and apart; each new letter quotes all the old."""
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for start, end, new in edits:
            chars.append(self.text[last:start] + new)
            starts += [*self.starts[last:start], *[self.starts[start]] * len(new)]
            ends += [*self.ends[last:start], *[self.ends[end - 1]] * len(new)]
            last = end
        chars.append(self.text[last:])
        starts += self.starts[last:]
        ends += self.ends[last:]
        return Normal(self.original, "".join(chars), tuple(starts), tuple(ends))


def normal(message: str, simplified: Mapping[str, str]) -> Normal:
    """`message` folded character by character: NFKC, lower case, invisible characters dropped, traditional
    characters simplified by the table, letters that only look Latin read as Latin inside Latin words."""
    if message.isascii() and message.replace("\n", "").isprintable():
        text = message.lower().replace("`", "'")
        return Normal(message, text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    folded = [*map(_folded, message)]
    text = "".join(folded)
    if not simplified.keys().isdisjoint(text):
        text = "".join([simplified.get(letter, letter) for letter in text])
    if "。" in text:
        text = _POINT.sub(".", text)
    if not _LATIN_LIKE.keys().isdisjoint(text):
        text = _with_latin(text)
    if len(text) == len(message) and "" not in folded:
        return Normal(message, text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    starts = [at for at, letters in enumerate(folded) for _ in letters]
    return Normal(message, text, tuple(starts), tuple([at + 1 for at in starts]))


@lru_cache(maxsize=1 << 14)
def _folded(char: str) -> str:
    if " " <= char <= "~":
        return char.lower() if char != "`" else "'"
    if char == "\n":
        return char
    plain = _DASHES.get(char) or _MARKS.get(char) or _SPACES.get(char)
    if plain:
        return plain
    if unicodedata.category(char) in {"Cf", "Cc", "Mn", "Cs", "Co", "Cn"}:
        return ""
    folded = unicodedata.normalize("NFKC", char).lower()
    return "".join(_DASHES.get(letter, letter) for letter in folded if letter != "\u0307")


def _with_latin(text: str) -> str:
    """Within a run of letters that mixes Latin with Cyrillic or Greek, the others are read as the Latin they mimic."""
    chars = list(text)
    start = 0
    for at in range(len(chars) + 1):
        if at < len(chars) and ((chars[at].isascii() and chars[at].isalpha()) or chars[at] in _LATIN_LIKE):
            continue
        run = chars[start:at]
        if any(char.isascii() for char in run):
            chars[start:at] = [_LATIN_LIKE.get(char, char) for char in run]
        start = at + 1
    return "".join(chars)
