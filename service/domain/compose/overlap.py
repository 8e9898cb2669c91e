"""How much of a question a text covers: words of Latin script and pairs of Chinese characters. No ranking of
entries, which is retrieval's work."""

import re

_WORDS = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_COMMON_WORDS = """
a an and are as at be but by can do does for from has have how i if in is it its my not of on or our should so than
that the there they this to was we what when where which who why will with would you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def terms(text: str) -> frozenset[str]:
    """The words and character pairs of a text, common English words left out, plurals made singular."""
    low = text.lower()
    words = {word.rstrip(".-").removesuffix("s") for word in _WORDS.findall(low) if word not in _COMMON}
    pairs = {run[at : at + 2] for run in _CHINESE.findall(low) for at in range(len(run) - 1)}
    return frozenset(words | pairs)


def share(question: str, text: str) -> float:
    """The part of the question's terms that the text has, from 0 to 1."""
    wanted = terms(question)
    return len(wanted & terms(text)) / len(wanted) if wanted else 0.0
