"""What stands beside an amount: the words that it counts, words that set its rows apart, or nothing."""

import re

from service.domain.reading.amounts import Amount
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_WORDS_AFTER, _CHARS_AFTER = 5, 10
_FILLER = re.compile(r"[ ]?(?:多|来|左右|上下|出头|of (?:the |our |these |them )?|or so|ish|个|的)?[ ]?")
_ENDS = frozenset(",.。!?;:\n()\x00-|")
_PARTING = re.compile(r"\d| [/|] |(?<![a-z])and(?![a-z])|[和与及跟另]|其余|其他")
"""What stands between a number and words after it that are not about it."""
_TURNING = re.compile(r"\d|(?<![a-z])(?:but|only|yet|while|whereas|though)(?![a-z])|[但只却]|不过")
"""What stands between words that set rows apart and a number that they are not about."""
_SETTING = re.compile(r"[ ]?[a-z][a-z_]*[ ]?=")
"""What follows a number in a list of settings (`num_rows=27_300 max_seq=2048`)."""
_HELD = 12
"""Characters between a number and words that set its rows apart."""

_TUNED_ON = re.compile(
    r"(?:train|tun)(?:e|ed|es|ing)? (?:(?:a|the|it|our|one|model|llm|something)[ ]){0,3}on "
    r"(?:the |our |these |those |all |about |some )*$"
)
"""Before the number of what a model is tuned on."""
_SOME, _UNIT = 20, 3
"""From how many on things are rows, and the letters of the longest unit ("900 MB")."""


def following(scene: Scene, amount: Amount, label: str) -> Hit | None:
    """The first hit of `label` shortly after the amount, in the same clause."""
    hits = scene.under(label)
    if not hits or hits[-1].start < amount.end:
        return None
    clause_end = scene.outline.clauses[scene.outline.clause(max(amount.start, amount.end - 1))].end
    if _SETTING.match(scene.text, amount.end):
        return None
    for hit in hits:
        if amount.end <= hit.start < clause_end and _close(scene.text[amount.end : hit.start]):
            return hit
    return None


def _close(between: str) -> bool:
    if re.search(r"\d|(?:^|\s)[/|;](?:\s|$)", between):
        return False
    if not between.strip():
        return True
    if any(char > "\u2e7f" for char in between):
        return len(_FILLER.sub("", between, count=1).replace(" ", "")) <= _CHARS_AFTER and not re.search(
            r"[个条张人的]?(?:用户|员工)", between
        )
    words = between.split()
    return len(words) <= _WORDS_AFTER and not {
        "for",
        "to",
        "in",
        "on",
        "and",
        "with",
        "from",
        "by",
        "at",
        "as",
        "who",
    } & set(words)


def bare(scene: Scene, amount: Amount) -> bool:
    """Whether nothing is counted in words right after the amount."""
    rest = scene.text[amount.end :].lstrip()
    if not rest or rest[0] in _ENDS or _SETTING.match(rest):
        return True
    start = len(scene.text) - len(rest)
    return any(hit.start == start for hit in scene.under("rows.open"))


def held_by(scene: Scene, amount: Amount, hit: Hit) -> bool:
    """Whether words that set rows apart are about this amount."""
    if hit.start >= amount.end:
        between = scene.text[amount.end : hit.start]
        return len(between) <= _HELD and not _PARTING.search(between)
    between = scene.text[hit.end : amount.start]
    return len(between) <= _HELD and not _TURNING.search(between)


def tuned_on(scene: Scene, amount: Amount, things: Hit) -> bool:
    """Whether a model is said to be tuned on so many things, whatever they are called ("tune it on the 640 labels")."""
    several = amount.low >= _SOME and things.end - things.start > _UNIT
    return several and _TUNED_ON.search(scene.text, 0, amount.start) is not None
