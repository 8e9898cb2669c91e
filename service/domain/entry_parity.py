"""Whether the two languages of an entry say the same: the same figures, and about as much."""

import re
from collections.abc import Iterator

from service.domain.evidence import Entry

WORDS_ENGLISH = (35, 150)
CHARACTERS_CHINESE = (40, 260)
"""Bounds of a text: words; Chinese characters, a Latin word or number counted as one."""
RATIO = (0.8, 2.2)
"""Chinese characters for each English word, bounds."""

_UNIT = re.compile(r"[㐀-鿿]|[A-Za-z0-9][\w.,/+-]*")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_SCALED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(k\b|万|million\b|亿|billion\b)", re.IGNORECASE)
_SCALE = {"k": 1_000, "万": 10_000, "million": 1_000_000, "亿": 100_000_000, "billion": 1_000_000_000}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_ENGLISH = {
    "zero": 0, "no": 0, "one": 1, "first": 1, "single": 1, "two": 2, "second": 2, "both": 2, "twice": 2,
    "three": 3, "third": 3, "four": 4, "fourth": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "half": 2, "twentieth": 20, "twenty": 20, "hundred": 100, "hundreds": 100, "thousand": 1_000, "thousands": 1_000,
}  # fmt: skip
_CHINESE = {
    "零": 0, "不": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "十": 10, "半": 2, "百": 100, "千": 1_000,
}  # fmt: skip


def parity_faults(entry: Entry) -> Iterator[str]:
    """One sentence for each difference between the languages, and for a text that is too short or too long."""
    chinese, english = entry.texts.get("zh"), entry.texts.get("en")
    if chinese is None or english is None:
        yield "one language is missing."
        return
    yield from _figures(chinese.text, english.text)
    characters, words = len(_UNIT.findall(chinese.text)), len(english.text.split())
    if not CHARACTERS_CHINESE[0] <= characters <= CHARACTERS_CHINESE[1]:
        yield f"the Chinese text has {characters} characters; {_between(CHARACTERS_CHINESE)} are wanted."
    if not WORDS_ENGLISH[0] <= words <= WORDS_ENGLISH[1]:
        yield f"the English text has {words} words; {_between(WORDS_ENGLISH)} are wanted."
    if words and not RATIO[0] <= characters / words <= RATIO[1]:
        yield f"one language says much more: {characters} Chinese characters for {words} English words."


def figures(text: str) -> set[float]:
    """Every number written in figures, thousands and scales (k, 万, million) worked out."""
    scaled = {float(number.replace(",", "")) * _SCALE[unit.lower()] for number, unit in _SCALED.findall(text)}
    plain = _SCALED.sub(" ", text)
    return scaled | {float(number.replace(",", "")) for number in _NUMBER.findall(plain)}


def _figures(chinese: str, english: str) -> Iterator[str]:
    in_chinese, in_english = figures(chinese), figures(english)
    for number in sorted(in_chinese - in_english - _english_words(english)):
        yield f"the figure {number:g} stands in the Chinese text alone."
    for number in sorted(in_english - in_chinese - _chinese_words(chinese)):
        yield f"the figure {number:g} stands in the English text alone."


def _english_words(text: str) -> set[float]:
    words = re.findall(r"[a-z]+", text.lower())
    return {float(_ENGLISH[word]) for word in words if word in _ENGLISH} | {
        float(_MONTHS.index(word) + 1) for word in words if word in _MONTHS
    }


def _chinese_words(text: str) -> set[float]:
    return {float(value) for character, value in _CHINESE.items() if character in text}


def _between(bounds: tuple[int, int]) -> str:
    return f"{bounds[0]} to {bounds[1]}"
