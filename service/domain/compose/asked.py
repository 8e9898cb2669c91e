"""What kind of "why" a message asks, and which part of it asks for an explanation besides a choice.

Small patterns over the question; the intent itself is the reader's work.
"""

import re

from service.domain.sentences import sentences

_WHY_ZH = re.compile(r"为什么|为何|为啥|凭什么|怎么得出|怎么定|理由|依据|原因")
_FILLER_ZH = re.compile(
    r"base|chat|instruct|基座|对话版|指令版|预训练版|推荐|建议|选择|结论|这个|这样|这么|开始|请问|能否|解释|说明|一下|什么"
    r"|[版型那就你您是不选用要它呢啊吗呀的了从而会非得该应有啦我请说讲出来]"
)
_FILLER_EN_WORDS = """
why not chat base instruct variant is it that so do you say recommend the and how come would should i this what s your
verdict decision choose pick use start from of instead over rather than with for a version model answer are be to my
case me please us we go explain reason reasons conclusion pretrained can give tell about choice
"""
_FILLER_EN = frozenset(_FILLER_EN_WORDS.split())
_ASKS = re.compile(
    r"[?？]|为什么|为何|为啥|怎么|怎样|如何|解释|说明|\b(why|how|explain|what|does|do|is|are|can|will)\b", re.I
)
_CHOICE = re.compile(
    r"选哪|选用|哪个版|哪一版|哪版|哪个好|还是|(base|chat|instruct)\s*(or|vs\.?|还是|或)\s*(base|chat|instruct)"
    r"|which (one|variant|version|start|checkpoint)|(start|begin) (from|with)",
    re.I,
)
_GUIDE_SAYS = re.compile(
    r"指南.{0,12}(说|讲|写|提|认为|建议|推荐|怎么|如何|态度|看法|归|算)|文章里.{0,8}(说|讲|写)"
    r"|\b(the|your) guide (say|think|put|recommend|advise|suggest|give|list|tell|mention|class)"
    r"|(does|do|did|would) the guide\b|according to the guide|in the guide\b|guide's (view|advice|answer|table)",
    re.IGNORECASE,
)
_ASKS_EN = frozenset({"why", "reason", "reasons", "explain"})


def asks_why(question: str) -> bool:
    """Whether the message asks for nothing but the reasons of what was decided."""
    low = question.lower()
    if _WHY_ZH.search(low):
        rest = _FILLER_ZH.sub("", _WHY_ZH.sub("", low))
        return not re.search(r"\w", rest)
    words = re.findall(r"[a-z]+", low)
    asks = bool(_ASKS_EN & set(words)) or "how come" in low
    return asks and set(words) <= _FILLER_EN and not re.search(r"[\u4e00-\u9fff]", low)


def asks_for_a_cause(question: str) -> bool:
    """Whether the message asks why something is so."""
    return re.search(r"为什么|为何|为啥|\bwhy\b", question, re.IGNORECASE) is not None


def asks_what_the_guide_says(question: str) -> bool:
    """Whether the message asks for the guide's own word on a matter."""
    return _GUIDE_SAYS.search(question) is not None


def names_a_variant(question: str) -> bool:
    """Whether the message speaks of Base or Chat at all."""
    return re.search(r"base|chat|instruct|基座|对话版|指令版", question, re.IGNORECASE) is not None


def asked_besides(question: str) -> str:
    """Of a message that asks for a choice and an explanation, the sentences that ask for the explanation."""
    parts = [part for part in sentences(question) if _ASKS.search(part) and not _CHOICE.search(part)]
    return " ".join(parts) or question
