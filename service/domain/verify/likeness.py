"""Likeness of matter: which telling words a piece of a sentence shares with a passage, and which with another one.

Knows common words of both languages, not what any word means. A word that two passages share tells nothing apart.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9][a-z0-9.\-_/]*[a-z0-9]|[a-z0-9]|[\u4e00-\u9fff]+")
_PARTS = re.compile(r"[-_/.]")
_ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s", "e")
_KEPT, _STEM = 4, 6
_COMMON_WORDS = """
a an the of to in on for and or but is are was were be been being it its this that these those with without as by
at from than then so if you your yours we they their them he she not no nor do does did done can could would should
may might will shall must have has had what which who when where why how there here also just only very more most
much many some any all each every one two both same other another such own too even still yet already after before
into onto over under out up off about between against through during again once whether either neither instead
rather because since while though although however thus hence let us me my our make makes made get gets take takes
goes go keep keeps put use used uses using need needs well good better best first last new thing things way ways
case say says said see sees like
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_EVERYWHERE_WORDS = """
base chat instruct model models variant variants version versions checkpoint guide source start starts tuning tuned
tune training train trained weights release section rows row data 指南 源指 模型 版本 微调 训练 样本 数据
"""
_EVERYWHERE = frozenset(_EVERYWHERE_WORDS.split())
_PARTICLES = frozenset("的了是在也都就不和与或而之其这那有很更最把被让给对从到用要会能可得着过没一个两")
_CROWD = 4
"""Passages besides, among which one always shares some words by chance."""
_GUIDE = re.compile(r"\bguide\b|指南")
EVERYWHERE, TELLING, NAMED = 1, 2, 3
"""What a word in common weighs: one that stands in every passage, one that tells, a name or number."""


class Matter(NamedTuple):
    """What a text is about: its telling words with their weights, its topics, whether it speaks of the guide."""

    words: Mapping[str, int]
    topics: frozenset[str]
    guide: bool


def matter_of(text: str, topics: Iterable[str]) -> Matter:
    """The matter of a text (already folded) with these topics."""
    lower = text.lower()
    return Matter(words_of(lower), frozenset(topics), bool(_GUIDE.search(lower)))


@lru_cache(maxsize=2048)
def words_of(text: str) -> Mapping[str, int]:
    """The telling words of a text in lower case, with what each weighs."""
    found: dict[str, int] = {}
    for word in _WORD.findall(text):
        if "\u4e00" <= word[0] <= "\u9fff":
            pairs = (word[at : at + 2] for at in range(len(word) - 1))
            found.update((pair, _weight(pair)) for pair in pairs if _PARTICLES.isdisjoint(pair))
        elif any(char.isdigit() for char in word):
            found[word] = NAMED
        else:
            found.update((_stem(part), _weight(part)) for part in _PARTS.split(word) if _tells(part))
    return found


def _weight(word: str) -> int:
    return EVERYWHERE if word in _EVERYWHERE else TELLING


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in _COMMON


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _KEPT), "")
    return word[: len(word) - len(ending)][:_STEM]


def strays(piece: Matter, cited: Sequence[Matter], others: Sequence[Matter]) -> int | None:
    """Which of the passages that a piece of a sentence cites is about another matter: it shares neither topic nor
    telling words with the piece; or the first, where they all share less with it than one that is not cited."""
    near = [not _apart(piece, passage) for passage in cited]
    if not all(near) and not (any(near) and len(others) >= _CROWD):
        return near.index(False)
    return 0 if _behind(piece, cited, others) else None


def _apart(piece: Matter, passage: Matter) -> bool:
    """Whether a piece that has topics shares none with a passage, nor telling words."""
    return bool(piece.topics) and piece.topics.isdisjoint(passage.topics) and _shared(piece, passage) < TELLING


def _shared(piece: Matter, passage: Matter) -> int:
    """How much the telling words in common weigh; the guide counts where both speak of it."""
    return _sum(piece, piece.words.keys() & passage.words.keys()) + TELLING * (piece.guide and passage.guide)


def _behind(piece: Matter, cited: Sequence[Matter], others: Sequence[Matter]) -> bool:
    """Whether some other passage is nearer to the piece than those it cites, by words that the others do not share."""
    if not others:
        return False
    here: set[str] = set().union(*(passage.words for passage in cited))
    there: set[str] = set().union(*(other.words for other in others))
    own = _sum(piece, piece.words.keys() & here - there)
    ahead = own - max(_sum(piece, piece.words.keys() & other.words.keys() - here) for other in others)
    topics = max(len(piece.topics & passage.topics) for passage in cited)
    more = any(len(piece.topics & other.topics) > topics for other in others)
    if len(others) >= _CROWD:
        return ahead <= -2 * TELLING and more and any(_shared(piece, passage) < TELLING for passage in cited)
    if topics and not more:
        unshared = all(_shared(piece, passage) == 0 for passage in cited)
        return ahead <= -2 * TELLING or (ahead <= -TELLING and unshared)
    return ahead <= (-TELLING if topics or not piece.topics else -EVERYWHERE)


def _sum(piece: Matter, words: Iterable[str]) -> int:
    return sum(piece.words[word] for word in words)
