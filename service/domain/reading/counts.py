"""How many of a thing, in a digit or a word: the small numbers by which cards and machines are counted."""

_COUNTS = {
    "单": 1, "一": 1, "双": 2, "两": 2, "俩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "十六": 16,
    "single": 1, "one": 1, "a": 1, "an": 1, "my": 1, "the": 1, "dual": 2, "two": 2, "twin": 2, "pair of": 2, "both": 2,
    "couple of": 2, "three": 3, "triple": 3, "four": 4, "quad": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "half a dozen": 6, "half-dozen": 6, "ten": 10, "twelve": 12, "sixteen": 16,
}  # fmt: skip
DOT = r"(?<!(?<!\.)\.)"
"""No full stop before, where dots in a row are none."""
COUNT = rf"(?=[0-9单一双俩两二三四五六七八十a-z])(?P<count>(?<![a-z0-9]){DOT}\d{{1,4}}|" + "|".join(
    rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word for word in sorted(_COUNTS, key=len, reverse=True)
) + ")"  # fmt: skip
"""Looks at one character first: few places of a text begin a number."""


def number_of(word: str | None) -> int | None:
    """The number that a digit or a word says."""
    if not word:
        return None
    return int(word) if word.isdigit() else _COUNTS.get(word)
