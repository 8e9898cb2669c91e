"""Whole numbers as people write them, Chinese and English: 两万, 1.2w, 三四千, 八百多, 10k-ish, a few hundred, 3k-5k.

Finds amounts and their bounds; what they count is decided elsewhere.
"""

import re
from dataclasses import dataclass

from service.domain.reading.spelt import NUMERAL, NUMERALS, spelt

_UNITS = {
    "k": 10**3, "w": 10**4, "m": 10**6, "mil": 10**6, "mn": 10**6, "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5,
    "百万": 10**6, "千万": 10**7, "亿": 10**8, "hundred": 100, "thousand": 10**3, "grand": 10**3, "million": 10**6,
    "billion": 10**9, "lakh": 10**5, "lac": 10**5, "crore": 10**7,
}  # fmt: skip
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_NEARLY = {"万八千": (8000, 10000), "千八百": (800, 1000), "百八十": (80, 100)}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_UNIT = (
    r"百万|千万|十万|万|亿|千|百|million|thousand|hundred|billion|grand|(?:lakh|lac|crore)(?=s?(?![a-z]))"
    r"|mil(?![a-z])|mn(?![a-z])|[kwm](?:(?=ish)|(?![a-z]))"
)
_DOT = r"(?<!\.)\."
"""A full stop, where dots in a row are none."""
_NUMBER_OF = "[总条份本行对个计字人篇台段首张件次组题例]"
"""Before 数 it is no numeral (样本总数九万)."""
_NUMBER = re.compile(
    rf"(?=[0-9零〇一二两三四五六七八九十百千万亿几半数a-z])(?:(?<![a-z0-9])(?<!{_DOT})(?<!\de-)(?P<digits>\d{{1,3}}(?:[, _']\d{{3}})+(?!\d)|\d+,\d{{1,2}}(?=[ ]?(?:[km](?![a-z])|thousand|million))|\d+(?:\.\d+)?(?:e\d{{1,2}})?)(?P<mid>[多来余几])?[ ]?"
    rf"(?P<unit>{_UNIT})?(?P<tenth>(?<=[百千万亿wk])[ ]?\d(?:(?:(?<=[万w]\d)|(?<=[万w] \d))[ ]?千|(?:(?<=千\d)|(?<=千 \d))[ ]?百|(?![\d.]|,\d|[ ]?[张块台个卡轮天年月次种类gb%])))?(?:(?=ish)|(?:(?<=lakh|rore)|(?<=lac))s?(?![a-z0-9])|(?![a-z0-9]))"
    rf"|(?P<han>(?:[零〇一二两三四五六七八九十百千万亿几半]|(?<!{_NUMBER_OF})数)+(?:[多来余][十百千万亿]+)?)"
    rf"|(?<![a-z])(?={NUMERAL}|a |half a|couple|few|several|dozen|hundreds?|thousands?|tens of|million)(?P<words>(?:(?:{NUMERAL})(?:[ -](?:{NUMERAL}))?|a|half a|a quarter)?[ ]?"
    r"(?P<few>couple(?: of)? dozen|couple(?: of)?|few|several|dozen|dozens of|dozens|hundreds of|hundreds|thousands of|thousands|tens of)?"
    r"[ ]?(?P<scale>hundred thousand|hundred|thousands|thousand|million|grand|lakhs?|crores?|k)?)(?![a-z]))"
)
"""Looks at one character first: few places of a Chinese text begin a number."""
_PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3, "three quarters": 0.75, "two thirds": 2 / 3}
_SCALE = r"(?P<of>hundred thousand|hundred|thousand|million|billion|grand|lakh|crore|k|dozen)s?(?![a-z])"
_MIXED = re.compile(
    rf"(?<![a-z])(?:(?:(?P<whole>{NUMERAL}|a) and )?(?:a |an |one )?(?P<part>half|quarter|third|three quarters|two thirds)"
    rf"|(?P<point>{NUMERAL}) point (?P<tenth>{NUMERAL}))[ -](?:of )?(?:an? )?{_SCALE}"
)
_IN_MIXED = ("half", "quarter", "third", "point")
"""Without one of these there is nothing for `_MIXED`."""
_POWER = re.compile(r"(?<![a-z0-9.])(?:(?P<times>\d+(?:\.\d+)?)[ ]?[x×*·][ ]?)?10(?:\^|\*\*)(?P<power>\d{1,2})(?!\d)")
_GROUPS = re.compile(
    r"(?<![a-z0-9.])(?P<tens>\d{1,4})[ ]?[万w][ ]?零?[ ]?(?:(?P<thousands>\d)[ ]?千[ ]?零?[ ]?)?(?:(?P<hundreds>\d)[ ]?百)?(?=[^\d万千百]|$)"
)
_APART_BY, _POINT = re.compile(r"[, _'](?=\d{3}(?!\d))"), re.compile(",")
"""What parts the thousands, and the comma before tenths (7,7k)."""
_MORE = re.compile(
    r"[ ]?(?:个)?(?P<many>[多来余](?![源自])|出头|挂零|[ -]odd(?![a-z])|[ -]something(?![a-z]))|[ ]?(?P<open>\+|＋)|(?P<ish>[ -]?ish)"
    r"|[ ]?[条个份篇行组对例]?(?P<above>以上|or more|and up|plus(?![a-z])|起步|打底|往上)|[ ]?[条个份篇行组对例]?(?P<below>以下|以内|or (?:less|fewer)|不到|都不到)"
)
_BEFORE = re.compile(
    r"(?P<open>超过|不止|至少|起码|最少|多于|大于|不少于|不低于|over|more than|at least|upwards of|north of|above|exceeding|>=?|≥)"
    r"|(?P<under>不到|不足|少于|不满|低于|小于|under|less than|fewer than|below|short of|<|not even|没到|未满)"
    r"|(?P<most>最多|至多|顶多|不超过|不多于|up to|at most|no more than|maximum of|max|<=|≤)"
)
_SLIGHTLY = re.compile(r"(?:just|slightly|a little|a bit|barely|only just|刚|略|稍稍?|刚刚|勉强)\s?$")
_ROUGHLY = 20
"""What is just short of a number is less by no more than this part of it."""
_APART = re.compile(r"[ ]?(?:-|~|～|到|至|to|or|或|、|and)[ ]?")
_ROUND = re.compile(
    r"(?:上|成|过|破|逾)(?P<of>[百千万])|(?:近|将近|接近)(?P<near>[百千万])(?=[^百千万]|$)|(?P<about>[百千万])(?:把|来|八十)(?=[^百千万]|$)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the text, words such as 不到 or "at least" included; `high` None is open."""

    start: int
    end: int
    low: int
    high: int | None

    @property
    def point(self) -> bool:
        """Whether it is one number rather than a range."""
        return self.low == self.high


def amounts(text: str) -> list[Amount]:
    """Every amount of a folded text, in order; ranges are one amount."""
    found = [amount for match in _NUMBER.finditer(text) if (amount := _read(match))]
    found += [amount for match in _ROUND.finditer(text) if (amount := _rounded(match))]
    if any(word in text for word in _IN_MIXED):
        found += [amount for match in _MIXED.finditer(text) if (amount := _mixed(match))]
    if "百" in text or "千" in text:
        found += [_grouped(match) for match in _GROUPS.finditer(text) if match["thousands"] or match["hundreds"]]
    if "hundred" in text or "thousand" in text:
        found += [Amount(start, end, value, value) for start, end, value in spelt(text)]
    if "10^" in text or "10**" in text:
        found += [_power(match) for match in _POWER.finditer(text)]
    found.sort(key=lambda amount: (amount.start, -amount.end))
    single: list[Amount] = []
    for amount in found:
        if not single or amount.start >= single[-1].end:
            single.append(amount)
    return [_with_before(text, amount) for amount in _joined(text, [_with_after(text, one) for one in single])]


def _read(match: re.Match[str]) -> Amount | None:
    if match["digits"]:
        return _from_digits(match)
    if match["han"]:
        bounds = _han(match["han"])
    elif match["words"] and match["words"].strip():
        bounds = _english(match["words"].strip())
    else:
        return None
    if bounds is None:
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Amount(start, match.start() + len(match.group().rstrip()), *bounds)


def _from_digits(match: re.Match[str]) -> Amount | None:
    unit = _UNITS[match["unit"]] if match["unit"] else 1
    exact = float(_POINT.sub(".", _APART_BY.sub("", match["digits"]))) * unit
    value = round(exact)
    if value > 10**13 or abs(exact - value) > 1e-6 * max(1, value):
        return None
    if match["tenth"]:
        value += int(match["tenth"].strip(" 千百")) * unit // 10
    high = value
    if match["mid"]:
        high = value + _step(value // unit) * unit - 1
    return Amount(match.start(), match.start() + len(match.group().rstrip()), value, high)


def _step(value: int) -> int:
    """The largest power of ten that divides a number: how far 多 may reach."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _han(text: str) -> tuple[int, int] | None:
    """Bounds of a Chinese numeral such as 两万五, 十几万, 三四千, 八百多万; None where it is none."""
    more = re.fullmatch(r"(.+)[多来余]([十百千万亿]+)", text)
    if more:
        low = _han(more[1])
        unit = _han_value("一" + more[2])
        if low is None or unit is None:
            return None
        return low[0] * unit, (low[0] + _step(low[0])) * unit - 1
    if len(text) == 1 and text not in _DIGITS and text != "十":
        return None
    if text in _NEARLY:
        return _NEARLY[text]
    few = re.fullmatch(r"(.*?)([几数])(.*)", text)
    if few and "几" not in few[3] and "数" not in few[3]:
        low_digit, high_digit = ("一", "九") if few[1] else ("三", "九")
        ends = _han_value(few[1] + low_digit + few[3]), _han_value(few[1] + high_digit + few[3])
        return None if None in ends else (ends[0], ends[1])  # type: ignore[return-value]
    pair = re.fullmatch(r"(.*?)([一二两三四五六七八九])([一二两三四五六七八九])([十百千万]*)", text)
    if pair and (pair[4] or pair[1]):
        ends = _han_value(pair[1] + pair[2] + pair[4]), _han_value(pair[1] + pair[3] + pair[4])
        if None not in ends and ends[0] < ends[1]:  # type: ignore[operator]
            return ends  # type: ignore[return-value]
    value = _han_value(text)
    return None if value is None else (value, value)


def _han_value(text: str) -> int | None:
    """The value of a plain Chinese numeral, a last digit without its unit included (两千五 is 2500)."""
    total = section = digit = 0
    unit = 0
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            unit = 1 if char in "零〇" else unit
        elif char in _SMALL:
            unit = _SMALL[char]
            section += (digit or 1) * unit
            digit = 0
        elif char in "万亿":
            unit = 10**4 if char == "万" else 10**8
            total = (total + section + digit or 1) * unit
            section = digit = 0
        elif char == "半":
            digit = 5
        else:
            return None
    return total + section + digit * (unit // 10 if unit >= 100 else 1)


def _english(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(
        rf"(?:(?P<num>(?:{NUMERAL})(?:[ -](?:{NUMERAL}))?)|(?P<part>half a|a quarter)|(?P<a>a))?[ ]?"
        r"(?P<few>couple(?: of)? dozen|couple(?: of)?|few|several|dozen|dozens of|dozens|hundreds of|hundreds|thousands of|thousands|tens of)?"
        r"[ ]?(?P<scale>hundred thousand|hundred|thousands|thousand|million|grand|lakhs?|crores?|k)?",
        text,
    )
    if not match:
        return None
    few, scale = (
        (match["few"] or "").removesuffix(" of").replace("couple of ", "couple "),
        (match["scale"] or "").removesuffix("s"),
    )
    size = 10**5 if scale == "hundred thousand" else _UNITS.get(scale, 1)
    spread = {"couple": (2, 2), "few": (3, 9), "several": (3, 9), "dozen": (12, 12), "dozens": (24, 99),
              "hundreds": (200, 900), "thousands": (2000, 9000), "tens": (20, 90)}.get(few)  # fmt: skip
    if few == "couple dozen":
        return 24, 24
    if few == "dozen" and match["num"]:
        return (12 * _number_in(match["num"]),) * 2
    if spread:
        if few in {"couple", "few", "several", "tens"} and not scale:
            return None
        if few == "thousands" and scale:
            return None
        return spread[0] * size, spread[1] * size
    if match["part"]:
        return (
            (size // 2, size // 2) if match["part"] == "half a" and scale else (size // 4, size // 4) if scale else None
        )
    if match["num"]:
        value = _number_in(match["num"])
        return value * size, value * size
    return (size, size) if scale and match["a"] else None


def _number_in(words: str) -> int:
    """What "forty-two" says."""
    return sum(NUMERALS[word] for word in re.split(r"[ -]", words))


def _mixed(match: re.Match[str]) -> Amount | None:
    """Half a million, three and a half thousand, one point two million."""
    size = {"hundred thousand": 10**5, "dozen": 12}.get(match["of"]) or _UNITS[match["of"]]
    if match["point"]:
        times = NUMERALS[match["point"]] + NUMERALS[match["tenth"]] / 10
    else:
        times = NUMERALS.get(match["whole"] or "", 1 if match["whole"] else 0) + _PARTS[match["part"]]
    value = round(times * size)
    return Amount(match.start(), match.end(), value, value)


def _power(match: re.Match[str]) -> Amount:
    """2 x 10^4, 10**5."""
    value = round(float(match["times"] or 1) * 10 ** int(match["power"]))
    return Amount(match.start(), match.end(), value, value)


def _grouped(match: re.Match[str]) -> Amount:
    """4 万零 2 百, 3 万 2 千 5 百."""
    value = int(match["tens"]) * 10**4 + int(match["thousands"] or 0) * 10**3 + int(match["hundreds"] or 0) * 100
    return Amount(match.start(), match.end(), value, value)


def _rounded(match: re.Match[str]) -> Amount | None:
    size = _UNITS[match["of"] or match["near"] or match["about"]]
    if match["of"]:
        return Amount(match.start(), match.end(), size, None if match.group()[0] != "成" else 10 * size - 1)
    return Amount(match.start(), match.end(), size, size)


def _with_after(text: str, amount: Amount) -> Amount:
    match = _MORE.match(text, amount.end)
    if not match or amount.high is None:
        return amount
    low, high = amount.low, amount.high
    if match["many"]:
        return Amount(amount.start, match.end(), low, high + _step(high) - 1) if low == high else amount
    if match["open"] or match["above"]:
        return Amount(amount.start, match.end(), low, None)
    if match["below"]:
        return Amount(amount.start, match.end(), min(1, low), high if match["below"] in {"以内"} else max(low - 1, 0))
    return Amount(amount.start, match.end(), low, high)


def _with_before(text: str, amount: Amount) -> Amount:
    window = text[max(0, amount.start - 16) : amount.start]
    match = None
    for found in _BEFORE.finditer(window):
        rest = window[found.end() :].strip(" 过了有也就才仅只")
        if not rest or rest in {"about", "around", "大约", "大概", "约", "a", "the"}:
            match = found
    if not match or amount.high is None:
        return amount
    start = max(0, amount.start - 16) + match.start()
    if match["open"] and _SLIGHTLY.search(text, max(0, start - 14), start):
        return Amount(start, amount.end, amount.low, amount.low + _step(amount.low) - 1)
    if match["open"]:
        return Amount(start, amount.end, amount.low, None)
    if match["under"] and amount.low >= _ROUGHLY and _SLIGHTLY.search(text, max(0, start - 14), start):
        return Amount(start, amount.end, amount.low - amount.low // _ROUGHLY, amount.low - 1)
    if match["under"]:
        return Amount(start, amount.end, min(1, amount.low), max(amount.high - 1, 0)) if amount.high else amount
    return Amount(start, amount.end, min(1, amount.low), amount.high)


def _joined(text: str, parts: list[Amount]) -> list[Amount]:
    """Neighbours with a dash or "to" between them become one range; the first takes the second's unit."""
    out: list[Amount] = []
    for part in parts:
        before = out[-1] if out else None
        between = text[before.end : part.start] if before else ""
        if before and before.point and part.point and _APART.fullmatch(between) and _is_range(text, before, between):
            low = _scaled(text, before, part)
            if part.high is not None and low < part.high:
                out[-1] = Amount(before.start, part.end, low, part.high)
                continue
        out.append(part)
    return out


def _is_range(text: str, before: Amount, between: str) -> bool:
    sign = between.strip()
    if sign == "and":
        return text[max(0, before.start - 8) : before.start].rstrip().endswith("between")
    return True


def _scaled(text: str, first: Amount, second: Amount) -> int:
    """`3-5k` means 3k to 5k, 三到五千 three to five thousand."""
    unit = re.search(rf"({_UNIT})$", text[second.start : second.end].rstrip("+ "))
    own = re.search(rf"({_UNIT})$", text[first.start : first.end])
    if unit and not own and first.low < 1000:
        scaled = first.low * _UNITS[unit[1]]
        if second.high is not None and scaled < second.high:
            return scaled
    return first.low
