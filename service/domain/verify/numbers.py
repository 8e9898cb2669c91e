"""Numbers in a text, in any script, with what they count. Idioms, ordinals and the two variants are no numbers."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SHARE, MEMORY, PARAMETERS, TOKENS, TIME, TIMES, PASSES, CARDS, MONEY, LENGTH, COUNT = (
    "share", "memory", "parameters", "tokens", "time", "times", "passes", "cards", "money", "length", "count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its value (a share as a fraction), what it counts, and where it stands. `vague` marks "hundreds"."""

    value: float
    unit: str
    start: int
    end: int
    vague: bool = False


_SCALES = {
    "k": 1e3, "w": 1e4, "m": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9, "hundred": 1e2,
    "trillion": 1e12,
    "十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8,
    "十亿": 1e9, "百亿": 1e10,
}  # fmt: skip
_UNITS = (
    (SHARE, r"%|‰|percent(?:age points?)?|per cent|个百分点"),
    (MEMORY, r"gib|gb|mb|tb|g(?![a-z0-9])|gigabytes?|gigs?|megabytes?|显存"),
    (TOKENS, r"个?\s*(?:tokens?|词元)"),
    (PASSES, r"epochs?|passes|个?轮(?!对话|交互|问答|对)|遍|个\s*epoch|steps?|步"),
    (
        TIME,
        r"(?:gpu[- ]?)?(?:hours?|days?|weeks?|months?|years?|minutes?|seconds?|hrs?)\b|个?(?:小时|天|周|星期|"
        r"月|年|分钟|秒|钟头|季度)",
    ),
    (TIMES, r"times\b|x\b|fold|倍|-fold"),
    (CARDS, r"(?:gpus?|cards?|a100s?|h100s?|4090s?|3090s?)\b|张|块(?:卡|显卡)|卡"),
    (MONEY, r"dollars?|usd|yuan|rmb|元|美元|块钱|万元|euros?|bucks"),
    (PARAMETERS, r"b(?![a-z0-9])|个?参数|billion parameters|parameters"),
)
_UNIT = re.compile(r"\s*-?\s*(?:" + "|".join(f"(?P<{name}>{body})" for name, body in _UNITS) + ")", re.IGNORECASE)
_DIGITS = re.compile(
    r"(?<![a-z0-9_.\-/])(?:[$¥€]\s*)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s*(十万|百万|千万|"
    r"十亿|百亿|[十百千万亿]|thousand|million|billion|trillion|hundred|k(?![a-z])|w(?![a-z])|"
    r"m(?![a-z0-9])|bn))?",
    re.IGNORECASE,
)
_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万亿几数]+(?:点[零〇一二三四五六七八九]+)?|半")
_HAN_IDIOM = re.compile(
    r"千万(?=别|不要|记|要|不能|注意|小心|当心)|万一|一律|一定|十分|一旦|一般|一样|一直|一起|一致|一些|"
    r"一点|统一|唯一|千方百计|成千上万|千差万别|五花八门|乱七八糟|四面八方|三言两语|接二连三|再三|"
    r"七上八下|一五一十|百科|百分百|万能|万全|万物|千篇一律|四舍五入|三番五次|一一|一再|逐一|单一|同一|"
    r"第[一二三四五六七八九十]+|十有八九|十之八九|八九不离十|[一二三四五六七八九十]+[、．]|十足|八竿子|一千零一|千问|数据|数字|数量|"
    r"数目|数学|参数|条数|函数|次数|分数|多数|少数|轮数|步数|指数|系数|常数|数值|数万|周一|万字|半路|"
    r"半吊子|多半|半成品|半天|大半|两可|两者|两边|两回事|两码事|两难|两全|两侧|两端|两头|两极|二者|二手|"
    r"二选一|三思|几乎|几何|几时|说一不二|不三不四|独一无二|二话不说|一二"
)
_HAN_SHARE = re.compile(
    r"(百|千|万)分之([零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)|"
    r"([零〇一二两三四五六七八九十]+)分之([零〇一二两三四五六七八九十]+)|([一二两三四五六七八九])成(?!功|"
    r"为|本|果|立|就|员|型|长|品|熟|绩|分|了|语|年|见)|(对半|减半|一半|过半|半数|折半|腰斩)"
)
_HAN_TIMES = re.compile(
    r"翻(?:了)?([零一二两三四五六七八九十百]+)(?:倍|番)|翻倍|翻番|翻一番|加倍|成倍|倍增|(?<![零一二两三四五六七八九十百千万几\d])倍(?!数|率|感)"
)
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
_ENGLISH = re.compile(r"\b(?:(?:{})\b(?:[\s-]+(?:and\s+)?)?)+".format("|".join([*_ONES, *_TENS, *_BIG])), re.IGNORECASE)
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
}
_PART = re.compile(
    r"\b(?:(a|an|one|two|three|four|five|six|seven|eight|nine)[\s-]+)(third|quarter|fifth|sixth|seventh|"
    r"eighth|ninth|tenth|twentieth|hundredth|thousandth)s?\b(?!\s+(?:option|variant|source|step|way|time|"
    r"party|row|rule))|\b(half|halves|halved|halving)\b(?!\s+of\s+(?:the|this|that|a)\s+(?:pair|two))",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(one|two|three|four|five|\d+) (?:\w+ )?(?:in|out of) (?:every )?(two|three|four|five|six|seven|"
    r"eight|nine|ten|twenty|fifty|a hundred|hundred|\d+)\b",
    re.IGNORECASE,
)
_FOLD = re.compile(
    r"\b(doubl(?:e|es|ed|ing)(?![- ](?:check|negat))|tripl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|"
    r"(?:twice|thrice)(?=\s+(?:as|the|that|more|faster|over))|(?:two|three|four|five|six|seven|eight|nine|"
    r"ten|twenty|hundred)[- ]?fold|manifold|tenfold|twofold|threefold|fivefold|hundredfold|"
    r"an order of magnitude|orders of magnitude)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|scores of|a dozen|a couple of (?:hundred|thousand|"
    r"weeks|days|epochs|hours)|several (?:hundred|thousand|million|weeks|days|epochs|dozen)|"
    r"a few (?:hundred|thousand|million|dozen))\b|(?:十几|几十|上百|上千|上万|几百|几千|几万|数百|数千|"
    r"数万|数十|成百上千|成千上万|数以千计|几十万|上亿|几亿)",
    re.IGNORECASE,
)
_TWO_VARIANTS = re.compile(
    r"\s+(?:(?:independent|different|separate|main|good|strong|other|more|further|such)\s+)?"
    r"(?:variants?|versions?|models?|checkpoints?|of (?:them|these|those|the)|starting points?|"
    r"options?|choices?|sides?|candidates?|are|have|share|differ|cost|need|start|kinds?|sources?|weights|"
    r"releases?|siblings?|alike|ways|policies|things|points|questions|runs|trials|paths|routes|opinions|"
    r"families|sets|reasons|facts|rules|causes|grounds|messages|msgs|turns|lines|sentences|steps|stages|on)\b",
    re.IGNORECASE,
)
_ONE_OR_TWO = re.compile(r"\b(?:one or two|two or three|or two)\b", re.IGNORECASE)
_THE = re.compile(r"(?:the|these|those|between|both|your|either of the|all|any)\s+$", re.IGNORECASE)


def figures(text: str) -> list[Figure]:
    """The numbers of `text` in order; citation markers are left out by the caller."""
    folded = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and unicodedata.digit(c, None) is not None else c
        for c in text
    )
    taken: list[tuple[int, int]] = []
    out: list[Figure] = []
    for finder in (_shares, _folds, _vague, _digits, _english, _han):
        for figure in finder(folded):
            if not any(figure.start < end and start < figure.end for start, end in taken):
                taken.append((figure.start, figure.end))
                out.append(figure)
    return sorted(out, key=lambda figure: figure.start)


