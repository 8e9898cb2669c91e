"""The user's own number in a source's mouth: "LIMA used 300 rows [1]" where the user has 300 rows, LIMA 1,000."""

import re
from collections.abc import Callable, Sequence

from service.domain.verify.likeness import words_of
from service.domain.verify.units import COUNT, MEMORY, TOKENS, Figure

_BREAK = re.compile(r"[,.](?!\d)|[，;；:：。!?！？()（）]")
_SPEAKER = re.compile(
    r"\b[A-Z][A-Za-z]+\b|\b(?:paper|docs|documentation|study|authors?|maintainers?|table|course|vendor|report|team)\b|"
    r"百炼|论文|文档|维护者|作者|表格?|课程|厂商|团队|实验|研究|官方"
)
_USERS = re.compile(
    r"\b(?:you|your|yours|at|(?<!by )with|for|on|these|those|so|such|of|under|below|over|above|past)\s*"
    r"(?:about |only |just )?$|[您你]|(?:在|对|这|有)\s*$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:us(?:es?|ed)|need(?:s|ed)?|t(?:akes?|ook)|recommend(?:s|ed)?|advis(?:es?|ed)|suggest(?:s|ed)?|wants?|"
    r"ask(?:s|ed)? for|is|was|were|had|ha[sd]|got|reached|trained|ran|sets?|draws?|fitted|put|at)\b|"
    r"用了|用的|只用|一共|建议|推荐|要求|需要|分界|分水岭|门槛|起步量|是|为|延伸|给出|取|跑",
    re.IGNORECASE,
)


def borrowed(
    figure: Figure,
    sentence: str,
    of_facts: Sequence[Figure],
    passages: Sequence[str],
    figures_of: Callable[[str], Sequence[Figure]],
) -> bool:
    """Whether the clause lets a cited source say a number that is the user's, where the source has another one."""
    if figure.unit not in (COUNT, MEMORY) or not passages or not any(figure.value == own.value for own in of_facts):
        return False
    start = max((found.end() for found in _BREAK.finditer(sentence, 0, figure.start)), default=0)
    before = sentence[start : figure.start]
    speaker = _SPEAKER.search(before)
    if speaker is None or not _SAYS.search(before, speaker.end()) or _USERS.search(before):
        return False
    about = words_of(speaker.group().lower())
    for passage in passages:
        others = [other for other in figures_of(passage) if other.unit in (figure.unit, TOKENS)]
        named = speaker.group().lower() in passage.lower() or bool(about.keys() & words_of(passage.lower()).keys())
        if any(other.value == figure.value for other in others):
            return False
        if named and others:
            return True
    return False
