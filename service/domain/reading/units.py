"""Things of which each is one row, because the message says so (一首一条, 每场一条, 一行就是一段对话). How many there are is
counted in `rows`."""

import re

from service.domain.reading.amounts import Amount

_ROW = r"(?:条|行|笔|列|个样本|条样本|个数据|条数据|行数据|例样本|训练样本)"
_IS = r"(?:就|都|也|正好|刚好|各|只|恰好|分别|单独)*(?:是|算|作为|作|当|占|做成|做|记|存成|存|为|成)?(?:了|成)?"
_BEFORE = re.compile(
    rf"(?:一|每|1)(?:个)?(?P<unit>[\u4e00-\u9fff]{{1,3}}?){_IS}(?:一|1)[ ]?{_ROW}(?!龙|心|街|线|路|字)"
)
_AFTER = re.compile(
    rf"(?:一|每|1)[ ]?{_ROW}(?:里|中)?(?:就|都|也)?[ ]?(?:是|=|:|为|装|放|对应|代表)?[ ]?(?:一|1)(?:整)?(?P<unit>[\u4e00-\u9fff])"
)
_EACH_ONE = re.compile(
    r"\b(?:one|1|a|each|every) (?P<unit>[a-z]{3,14}) (?:(?:with|plus|and) [a-z]+ [a-z]+ )?(?:per|to a|a|is a|is one|makes a|makes one|=) "
    r"(?:training |sft )?(?:row|line|record|example|sample)\b"
)
"""`one call per row`, `each song is a row`."""
_NEAR_WORDS = 3
"""English words after a number among which the name of what it counts may stand."""
_NO_UNITS = frozenset("条行点些下起样直个")
_FILLER = re.compile(r"[ ]?(?:多|来|左右|上下|出头|个|的)?[ ]?")


def units(text: str) -> frozenset[str]:
    """The measure words and names of what makes one row each."""
    found: set[str] = set()
    if "一" in text or "每" in text or "1" in text:
        chinese = {match["unit"] for pattern in (_BEFORE, _AFTER) for match in pattern.finditer(text)}
        found = (chinese | {unit[0] for unit in chinese}) - _NO_UNITS
    return frozenset(found.union(match["unit"] for match in _EACH_ONE.finditer(text)))


def counts_units(text: str, amount: Amount, known: frozenset[str]) -> bool:
    """Whether the number is one of such things."""
    if not known:
        return False
    words = re.findall(r"[a-z]+", re.split(r"[^a-z ]", text[amount.end :], maxsplit=1)[0])[:_NEAR_WORDS]
    if any(word in known or word.removesuffix("s") in known for word in words):
        return True
    match = _FILLER.match(text, amount.end)
    start = match.end() if match else amount.end
    return any(text.find(unit, start, start + len(unit) + 1) >= 0 for unit in known)