def _unit_at(text: str, end: int) -> tuple[str, int]:
    found = _UNIT.match(text, end)
    if found is None or not found.lastgroup:
        return COUNT, end
    return found.lastgroup, found.end()


def _digits(text: str) -> Iterator[Figure]:
    for found in _DIGITS.finditer(text):
        value = float(found.group(1).replace(",", ""))
        scale = (found.group(2) or "").lower()
        value *= _SCALES.get(scale, 1.0)
        unit, end = _unit_at(text, found.end())
        if unit == PARAMETERS and text[found.end() : end].strip().lower() == "b":
            value, unit = (
                value * 1e9,
                (PARAMETERS if not re.match(r"\s*tokens?|\s*词元", text[end:], re.IGNORECASE) else TOKENS),
            )
        if unit == SHARE:
            value /= 1000 if "‰" in text[found.end() : end] else 100
        if found.group().lstrip()[:1] in "$¥€":
            unit = MONEY
        yield Figure(value, unit, found.start(), end)


def _shares(text: str) -> Iterator[Figure]:
    for found in _HAN_SHARE.finditer(text):
        whole, part, low, high, tenth, _half = found.groups()
        if whole:
            value = (float(part) if part[0].isdigit() else han_value(part)) / {"百": 1e2, "千": 1e3, "万": 1e4}[whole]
        elif low:
            value = han_value(high) / max(han_value(low), 1)
        else:
            value = han_value(tenth) / 10 if tenth else 0.5
        yield Figure(value, SHARE, found.start(), found.end())
    for found in _PART.finditer(text):
        times = {"a": 1, "an": 1}.get((found.group(1) or "one").lower()) or _ONES.get(
            (found.group(1) or "one").lower(), 1
        )
        yield Figure(times * _PARTS.get((found.group(2) or "half").lower(), 0.5), SHARE, found.start(), found.end())
    for found in _IN.finditer(text):
        top, bottom = (_small(found.group(i)) for i in (1, 2))
        if bottom > 1 and top < bottom:
            yield Figure(top / bottom, SHARE, found.start(), found.end())


