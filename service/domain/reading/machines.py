"""How many machines hold the cards that are counted for each of them (`2 台机器,每台 8 张 H20`, "two nodes of 8 H100s")."""

import re

from service.domain.reading.counts import COUNT, number_of

_MACHINES = r"(?:[台个组][ ]?)?(?:gpu[ ])?(?:机器|服务器|节点|机子|主机|工作站|(?:nodes|machines|servers|boxes|workstations|hosts)(?![a-z]))"
_HOLD = r"(?:[ ]?[上里都各有插配装带是挂塞]+|[ ]?(?:with|has|have|holds|holding|of|carrying))*"
_OF_EACH = r"(?:每[台个](?:节点|机器|服务器)?|每节点|单机|单节点|各|each|every one)"
_NAMED = re.compile(rf"{COUNT}[ ]?{_MACHINES}[ ]?(?:[,:(、]?[ ]?{_OF_EACH}{_HOLD}|with|of|x|×)[ ]?$")
"""Before the cards: so many machines, and what each of them holds."""
_COUNTED = re.compile(rf"{COUNT}[ ]?{_MACHINES}[ ]?[,:(]?[ ]?(?:with|of|and)?[ ]?$")
_EACH = re.compile(rf"{_OF_EACH}{_HOLD}[ ]?$")
_PER = re.compile(r"s?(?:[ ](?:gpus|cards))?[ ]?(?:per (?:node|machine|box|server|host)|in each(?: of them)?)")
_BEHIND = re.compile(
    rf"[ ]?[,;(x×]?[ ]?(?:一共|总共|共|这样的|有|and |we have |there are |times |[ ])*{COUNT}[ ]?(?:台|{_MACHINES})"
)
"""Behind the cards of one machine: how many there are of these."""
_REACH = 40
"""Characters before a card in which its machines are named."""


def machines(text: str, start: int, end: int) -> int:
    """How many machines hold each what `[start, end)` tells of; 1 where nothing says so."""
    before = text[max(0, start - _REACH) : start]
    named = _NAMED.search(before)
    if named is None:
        per = _PER.match(text, end)
        if per or _EACH.search(before):
            named = _COUNTED.search(before) or _BEHIND.match(text, per.end() if per else end)
    return number_of(named["count"]) or 1 if named else 1
