"""Text that poses as something else than the user's words: control tokens, markup, JSON, encoded runs, quoted orders;
and whom a message is addressed to (@advisor).

Such stretches are blanked before reading, so they state nothing and ask nothing. Only their form is looked at, and for
quotations whether they hold one of the given words.
"""

import re
from collections.abc import Iterable

BLANK = "\x00"

_FORMS = tuple(
    re.compile(form, re.DOTALL)
    for form in (
        r"<\|(?!(?:eot|eom|end|im_end|endoftext|end_of)[^|<>]{0,20}\|>)[^|<>]{0,40}\|>.*?(?:<\|(?:eot|eom|end|im_end)(?!_header)[^|<>]{0,20}\|>|$)",
        r"<\|[^|<>]{0,40}\|>",
        r"\[inst\].*?(?:\[/inst\]|$)",
        r"<<sys>>.*?(?:<</sys>>|$)",
        r"<(system|assistant|tool|developer|policy|decision|instructions?|admin|script|style|iframe|think)\b[^>]*>.*?(?:</\1>|$)",
        r"</?[a-z][a-z0-9_-]*(?:\s[^<>]{0,300})?/?>",
        r"'''.*?(?:'''|$)",
        r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}",
        r"!?\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)",
        r"(?:https?|ftp|file|data|javascript):\S+",
        r"(?<![\w.@])@[a-z][\w.-]*|^@[\u4e00-\u9fff]{1,12}(?=\s)",
        r"(?<![a-z0-9+/=])(?=[a-z0-9+/=]*\d)[a-z0-9+/]{24,}={0,2}",
        r"\[(?:admin|system|developer|dev|debug|root|sudo|tool|override|policy|engine)[^\]\n]{0,40}\][^\n。]*",
    )
)
_ROLES = "system|assistant|tool|developer|admin|policy|engine|decision"
_NOTES = "result|message|note|prompt|output|update|notice|override|decision"
_SPEAKERS = "助手|助理|机器人|客服助手|系统|模型|ai|bot"
_NEWS = "消息|结果|提示|提示词|输出|指令|通知|更新|返回"
_SPEECHES = tuple(
    re.compile(form)
    for form in (
        rf"(?:(?<=\n)|(?<=[.。!?;] )|(?<=[。!?;])|^)\s*#{{0,4}}\s*(?:{_ROLES})(?: ?(?:{_NOTES}))?\s*:[^\n。]*",
        rf"(?:(?<=\n)|(?<=[。!?;.])|^)\s*(?:{_SPEAKERS})\s*:[^\n]*",
        rf"(?:(?<=\n)|(?<=[。!?;.])|(?<=[。!?;.] )|^)\s*(?:系统|助手|工具|开发者|管理员|引擎|决策|策略)(?:{_NEWS})\s*:[^\n。]*",
    )
)
_BEFORE_COLON = tuple("|".join((_ROLES, _NOTES, _SPEAKERS, _NEWS)).split("|"))
"""One of these stands before the colon of a speech."""
_QUOTED = re.compile(
    r"\"([^\"\n]{1,300})\"|«([^»\n]{1,300})»|『([^』\n]{1,300})』|「([^」\n]{1,300})」|《([^》\n]{1,300})》"
)


def blanked(text: str, orders: Iterable[str]) -> str:
    """The folded text with posing stretches blanked, every other character in its place.

    A quotation is blanked when it is longer than a name and holds one of `orders`.
    """
    said = any(before.rstrip().endswith(_BEFORE_COLON) for before in text.split(":")[:-1])
    for form in (*_FORMS, *_SPEECHES) if said else _FORMS:
        text = form.sub(lambda match: BLANK * len(match.group()), text)
    words = tuple(orders)

    def hushed(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        wide = sum(2 if char > "\u2e7f" else 1 for char in inner)
        if wide > 14 and any(word in inner for word in words):
            return BLANK * len(match.group())
        return match.group()

    return _QUOTED.sub(hushed, text)