def _small(word: str) -> float:
    word = word.lower().removeprefix("a ")
    return float(word) if word.isdigit() else float(_ONES.get(word, _TENS.get(word, _BIG.get(word, 1))))


def _folds(text: str) -> Iterator[Figure]:
    for found in (*_FOLD.finditer(text), *_HAN_TIMES.finditer(text)):
        word = found.group().lower()
        value = 2.0
        for name, number in {**_ONES, "tripl": 3, "quadrupl": 4, "thrice": 3, "hundred": 100, "twenty": 20}.items():
            if word.startswith(name):
                value = float(number)
        digits = re.search(r"[零一二两三四五六七八九十百]+", word)
        yield Figure(han_value(digits.group()) if digits else value, TIMES, found.start(), found.end())


def _vague(text: str) -> Iterator[Figure]:
    for found in _VAGUE.finditer(text):
        yield Figure(0.0, COUNT, found.start(), found.end(), vague=True)


def _english(text: str) -> Iterator[Figure]:
    for found in _ENGLISH.finditer(text):
        words = re.findall(r"[a-z]+", found.group().lower())
        end = found.start() + len(found.group().rstrip(" -"))
        unit, unit_end = _unit_at(text, end)
        numbers = [word for word in words if word != "and"]
        if _ONE_OR_TWO.search(text, max(0, found.start() - 8), end + 10):
            continue
        if numbers in (["one"], ["zero"]) and unit in (COUNT, CARDS):
            continue
        if (
            numbers == ["two"]
            and unit == COUNT
            and (_TWO_VARIANTS.match(text, end) or _THE.search(text, 0, found.start()))
        ):
            continue
        if text[end : end + 5].lower() in ("-shot", " shot") or text[end : end + 2] == "'s":
            continue
        yield Figure(_spelt(numbers), unit, found.start(), unit_end)


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


def _han(text: str) -> Iterator[Figure]:
    idioms = [(found.start(), found.end()) for found in _HAN_IDIOM.finditer(text)]
    for found in _HAN.finditer(text):
        word = found.group()
        if word == "半" or set(word) <= set("几数") or any(s < found.end() and found.start() < e for s, e in idioms):
            continue
        if text[found.start() - 1 : found.start()] == "第":
            continue
        unit, end = _unit_at(text, found.end())
        if not han_value(word):
            continue
        if (word in "一两" and unit in (COUNT, CARDS)) or (word == "一" and unit == PASSES):
            continue
        yield Figure(han_value(word), unit, found.start(), end)


def han_value(text: str) -> float:
    """The value of Chinese numerals: 三千五, 二十点四, 两万, 五百."""
    whole, _, decimals = text.partition("点")
    if len(whole) > 1 and all(char in _HAN_DIGIT for char in whole):
        return float("".join(str(_HAN_DIGIT[char]) for char in whole))
    total = section = digit = last = 0.0
    for char in whole:
        if char in _HAN_DIGIT:
            digit = float(_HAN_DIGIT[char])
            last = 0.0 if not digit else last
        elif char in "十百千":
            last = _SCALES[char]
            section += (digit or 1) * last
            digit = 0.0
        elif char in "万亿":
            last = _SCALES[char]
            total = (total + section + digit or 1) * last
            section = digit = 0.0
    if digit and last >= 100:
        digit *= last / 10
    value = total + section + digit
    if decimals:
        value += float("0." + "".join(str(_HAN_DIGIT[c]) for c in decimals))
    return value
