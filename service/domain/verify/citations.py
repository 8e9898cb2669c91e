"""Citation markers: that they exist, and that the cited passage is about the matter of the sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence

from service.domain.verify.atoms import NAME
from service.domain.verify.piece import Token

_MARKER = re.compile(r"[\[【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】]|\[\^(\d{1,3})\]")


def markers(sentence: str) -> list[int]:
    """The numbers cited, in order."""
    return [int(n) for found in _MARKER.finditer(sentence) for n in re.findall(r"\d+", found.group())]


def without_markers(sentence: str) -> str:
    """The sentence with blanks where markers stood."""
    return _MARKER.sub(lambda found: " " * len(found.group()), sentence)


def topics_of(tokens: Iterable[Token]) -> set[str]:
    """The topics that the words belong to; the name of a variant (对话版) is none."""
    return {
        role[6:]
        for token in tokens
        if not token.variant or token.kind == NAME
        for role in token.roles
        if role.startswith("topic:")
    }


VARIANTS = "variants"
"""What a passage is about that names a variant."""
ANYTHING = "anything"
"""What every other passage is about, so that none is about nothing."""


_WORD = re.compile(r"[a-z0-9.-]*\d[a-z0-9.-]*|[a-z]{4,}|[\u4e00-\u9fff]+")
_COMMON = frozenset(
    {
        "guide", "model", "models", "variant", "variants", "with", "that", "this", "from", "your", "have", "they",
        "their",
        "when", "which", "what", "source", "than", "into", "more", "does", "would", "start", "using", "used",
        "指南", "模型", "版本", "两个", "这个", "一个", "起步", "微调", "训练",
    }
)  # fmt: skip
_HOW_TO = frozenset({"lora", "template", "forgetting", "testing", "memory", "safety", "graft"})
_STEM = 5
_ENOUGH = 3


def _content(text: str) -> set[str]:
    """The telling words of a text: beginnings of English words, pairs of Chinese characters, numbers and names."""
    found: set[str] = set()
    for word in _WORD.findall(text.lower()):
        if "\u4e00" <= word[0] <= "\u9fff":
            found.update(word[at : at + 2] for at in range(len(word) - 1))
        elif word not in _COMMON:
            found.add(word[:_STEM] if word.isalpha() else word)
    return found - _COMMON


def shares_words(sentence: str, passage: str) -> bool:
    """Whether a sentence says enough in the passage's own words to be on its matter."""
    return len(_content(sentence) & _content(passage)) >= _ENOUGH


def off_topic(
    cited: Sequence[int], said: tuple[str, set[str]], passages: Mapping[int, tuple[str, set[str]]], firm: bool = False
) -> int | None:
    """The first cited marker that does not exist, or whose passage has neither topic nor words in common with the
    sentence; else None. `said` and `passages` are texts with their topics.

    Where the sentence is `firm` about a variant and is no advice on how to train it, some cited passage has to name a
    variant or a checkpoint.
    """
    sentence, topics = said
    for marker in cited:
        if marker not in passages:
            return marker
        passage, about = passages[marker]
        if topics and not topics & about and not shares_words(sentence, passage):
            return marker
    if firm and cited and not topics & _HOW_TO and not any(VARIANTS in passages[marker][1] for marker in cited):
        return cited[0]
    return None
