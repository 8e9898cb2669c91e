"""Amounts in folded text: written out in figures, and, where they count training rows, as one of five bands.

The bands are those in which the published advice changes: 100, 1 000, 10 000 and 100 000 rows.
"""

import re
from collections.abc import Iterator

_FIGURE = re.compile(
    r"(?<![a-z0-9.])(\d{1,3}(?:[, ]\d{3})+|\d+(?:\.\d+)?)\s*(k|w|千|万|百万|亿|thousand|million)?(?![a-z0-9]|\.\d)"
)
_SCALE = {
    "k": 1_000, "千": 1_000, "thousand": 1_000, "w": 10_000, "万": 10_000,
    "million": 1_000_000, "百万": 1_000_000, "亿": 100_000_000,
}  # fmt: skip
_HAN_DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_POWERS = {"十": 10, "百": 100, "千": 1_000}
_HAN_ONE = re.compile(r"(?<![第一二三四五六七八九十百千万几数])[一二两三四五六七八九十](?=条|个样本|段)")
_HAN = re.compile(
    r"(?<![第一二三四五六七八九十百千万几数])[一二两三四五六七八九十][一二两三四五六七八九零十百千万]*[百千万十](?![分几])"
)
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
          "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD_VALUES = (
    {word: at for at, word in enumerate(_SMALL, 1)}
    | {word: 10 * at for at, word in enumerate(_TENS, 2)}
    | {"a": 1, "half": 0.5, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}
)
_WORDS = re.compile(
    rf"\b(?:half a|a|{'|'.join(_SMALL + _TENS)})(?:[ -](?:{'|'.join(_SMALL)}))?"
    r"(?: (?:hundred|thousand|million|dozen))+\b"
)
_THINGS = (
    r"(?:rows?|examples?|samples?|pairs?|records?|instructions?|conversations?|dialog(?:ue)?s?|chats?|tickets?"
    r"|invoices?|e?mails?|reviews?|transcripts?|traces|problems|questions|q&as?|labels|datapoints?|data points?"
    r"|instances?|entries|reports|summaries|cases|sentences)"
)
_UNIT = (
    r"(?:条|个(?:样本|例子|问答|对话|案例|标注|题)|样本|段|对|组|份|道题?|例(?!如)|通|笔|多?条"
    rf"|(?:[a-z&/-]+ ){{0,3}}{_THINGS}(?![a-z]))"
)
_COUNT = re.compile(rf"(\d+)(?:\s*(?:to|-|~|到|至|and|或)\s*(\d+))?\s*(?:多|余|来)?\s*{_UNIT}")
_VAGUE = (
    (r"几十万|十几万|数十万|上百万|百万|hundreds of thousands|millions? of", 4),
    (r"[几数上](?:万)|一两万|两三万|tens of thousands", 3),
    (r"[几数上](?:千)|一两千|两三千|三五千|(?:a few|several|some|couple of) thousand|(?<!of )thousands of", 2),
    (r"[几数上](?:百)|一两百|两三百|(?:a few|few|several|some|couple of) hundred|(?<!of )hundreds of(?! thousands)", 1),
    (r"[几数](?:十)(?!万)|(?:a few|few|several|couple of) dozen|dozens of|a handful of", 0),
)
_VAGUE_PATTERNS = tuple((re.compile(pattern), band) for pattern, band in _VAGUE)
_EDGES = (100, 1_000, 10_000, 100_000)


def written_out(text: str) -> str:
    """The text with amounts in figures alone: `1k`, `一千`, `1,000` and `a thousand` become `1000`."""
    text = _HAN.sub(lambda match: f" {_from_han(match[0])} ", text)
    text = _HAN_ONE.sub(lambda match: f" {_from_han(match[0])} ", text)
    text = _WORDS.sub(lambda match: _from_words(match[0]), text)
    return _FIGURE.sub(_from_figure, text)


def row_bands(text: str) -> Iterator[int]:
    """The bands, 0 (under 100 rows) to 4 (100 000 or more), of the training rows counted in a written-out text."""
    for match in _COUNT.finditer(text):
        low, high = int(match[1]), int(match[2] or match[1])
        yield _band((low * high) ** 0.5)
    for pattern, band in _VAGUE_PATTERNS:
        if pattern.search(text):
            yield band


def _band(rows: float) -> int:
    return sum(rows >= edge for edge in _EDGES)


def _from_figure(match: re.Match[str]) -> str:
    number = re.sub(r"[, ]", "", match[1])
    return f"{float(number) * _SCALE[match[2]]:.0f} " if match[2] else number


def _from_words(words: str) -> str:
    value = 0.0
    for word in re.split("[ -]", words.replace("half a", "half")):
        number = _WORD_VALUES[word]
        value = value * number if number >= 12 and value else value + number
    return f"{value:.0f}"


def _from_han(digits: str) -> int:
    total = section = digit = 0
    for char in digits:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif char == "万":
            total, section, digit = (total + (section + digit or 1) * 10_000), 0, 0
        else:
            section, digit = section + (digit or 1) * _HAN_POWERS[char], 0
    return total + section + digit
