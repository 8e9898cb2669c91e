"""Numbers in a text, in any script, with what they count. Idioms, ordinals and the two variants are no numbers."""

import re
import unicodedata
from collections.abc import Iterator

from service.domain.verify.atoms import lowered
from service.domain.verify.han_numbers import SCALES as HAN_SCALES
from service.domain.verify.han_numbers import han_figures, han_folds, han_shares, han_value
from service.domain.verify.ratios import ratios
from service.domain.verify.units import (
    CARDS,
    COUNT,
    MEMORY,
    MONEY,
    PARAMETERS,
    SHARE,
    TIME,
    TIMES,
    TOKENS,
    Figure,
    unit_at,
)  # fmt: skip

_SCALES = {
    "k": 1e3, "w": 1e4, "m": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9, "hundred": 1e2,
    "trillion": 1e12, **HAN_SCALES,
}  # fmt: skip
_DIGITS = re.compile(
    r"(?<![a-z0-9_.\-/])(?:[$¥€]\s*)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e-?\d+)?)(?:\s*(十万|百万|千万|"
    r"十亿|百亿|[十百千万亿]|thousand|million|billion|trillion|hundred|k(?![a-z])|w(?![a-z])|"
    r"m(?![a-z0-9])|bn))?(?:(?<=[kw万千])([1-9])(?![\d.a-z]))?",
)
"""A digit behind the scale is so many tenths of it (1w2 are 12 000)."""
_ONES = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_BIG = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_ENGLISH = re.compile(r"\b(?:(?:{})\b(?:[\s-]+(?:and\s+)?)?)+".format("|".join([*_ONES, *_TENS, *_BIG])))
_PARTS = {
    "half": 0.5,
    "third": 1 / 3,
    "quarter": 0.25,
    "fifth": 0.2,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 0.125,
    "ninth": 1 / 9,
    "tenth": 0.1,
    "twentieth": 0.05,
    "hundredth": 0.01,
    "thousandth": 0.001,
    "ten-thousandth": 1e-4,
    "hundred-thousandth": 1e-5,
    "millionth": 1e-6,
}
_OF_A = re.compile(r"\s+(?:of\s+)?an?\s+(hundred|thousand|million|billion)\b")
_PART = re.compile(
    r"\b(?:(a|an|one|two|three|four|five|six|seven|eight|nine)[\s-]+)(third|quarter|fifth|sixth|seventh|"
    r"eighth|ninth|tenth|twentieth|hundredth|thousandth|ten-thousandth|hundred-thousandth|millionth)s?\b(?!\s+(?:option|variant|source|step|way|time|"
    r"party|row|rule))|(?<!first )(?<!second )(?<!other )(?<!latter )(?<!former )(?<!such a )"
    r"(?<!pretrained )(?<!tuned )"
    r"\b(half|halves|halved|halving)\b(?!\s+of\s+(?:the|this|that|a)\s+(?:pair|two))(?!\s+the\s+(?:rows|cards|data|examples))"
    r"(?!\s+(?:the|a)\s+(?:story|truth|answer|battle|job|picture|work))",
)
_IN = re.compile(
    r"\b(one|two|three|four|five|\d+) (?:\w+ )?(?:in|out of) (?:every )?(two|three|four|five|six|seven|"
    r"eight|nine|ten|twenty|fifty|a hundred|hundred|\d+)\b",
)
_FOLD = re.compile(
    r"\b(doubl(?:e|es|ed|ing)(?![- ](?:check|negat|(?:(?:the|your|these|those) )?(?:rows|examples|cards?|gpus?|"
    r"budget|data|memory|them|it|count|number)\b))|tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|"
    r"(?:twice|thrice)(?=\s+(?:as|the|that|more|faster|over))|(?:two|three|four|five|six|seven|eight|nine|"
    r"ten|twenty|hundred)[- ]?fold|manifold|tenfold|twofold|threefold|fivefold|hundredfold|"
    r"an order of magnitude|orders of magnitude)\b",
)
_VAGUE = re.compile(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|"
    r"scores of (?!the |your |each |both |an? |its |that |this |untuned|tuned)|a dozen|a couple of (?:hundred|thousand|"
    r"weeks|days|epochs|hours)|several (?:hundred|thousand|million|weeks|days|epochs|dozen)|"
    r"a few (?:hundred|thousand|million|dozen))\b|"
    r"(?:十几|几十万|几十|[过逾破][百千万](?!分)|上百|上千|上万|几百|几千|几万|"
    r"(?<![参函常系分指次轮条步层总])数(?:百|千|万|十)|"
    r"成百上千|成千上万|数以千计|几十万|上亿|几亿)",
)
_ORDERS = {
    "million": 1e6, "billion": 1e9, "thousand": 1e3, "hundred": 1e2, "dozen": 12.0, "scores": 20.0, "亿": 1e8,
    "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2, "十": 10.0,
}  # fmt: skip
_TWO_VARIANTS = re.compile(
    r"\s+(?:(?:independent|different|separate|main|good|strong|other|more|further|such)\s+)?"
    r"(?:variants?|versions?|models?|checkpoints?|of (?:them|these|those|the)|starting points?|"
    r"options?|choices?|sides?|candidates?|are|have|share|differ|cost|need|start|kinds?|sources?|weights|"
    r"releases?|siblings?|alike|ways|policies|things|points|questions|runs|trials|paths|routes|opinions|"
    r"families|sets|reasons|facts|rules|causes|grounds|messages|msgs|turns|lines|sentences|steps|stages|on)\b",
)
_PIECES = re.compile(
    r"[\s-]+(?:(?:little|short|small|plain|simple|good|separate|different|distinct|independent|honest|open)\s+)?(?:words?|letters?|"
    r"questions?|reasons?|grounds?|clues?|hints?|arguments?|facts|answers?|options?|choices|paths?|roads?|routes?|"
    r"ways|sides|policies|opinions|voices|camps|sources|branches|checks|conditions|considerations|factors|steps?|"
    r"sentences?|lines of|things|matters?|cases|outcomes|possibilities|kinds|sorts|of them|of these|of those)\b",
)
"""What small numbers count that are the parts of an argument, not of the case."""
_DASH = re.compile(r"(?<![\w.\-/])(\d+(?:\.\d+)?[kwm%]?)-(?=\d+(?:\.\d+)?(?:[kwm%]|\s|$))")
"""The hyphen of a range between plain numbers (8-12k)."""
_LISTED = re.compile(r"\s*(?:\(?\d{1,2}[.)）、:：]\s+|[（(]\d{1,2}[)）])?")
"""The number of an item of a list."""
_AND_A_HALF = re.compile(
    r"\b(?:(?:a|one) (hundred|thousand|million|billion)|("
    + "|".join(_ONES)
    + r")) and a half(?: (hundred|thousand|million|billion))?\b"
)
_COUNTED = re.compile(
    r"[\s-]+(?:\w+\s+)?(?:rows|examples|samples|dialogues|conversations|documents|pairs|papers|studies|users|languages|"
    r"experiments|seeds|datasets|benchmarks|labels|classes|annotators|questions|tasks)\b",
)
_ONE_OR_TWO = re.compile(r"\b(?:one or two|two or three|or two)\b")
_ONE_DAY = re.compile(r"(?<!in )(?<!within )(?<!takes )(?<!took )(?<!about )(?<!of )one (?:day|moment)\b")
_TRAILING = re.compile(r"[\s-]+(?:and\s*)?$")
_BETWEEN = re.compile(r"\bbetween\s+$")
_OF_THE = re.compile(r"\b(?:of|all|these|those) (?:the |these |those )?$")
_WORDED = re.compile(
    r"[\s-]+[a-z]*(?:rows|examples|samples|runs|models|papers|studies|epochs|users|languages|pairs|tasks)\b"
)
_THE = re.compile(r"(?:the|these|those|between|both|your|either of the|all|any)\s+$")


