"""How much of a question a text covers: words of Latin script and pairs of Chinese characters. No ranking of
entries, which is retrieval's work."""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORDS = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_ANY_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_PROPER = re.compile(r"[A-Z0-9]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_COMMON_WORDS = """
a an and are as at be but by can do does for from has have how i if in is it its just my no not of on one or our really
should so than that the their then there these they this to up use using was we were what when where which who why will
with would yes you your
base chat model models instruct tune tuned tuning fine-tuning version variant start
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_COMMON_PAIRS = "什么 怎么 怎样 是不 不是 应该 可以 哪个 哪种 为什 模型 微调 版本 是否 能不 会不 起步"
_COMMON_CHINESE = frozenset(_COMMON_PAIRS.split())

_NO_NAMES = frozenset({"lora", "qlora", "sft", "rag", "cpt", "rl", "dpo", "fim", "gpu", "name", "after", "tell", "say"})


@lru_cache(maxsize=32_768)
def terms(text: str) -> frozenset[str]:
    """The words and character pairs of a text that tell something: common ones left out, plurals made singular."""
    low = text.lower()
    words = {word.rstrip(".-") for word in _WORDS.findall(low)} - _COMMON
    pairs = {run[at : at + 2] for run in _CHINESE.findall(low) for at in range(len(run) - 1)} - _COMMON_CHINESE
    return frozenset({word.removesuffix("s") if len(word) > 3 else word for word in words} | pairs)


def share(question: str, text: str) -> float:
    """The part of the question's terms that the text has, from 0 to 1."""
    return share_of_all(question, (text,))


def share_of_all(question: str, texts: Iterable[str]) -> float:
    """The part of the question's terms that the texts together have, from 0 to 1."""
    wanted = terms(question)
    missing = wanted.difference(*map(terms, texts))
    return 1 - len(missing) / len(wanted) if wanted else 0.0


def names(text: str) -> frozenset[str]:
    """The terms written as names are: with a capital or a digit in them (models, papers, vendors, figures)."""
    written = (word for word in _ANY_WORD.findall(text) if _PROPER.search(word))
    return frozenset().union(*(terms(word) for word in written)) - _NO_NAMES


def own_names(title: str, text: str) -> frozenset[str]:
    """The names in a title; a word that the text also writes without a capital is none."""
    return frozenset(name for name in names(title) if not re.search(rf"\b{re.escape(name)}", text))
