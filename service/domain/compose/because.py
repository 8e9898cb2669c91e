"""A "why?" after a decision: explains that decision from its own reasons."""

import re

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.verdict import policy_name, variant
from service.domain.compose.why import say_against, say_why
from service.domain.decision import Decision, Verdict

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


def names_a_variant(question: str) -> bool:
    """Whether the message speaks of Base or Chat at all."""
    return re.search(r"base|chat|instruct|基座|对话版|指令版", question, re.IGNORECASE) is not None


def say_because(page: Page, material: Material, decision: Decision) -> None:
    """The verdict that stands, its reasons, what ranks lower, and why not the other variant."""
    name = "because.undecided" if decision.verdict is Verdict.UNDECIDED else "because.opening"
    page.fixed(page.say(name, verdict=variant(page, decision.verdict), policy=policy_name(page, decision.policy)))
    say_why(page, material, decision)
    say_against(page, material, decision)
    other = _other_variant(decision)
    texts = [item.text for item in decision.why_not if item.verdict is other]
    if texts:
        page.fixed(page.say("because.why_not", verdict=variant(page, other)) + page.glue + texts[0])


def _other_variant(decision: Decision) -> Verdict:
    return Verdict.CHAT if decision.verdict is Verdict.BASE else Verdict.BASE
