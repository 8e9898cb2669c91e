"""English words that nobody wrote, read as the known word that is one slip away.

A slip is a letter too many, too few, wrong or swapped with its neighbour (Damerau 1964); candidates are found by
deleting a letter from either word (Garbe, "SymSpell", 2012). The first letter is taken to be right.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

SHORTEST = 5
"""Letters of the shortest word that is corrected."""

_WORD = re.compile(f"[a-z]{{{SHORTEST},}}")


class Speller:
    """Corrects folded text towards the words of `counts`, the more frequent word first."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_part: dict[str, list[str]] = {}
        for word in counts:
            for part in _parts(word):
                self._by_part.setdefault(part, []).append(word)

    def corrected(self, folded: str) -> str:
        """The text with each unknown word of five letters or more replaced by the nearest known one, if there is."""
        return _WORD.sub(lambda match: self._nearest(match[0]), folded)

    def _nearest(self, word: str) -> str:
        if word in self._counts or word.removeprefix("re") in self._counts or word.removeprefix("un") in self._counts:
            return word
        near = {known for part in _parts(word) for known in self._by_part.get(part, ()) if _one_slip(word, known)}
        return min(near, key=lambda known: (-self._counts[known], known)) if near else word


def words_in(texts: Iterable[str]) -> Iterator[str]:
    """The words of folded texts that a slip could be corrected to, repeats kept."""
    for text in texts:
        yield from _WORD.findall(text)


def _parts(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


def _one_slip(word: str, known: str) -> bool:
    if word[0] != known[0] or abs(len(word) - len(known)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, other = word[start:], known[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or swapped == other
