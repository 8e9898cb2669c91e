"""Tokens of folded text: Chinese bigrams and known words, stemmed English words, numbers and names."""

import re
from collections.abc import Iterable, Iterator, Sequence

_RUN = re.compile(r"[㐀-鿿]+|[a-z0-9]+(?:[.\-_/+][a-z0-9]+)*")
_PART = re.compile(r"\d+(?:\.\d+)+|[a-z0-9]+")
_NUMBERED = re.compile(r"\b([a-z]{2,})[ -](\d+(?:\.\d+)?)(?![\w.%])")
_HAN = re.compile(r"[㐀-鿿]")
WORD_MIN, WORD_MAX = 3, 8
"""Length of a Chinese word that is kept beside the bigrams, characters."""

STOP_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an the is are was were be been being am do does did doing done have has had having i me my mine we us our "
        "you your he she it its they them their this that these those of in on at to for from by with about into as "
        "and or but if so than then too very can could should would will shall may might must there here what which "
        "who whom whose when where why how s t re ve ll d m just really actually actual some any get got like go goes "
        "going way want need make makes made take takes thing things now know tell help please anybody anyone someone "
        "myself lot kind sort put give let let's see say said says think still even also only one ones yet ever right "
        "proper seem maybe okay ok hi hello thanks thank exactly simply point people folks guys else rather",
    )
)
STOP_HAN = frozenset("的了吗呢吧啊呀嘛么着过得地之与和及或在是有就都也还又被把给让对从到为以而其这那哪你我他她它们个请")


def english_stem(word: str) -> str:
    """A light stem: plural and the commonest verb endings, after Harman's S-stemmer (1991) with -ing and -ed."""
    if len(word) <= 3 or not word.isalpha():
        return word
    word = _without_plural(word)
    for ending in ("ings", "ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and re.search("[aeiouy]", stem):
            if stem[-1] == stem[-2] and stem[-1] not in "ls":
                stem = stem[:-1]
            return stem.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def han_words(texts: Iterable[str]) -> frozenset[str]:
    """Chinese words among folded `texts`: each unbroken Chinese run of 3 to 8 characters."""
    found = (run for text in texts for run in re.findall(r"[㐀-鿿]+", text))
    return frozenset(run for run in found if WORD_MIN <= len(run) <= WORD_MAX)


def tokens(folded: str, words: frozenset[str] = frozenset(), taken: Sequence[tuple[int, int]] = ()) -> list[str]:
    """Tokens of a folded text, in order, repeats kept, but for those that lie within one of the places `taken`."""
    covered = bytearray(len(folded) + 1)
    for start, end in taken:
        covered[start : end - 1] = b"\1" * (end - 1 - start)  # a pair is covered when its first character is
    found: list[str] = []
    for match in _RUN.finditer(folded):
        if _HAN.match(match[0]):
            found += _han_tokens(match[0], match.start(), words, covered)
        else:
            found += _latin_tokens(match[0], match.start(), covered)
    found += [f"{match[1]}{match[2]}" for match in _NUMBERED.finditer(folded)]
    return found


def _latin_tokens(run: str, start: int, covered: bytearray) -> Iterator[str]:
    parts = list(_PART.finditer(run))
    if len(parts) > 1 and not all(covered[start + part.start()] for part in parts):
        yield run
    for part in parts:
        if part[0] not in STOP_ENGLISH and not covered[start + part.start()]:
            yield english_stem(part[0])


def _han_tokens(run: str, start: int, words: frozenset[str], covered: bytearray) -> Iterator[str]:
    if len(run) == 1:
        if run not in STOP_HAN:
            yield run
        return
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        if not covered[start + at] and not (pair[0] in STOP_HAN or pair[1] in STOP_HAN):
            yield pair
    for length in range(WORD_MIN, min(WORD_MAX, len(run)) + 1):
        for at in range(len(run) - length + 1):
            if run[at : at + length] in words and not all(covered[start + at : start + at + length - 1]):
                yield run[at : at + length]
