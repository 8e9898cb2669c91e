"""English numbers spelt out in several words (two hundred and fifty thousand, twelve thousand three hundred).

Shorter ones are read in `amounts`. Knows numbers only.
"""

import re
from collections.abc import Iterator

NUMERALS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
NUMERAL = "|".join(sorted(NUMERALS, key=len, reverse=True))
"""Any of them, the longest first."""
_HUNDRED = 100
_BIG = {"thousand": 10**3, "million": 10**6}
_PART = rf"(?:{NUMERAL}|a)(?:[ -](?:{NUMERAL}))?"
_SCALED = rf"{_PART}[ -](?:hundred|thousand|million)(?:[ -](?:thousand|million))?"
_SPELT = re.compile(rf"(?<![a-z]){_SCALED}(?:[ -](?:and[ -])?(?:{_SCALED}|{_PART}))+(?![a-z])")


def spelt(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of every such number; "five hundred and six hundred" is none."""
    for match in _SPELT.finditer(text):
        value = _value(re.findall(r"[a-z]+", match.group()))
        if value is not None:
            yield match.start(), match.end(), value


def _value(words: list[str]) -> int | None:
    """What the words say together; nothing where they are several numbers."""
    total = here = 0
    for word in words:
        if word == "hundred":
            if here >= _HUNDRED:
                return None
            here = max(1, here) * _HUNDRED
        elif word in _BIG:
            if total:
                return None
            total, here = max(1, here) * _BIG[word], 0
        elif word != "and":
            here += NUMERALS.get(word, 1)
    return total + here