def figures(text: str) -> list[Figure]:
    """The numbers of `text` in order; citation markers are left out by the caller."""
    folded = _DASH.sub(r"\1–", lowered(text if text.isascii() else _plain_digits(text)))
    out: list[Figure] = []
    for finder in (ratios, _shares, _folds, _vague, _digits, _english, han_figures):
        taken = [(figure.start, figure.end) for figure in out]
        out += [new for new in finder(folded) if not any(new.start < end and start < new.end for start, end in taken)]
    return sorted(out, key=lambda figure: figure.start)


def _plain_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9."""
    odd = {c: unicodedata.digit(c, None) for c in set(text) if c.isdigit() and not c.isascii()}
    return text.translate({ord(c): str(digit) for c, digit in odd.items() if digit is not None}) if odd else text


def _digits(text: str) -> Iterator[Figure]:
    listed = _LISTED.match(text)
    for found in _DIGITS.finditer(text, listed.end() if listed else 0):
        scale = _SCALES.get((found.group(2) or ""), 1.0)
        value = (float(found.group(1).replace(",", "")) + float(found.group(3) or 0) / 10) * scale
        unit, end, factor = unit_at(text, found.end())
        if unit == PARAMETERS and text[found.end() : end].strip() == "b":
            value *= 1e9
            unit = (
                TOKENS
                if re.match(r"\s*(?:[a-z-]+ )?tokens?|\s*[\u4e00-\u9fff]{0,4}\s*(?:tokens?|词元)", text[end:])
                else PARAMETERS
            )
        if found.group().lstrip()[:1] in "$¥€":
            unit = MONEY
        yield Figure(value * factor, unit, found.start(), end, scale=scale)


def _shares(text: str) -> Iterator[Figure]:
    yield from han_shares(text)
    for found in _PART.finditer(text):
        if text.endswith("and a ", 0, found.start()):
            continue
        times = {"a": 1, "an": 1}.get(found.group(1) or "one") or _ONES.get((found.group(1) or "one"), 1)
        part = times * _PARTS.get((found.group(2) or "half"), 0.5)
        whole = _OF_A.match(text, found.end())
        if whole:
            yield Figure(part * _SCALES[whole.group(1)], COUNT, found.start(), whole.end())
        else:
            yield Figure(part, SHARE, found.start(), found.end())
    for found in _AND_A_HALF.finditer(text) if " and a half" in text else ():
        unit, end, factor = unit_at(text, found.end())
        big, few, scale = found.groups()
        value = 1.5 * _SCALES[big] if big else (_ONES[few] + 0.5) * (_SCALES[scale] if scale else 1)
        yield Figure(value * factor, unit, found.start(), end)
    for found in _IN.finditer(text):
        top, bottom = (_small(found.group(i)) for i in (1, 2))
        if bottom > 1 and top < bottom:
            yield Figure(top / bottom, SHARE, found.start(), found.end())


def _small(word: str) -> float:
    word = word.removeprefix("a ")
    return float(word) if word.isdigit() else float(_ONES.get(word, _TENS.get(word, _BIG.get(word, 1))))


def _folds(text: str) -> Iterator[Figure]:
    yield from han_folds(text)
    for found in _FOLD.finditer(text):
        word = found.group()
        value = 2.0
        for name, number in {**_ONES, "tripl": 3, "quadrupl": 4, "thrice": 3, "hundred": 100, "twenty": 20}.items():
            if word.startswith(name):
                value = float(number)
        yield Figure(value, TIMES, found.start(), found.end())


def _vague(text: str) -> Iterator[Figure]:
    for found in _VAGUE.finditer(text):
        word = found.group()
        least = next((value for name, value in _ORDERS.items() if name in word), 10.0)
        yield Figure(least, COUNT, found.start(), found.end(), most=least * (100 if word[0] in "上成过逾破" else 10))


def _english(text: str) -> Iterator[Figure]:
    for found in _ENGLISH.finditer(text):
        words = re.findall(r"[a-z]+", found.group())
        end = found.start() + len(_TRAILING.sub("", found.group()))
        unit, unit_end, factor = unit_at(text, end)
        numbers = [word for word in words if word != "and"]
        if _ONE_OR_TWO.search(text, max(0, found.start() - 8), end + 10):
            continue
        if unit == COUNT and _spelt(numbers) < 10 and _PIECES.match(text, end):
            continue
        if numbers == ["one"] and text.endswith("not ", 0, found.start()):
            continue
        if numbers in (["one"], ["zero"]) and (unit in (COUNT, CARDS) or _ONE_DAY.match(text, found.start())):
            continue
        if (
            numbers == ["two"]
            and unit == COUNT
            and (_TWO_VARIANTS.match(text, end) or _THE.search(text, 0, found.start()) or not _COUNTED.match(text, end))
        ):
            continue
        if (
            unit == COUNT
            and _spelt(numbers) < 10
            and _OF_THE.search(text, 0, found.start())
            and not _WORDED.match(text, end)
        ):
            continue
        if text[end : end + 5] in ("-shot", " shot") or text[end : end + 2] == "'s":
            continue
        scale = next((_BIG[word] for word in reversed(numbers) if word in _BIG), 1.0)
        if "and" in words and _BETWEEN.search(text, max(0, found.start() - 12), found.start()):
            low, high = (_spelt(part) for part in (words[: words.index("and")], words[words.index("and") + 1 :]))
            yield Figure(low * (1.0 if low * 10 > high else scale) * factor, unit, found.start(), unit_end, scale=scale)
            numbers = words[words.index("and") + 1 :]
        yield Figure(_spelt(numbers) * factor, unit, found.start(), unit_end, scale=scale)


def _spelt(words: list[str]) -> float:
    total = current = 0.0
    for word in words:
        if word in _BIG:
            scale = _BIG[word]
            if scale == 1e2:
                current = max(current, 1) * scale
            else:
                total, current = total + max(current, 1) * scale, 0.0
        else:
            current += _ONES.get(word, _TENS.get(word, 0))
    return total + current


__all__ = [
    "CARDS",
    "COUNT",
    "MEMORY",
    "PARAMETERS",
    "SHARE",
    "TIME",
    "TIMES",
    "TOKENS",
    "Figure",
    "figures",
    "han_value",
]
