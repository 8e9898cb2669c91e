"""Numbers in Chinese numerals, with what they count. Idioms, ordinals and the parts of an argument are no numbers."""

import re
from collections.abc import Iterator

from service.domain.verify.units import CARDS, COUNT, PASSES, SHARE, TIMES, Figure, unit_at

SCALES = {
    "十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9,
    "百亿": 1e10,
}  # fmt: skip
_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万亿几数]+(?:点[零〇一二三四五六七八九]+)?|半")
_HAN_IDIOM = re.compile(
    r"千万(?=别|不要|记|要|不能|注意|小心|当心)|万一|一律|一定|十分|一旦|一般|一样|一直|一起|一致|一些|"
    r"一点|统一|唯一|千方百计|成千上万|千差万别|五花八门|乱七八糟|四面八方|三言两语|接二连三|再三|"
    r"七上八下|一五一十|百科|百分百|万能|万全|万物|千篇一律|四舍五入|三番五次|一一|一再|逐一|单一|同一|"
    r"第[一二三四五六七八九十]+|十有八九|十之八九|八九不离十|[一二三四五六七八九十]+[、．]|十足|八竿子|一千零一|千问|数据|数字|数量|"
    r"数目|数学|参数|条数|函数|次数|分数|多数|少数|轮数|步数|指数|系数|常数|数值|数万|周一|万字|半路|"
    r"十万八千里|十万火急|百里挑一|万无一失|一干二净|千丝万缕|百发百中|三心二意|一石二鸟|一箭双雕|半斤八两|丢三落四|颠三倒四|"
    r"五十步笑百步|一清二楚|四平八稳|九牛一毛|一分为二|合二为一|[二三]合一|七七八八|朝三暮四|三天两头|三下五除二|一百八十度|"
    r"千军万马|千锤百炼|百尺竿头|十全十美|十拿九稳|百密一疏|五味杂陈|三长两短|隔三差五|三五成群|不二|二次|二度|五官|八字|"
    r"三角|三分天下|三足鼎立|千里|万里|一知半解|百般|百无|千变万化|千头万绪|千难万难|万般|万事|万难|百家|四处|四周|四方|八方|"
    r"五湖四海|三令五申|举一反三|一心二用|三头六臂|事半功倍|一本万利|万变不离其宗|千年|[说看想查读数问念]一?[一两三]遍|数一数|一刀两断|一了百了|一成不变|百思|两三下|"
    r"[这那][两二三四五六][样项点者件]|七零八落|七拼八凑|七嘴八舌|杂七杂八|横七竖八|八股|八卦|半吊子|多半|半成品|半天|大半|两可|两者|两边|两回事|两码事|两难|两全|两侧|两端|两头|两极|二者|二手|"
    r"百炼|百川|千帆|千般|[三四五六]者|前[两三四]步|[哪那有这]一天|[三四五]样摆|二选一|三思|几乎|几何|几时|说一不二|不三不四|独一无二|二话不说|一二"
)
_HAN_SHARE = re.compile(
    r"(百|千|万)分之([零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)|"
    r"([零〇一二两三四五六七八九十]+)分之([零〇一二两三四五六七八九十]+)|([一二两三四五六七八九])成(半|[一二三四五六七八九])?(?!功|"
    r"为|本|果|立|就|员|型|长|品|熟|绩|分|了|语|年|见)|(对半|减半|一半|过半|半数|折半|腰斩)"
)
_HAN_TIMES = re.compile(
    r"翻(?:了)?([零一二两三四五六七八九十百]+)(?:倍|番)|翻倍|翻番|翻一番|加倍|成倍|倍增|(?<![零一二两三四五六七八九十百千万几\d])倍(?!数|率|感)"
)
_PIECES = re.compile(
    r"\s*(?:(?:个|条|种|道|层|点|件|处|个?方面|项|组|次|边|把|桩|步|类|派|家|句|段|头|关|格|级|档|码)?"
    r"(?:线索|理由|问题|原因|条件|因素|依据|选项|方案|路(?!径)|办法|做法|起点|事实|情形|情况|步骤|台阶|信号|声音|说法|来源|证据|论据|"
    r"字母|字(?![节符])|词(?!元)|问|答|岔路|选择|考虑|前提|关卡|方向|意见|主张|先例|例子|话|事(?!实))|种(?:回合|情况|写法|样子|声音|说法|角色|身份|口吻)|段的?(?:填空|格式)|档(?!次)|[项样者方面端点](?=[都均皆全，。、；里中齐也就]|$)|选[一二三])"
)
"""What small numbers count that are the parts of an argument or the signs on the page, not of the case."""
_ORDINAL = re.compile(r"(?:第|其|科目|要点|步骤|理由|附注|注|情形|条款|选项)$")
"""What makes a number the place in a list (其一, 要点二)."""
_SOME = re.compile(r"[多余来](百|千|万|亿)")
"""What stands between a numeral and its scale (九十多万)."""
_FEW = 9
_NEIGHBOURS = re.compile(r"([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]*)")


