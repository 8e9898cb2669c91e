"""What numbers count, and a number as it stands in a text."""

import re
from dataclasses import dataclass

SHARE, MEMORY, PARAMETERS, TOKENS, TIME, TIMES, PASSES, CARDS, MONEY, LENGTH, RATIO, COUNT = (
    "share", "memory", "parameters", "tokens", "time", "times", "passes", "cards", "money", "length", "ratio", "count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its value (a share as a fraction), what it counts, and where it stands. `scale` is the thousand of
    "five thousand", which the start of a range shares; "hundreds" is `vague` and reaches from `value` up to `most`."""

    value: float
    unit: str
    start: int
    end: int
    scale: float = 1.0
    most: float = 0.0

    @property
    def vague(self) -> bool:
        """Whether only the order of the number is said."""
        return self.most > 0


_UNITS = (
    (SHARE, r"%|‰|percent(?:age points?)?|per cent|个百分点"),
    (MEMORY, r"个?\s*(?:gib|gb|mb|tb|g(?![a-z0-9])|gigabytes?|gigs?|megabytes?|terabytes?|显存)"),
    (TOKENS, r"个?\s*(?:tokens?|词元)"),
    (PASSES, r"epochs?|passes|个?轮(?!对话|交互|问答|对)|遍|个\s*epoch|steps?|步"),
    (
        TIME,
        r"(?:gpu[- ]?)?(?:hours?|days?|weeks?|months?|years?|minutes?|seconds?|hrs?)\b|个?(?:小时|天|周|星期|"
        r"月|年|分钟|秒|钟头|季度)",
    ),
    (TIMES, r"times\b|x\b|fold|倍|-fold"),
    (CARDS, r"(?:gpus?|cards?|a100s?|h100s?|4090s?|3090s?)\b|张|块(?:卡|显卡)|卡"),
    (MONEY, r"dollars?|usd|yuan|rmb|元|美元|块钱|万元|euros?|bucks|cents?\b|美分|毛钱"),
    (PARAMETERS, r"b(?![a-z0-9])|个?参数|billion parameters|parameters"),
)
_UNIT = re.compile(r"\s*-?\s*(?:" + "|".join(f"(?P<{name}>{body})" for name, body in _UNITS) + ")")
_HOURS = {
    24.0: "day days 天", 168.0: "week weeks 周 星期 个周 个星期", 720.0: "month months 月 个月",
    8640.0: "year years 年", 1 / 60: "minute minutes 分钟", 1 / 3600: "second seconds 秒",
}  # fmt: skip
_PARTS = {
    "‰": 1e-3, "mb": 1e-3, "megabyte": 1e-3, "megabytes": 1e-3, "tb": 1e3, "terabyte": 1e3, "terabytes": 1e3,
    "cent": 1e-2, "cents": 1e-2, "美分": 1e-2, "毛钱": 1e-1,
    **{word: hours for hours, words in _HOURS.items() for word in words.split()},
}  # fmt: skip


def unit_at(text: str, end: int) -> tuple[str, int, float]:
    """What is counted by the number that ends at `end` of a text in lower case, where the unit ends, and by what the
    number is to be taken times (0.08 TB are 80 GB, twenty cents are 0.2, two days are 48 hours)."""
    found = _UNIT.match(text, end)
    if found is None or not found.lastgroup:
        return COUNT, end, 1.0
    name = found.lastgroup
    factor = _PARTS.get(found.group(name).strip(), 0.01 if name == SHARE else 1.0)
    return name, found.end(), factor
