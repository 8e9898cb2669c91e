"""Ratios as figures of their own: 5:1, 五比一, five-to-one. What is set to one another is one number, not two."""

import re
from collections.abc import Iterator

from service.domain.verify.han_numbers import han_value
from service.domain.verify.units import RATIO, Figure

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_WORD = "|".join(_ONES)
_DIGITS = re.compile(r"(?<![\d:.\w])(\d{1,3})\s?[:：]\s?(\d{1,3})(?![\d:：]|\.\d)")
_HAN = re.compile(
    r"(?<![零一二两三四五六七八九十百千万比])([一二两三四五六七八九十]{1,3})比([一二两三四五六七八九十]{1,3})(?!比)"
)
_ENGLISH = re.compile(rf"\b({_WORD})(?:-to-({_WORD})|\s+to\s+(one))\b(?!-to-)")


def ratios(text: str) -> Iterator[Figure]:
    """The ratios of a text in lower case, each as the first number over the second."""
    for found in _DIGITS.finditer(text):
        yield from _ratio(found, float(found.group(1)), float(found.group(2)))
    for found in _HAN.finditer(text):
        yield from _ratio(found, han_value(found.group(1)), han_value(found.group(2)))
    for found in _ENGLISH.finditer(text):
        low, high = found.group(1), found.group(2) or found.group(3)
        yield from _ratio(found, _ONES.index(low) + 1.0, _ONES.index(high) + 1.0)


def _ratio(found: re.Match[str], first: float, second: float) -> Iterator[Figure]:
    if second:
        yield Figure(first / second, RATIO, found.start(), found.end())
