"""The language of a message: its own, by its grammar's small words rather than its technical terms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.facts import Language

_WORD = re.compile(r"[a-zà-öø-ÿāăąćčďęěğīłńňőřśşšťůűźžß']+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_OTHER = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0530-\u08ff\u0900-\u0fff\u1000-\u10ff\u1780-\u17ff\u3040-\u30ff\uac00-\ud7af]"
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language to answer in; `foreign` where the message is in neither Chinese nor English."""

    language: Language
    foreign: bool = False


def tongue(text: str, words: Mapping[str, Any], before: Language | None) -> Tongue:
    """The language of a folded text. `words` lists small words of English, of other languages in Latin letters, and
    technical terms that belong to no language; without any other letters the conversation's language stays."""
    latin = [word for word in _WORD.findall(text) if len(word) > 1 or word in {"a", "i"}]
    terms = frozenset(words.get("neutral", ()))
    plain = [word for word in latin if word not in terms]
    han, other = sum(map(len, _HAN.findall(text))), len(_OTHER.findall(text))
    if not han and not other and not plain:
        return Tongue(before or "en")
    if other > han and other > 2 * len(plain):
        return Tongue("en", foreign=True)
    english = _count(latin, words.get("english", ()))
    chinese = sum(text.count(word) for word in words.get("chinese", ()))
    if han and _chinese(han, chinese, english, len(plain)):
        return Tongue("zh")
    foreign = _count(latin, words.get("latin_others", ()))
    strange = sum(1 for word in plain if not word.isascii())
    if foreign + strange > english and (foreign >= 2 or foreign + strange >= max(2, len(plain) // 4)):
        return Tongue("en", foreign=True)
    return Tongue("en")


def _count(words: list[str], listed: Any) -> int:
    known = frozenset(listed)
    return sum(1 for word in words if word in known)


def _chinese(han: int, small_han: int, small_english: int, plain: int) -> bool:
    """Grammar decides; where neither language shows any, the larger part does."""
    if small_han or small_english:
        return small_han * 1.5 >= small_english
    return han >= 2 * plain or not plain