def han_shares(text: str) -> Iterator[Figure]:
    """三成, 百分之五, 一半."""
    for found in _HAN_SHARE.finditer(text):
        whole, part, low, high, tenth, more, _half = found.groups()
        if whole:
            value = (float(part) if part[0].isdigit() else han_value(part)) / {"百": 1e2, "千": 1e3, "万": 1e4}[whole]
        elif low:
            value = han_value(high) / max(han_value(low), 1)
        else:
            value = _tenths(tenth, more or "") if tenth else 0.5
        yield Figure(value, SHARE, found.start(), found.end())


def _tenths(tenth: str, more: str) -> float:
    """三成 is 0.3, 四成三 0.43, 一成半 0.15."""
    return round(han_value(tenth) / 10 + (0.05 if more == "半" else han_value(more) / 100), 2)


def han_folds(text: str) -> Iterator[Figure]:
    """翻了十倍, 翻番."""
    for found in _HAN_TIMES.finditer(text):
        digits = re.search(r"[零一二两三四五六七八九十百]+", found.group())
        yield Figure(han_value(digits.group()) if digits else 2.0, TIMES, found.start(), found.end())


def han_figures(text: str) -> Iterator[Figure]:
    """Every other number in Chinese numerals."""
    numerals = list(_HAN.finditer(text))
    idioms = [(found.start(), found.end()) for found in _HAN_IDIOM.finditer(text)] if numerals else []
    reached = 0
    for found in numerals:
        if found.start() < reached:
            continue
        word = found.group().lstrip("数") or "数"
        start = found.end() - len(word)
        if word == "半" or set(word) <= set("几数") or any(s < found.end() and start < e for s, e in idioms):
            continue
        if _ORDINAL.search(text, max(0, start - 3), start) or not han_value(word):
            continue
        unit, end, factor = unit_at(text, found.end())
        if _counts_nothing(text, found.end(), han_value(word), unit) or (word in "一两" and unit in (COUNT, CARDS)):
            continue
        if word == "一" and unit == PASSES:
            continue
        if more := _SOME.match(text, found.end()):
            reached = more.end()
            yield _some(word, SCALES[more.group(1)], start, reached)
            continue
        for value in _values(word):
            yield Figure(value * factor, unit, start, end, scale=_scale(word))


def _some(word: str, scale: float, start: int, end: int) -> Figure:
    """九十多万: from 900 000 up to what the next ten would be; 三百多万: up to the next hundred."""
    digits = str(int(han_value(word)))
    step = 10.0 ** (len(digits) - len(digits.rstrip("0")))
    return Figure(han_value(word) * scale, COUNT, start, end, most=(han_value(word) + step) * scale)


def _counts_nothing(text: str, end: int, value: float, unit: str) -> bool:
    return unit == COUNT and value <= _FEW and bool(_PIECES.match(text, end))


def _values(word: str) -> list[float]:
    """两三 are two numbers, two and three; 三四千 likewise."""
    near = _NEIGHBOURS.fullmatch(word)
    if near and _HAN_DIGIT[near.group(2)] - _HAN_DIGIT[near.group(1)] in (1, 2):
        return [_HAN_DIGIT[near.group(n)] * SCALES.get(near.group(3), 1.0) for n in (1, 2)]
    return [han_value(word)]


def _scale(word: str) -> float:
    return next((SCALES[word[at:]] for at in range(len(word)) if word[at:] in SCALES), 1.0)


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
            last = SCALES[char]
            section += (digit or 1) * last
            digit = 0.0
        elif char in "万亿":
            last = SCALES[char]
            total = (total + section + digit or 1) * last
            section = digit = 0.0
    if digit and last >= 100:
        digit *= last / 10
    value = total + section + digit
    if decimals:
        value += float("0." + "".join(str(_HAN_DIGIT[c]) for c in decimals))
    return value
