"""Names in a sentence: models, papers, people, addresses. Each must stand in a fact, a passage or an allowed name."""

import re
from collections.abc import Container, Iterator, Sequence

from service.domain.verify.atoms import HAN, NAME
from service.domain.verify.piece import Token

_ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s，。；）)】」”>]+|\b[a-z0-9.-]+@[a-z0-9-]+\.[a-z]{2,}\b"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|cn|ai|example|dev|edu|gov|co|me|app|info|xyz|hk|tw|jp|de|"
    r"uk)\b(?:/[^\s，。；）)】]*)?"
    r"|\barxiv\s*[:：]?\s*\d{4}\.\d{4,5}(?:v\d+)?|\b\d{4}\.\d{4,5}\b|\bdoi\s*[:：]?\s*10\.\S+",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\.\S|://")
"""What every address has."""
_TITLE = re.compile(r"《([^》]{1,80})》")
_QUOTED_TITLE = re.compile(
    r"[\"“”]([A-Z][\w-]*(?:[\s:,-]+(?:[A-Z][\w-]*|of|the|and|for|in|on|to|with|is|a|from|not)){1,12})[,.]?[\"”]"
)
_CAMEL = re.compile(r"\b(?:[A-Z][a-z]+[A-Z][A-Za-z]*|[a-z]+[A-Z][A-Za-z]*|[A-Z]{2,}[a-z][A-Za-z]*)\d*\b")
_JOINED = re.compile(r"\b[A-Z][A-Za-z0-9.]*(?:[-_][A-Z0-9][A-Za-z0-9.]*)+")
_KIND = re.compile(r"\s(?:repo|repository|model|checkpoint|release|weights|files?|page|card)$")
_OTHERS = re.compile(r"\bet al\b|等人|等学者|教授|博士|研究员|\bprof\b|\bdr\.", re.IGNORECASE)
_HAN_MODEL = re.compile(r"大模型\s*[A-Za-z0-9]|([\u4e00-\u9fff]{2,6})大模型")
_HAN_SIZED = re.compile(r"[\u4e00-\u9fff]{2,6}(?:-[\u4e00-\u9fffA-Za-z]{1,8})*-\d+(?:\.\d+)?[Bb]\b")
_GROUPS = frozenset(
    {
        "团队",
        "公司",
        "集团",
        "实验室",
        "客服",
        "科技",
        "研究院",
        "大学",
        "老师",
        "课题组",
        "工作室",
        "学院",
        "医院",
        "银行",
    }
)
"""What a Chinese name that nobody knows may stand before."""
_OPENING = frozenset("据按由和与跟照像看，。；：、,;:") | {"来自", "根据", "按照"}
_NEAR = 4
_PLAIN = "plain"
"""The role of words that are no names even where they are written like one (F1)."""
_PLAIN_JOINED = re.compile(
    r"(?:Base|Chat|Instruct|SFT|LoRA|QLoRA|Alpaca|GPU|RLHF|DPO|CPT|RAG|Pre|Fine|Multi|Post|Non|"
    r"[A-Z])-(?:Base|Chat|Instruct|SFT|LoRA|QLoRA|GPU|Training|Tuning|FT)"
)


def stranger(sentence: str, tokens: Sequence[Token], known: Container[str]) -> str | None:
    """The first name that does not stand in `known` (lower case), or None."""
    return next((name for name in _names(sentence, tokens) if _bare(name) not in known), None)


def _bare(name: str) -> str:
    """A name as it stands in what is known: without the stop behind it and without "repo" and the like."""
    return _KIND.sub("", name.lower().strip(".。,"))


def _names(sentence: str, tokens: Sequence[Token]) -> Iterator[str]:
    for pattern in (_ADDRESS, _CAMEL, _JOINED) if _DOTTED.search(sentence) else (_CAMEL, _JOINED):
        for found in pattern.finditer(sentence):
            if not _PLAIN_JOINED.fullmatch(found.group()) and found.group() not in _PLAIN_CAMEL:
                yield found.group()
    for pattern in (_TITLE, _QUOTED_TITLE):
        for found in pattern.finditer(sentence):
            yield found.group(1)
    for found in _OTHERS.finditer(sentence):
        yield found.group()
    for found in _HAN_SIZED.finditer(sentence):
        yield found.group()
    for found in _HAN_MODEL.finditer(sentence):
        if found.group(1) is None or not found.group(1).endswith(("的", "语言", "型", "个", "种", "通用", "开源")):
            yield found.group()
    yield from _unlisted(sentence, tokens)


_PLAIN_CAMEL = frozenset(
    {
        "ROUGE-L",
        "LoRA",
        "QLoRA",
        "ChatML",
        "DoRA",
        "RoLoRA",
        "BaseModel",
        "JSON",
        "GPUs",
        "LLMs",
        "APIs",
        "FAQs",
        "IDs",
        "MoE",
        "TRL",
    }
)


def _unlisted(sentence: str, tokens: Sequence[Token]) -> Iterator[str]:
    chinese = any(token.kind == HAN for token in tokens)
    for at, token in enumerate(tokens):
        written = sentence[token.start : token.end]
        named = token.kind == NAME and not token.text.startswith("-") and _PLAIN not in token.roles
        strange = not token.known and token.kind == "word"
        inside = at > 0 or (len(tokens) > 1 and tokens[1].text == "'s")
        if (
            (not token.known and _of_a_group(tokens, at))
            or named
            or (strange and (chinese or (inside and written != written.lower())))
        ):
            yield written


def _of_a_group(tokens: Sequence[Token], at: int) -> bool:
    """Whether a Chinese word that nobody knows opens a clause and stands before a group of people (李明团队)."""
    token = tokens[at]
    if token.kind != HAN or (at > 0 and tokens[at - 1].text not in _OPENING):
        return False
    return any(near.text in _GROUPS for near in tokens[at + 1 : at + _NEAR])
