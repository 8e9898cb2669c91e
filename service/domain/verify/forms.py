"""The usual forms of an English word: -s, -ed, -ing, -er, -est, -ly. Makes too many rather than too few."""

_VOWELS = "aeiou"


def forms(word: str) -> list[str]:
    """The forms of `word`, itself left out; none for words that are not plain letters."""
    if not (word.isascii() and word.isalpha()) or len(word) < 3:
        return []
    stem = word
    if word.endswith("y") and word[-2] not in _VOWELS:
        stem = word[:-1] + "i"
        return [stem + "es", stem + "ed", word + "ing", stem + "er", stem + "est", stem + "ly"]
    if word.endswith("e"):
        stem = word[:-1]
        return [word + "s", stem + "ed", stem + "ing", stem + "er", stem + "est", word + "ly"]
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if _doubles(word):
        stem = word + word[-1]
    return [plural, stem + "ed", stem + "ing", stem + "er", stem + "est", word + "ly", word + "ed", word + "ing"]


def _doubles(word: str) -> bool:
    """Whether the last letter is doubled before -ed: one vowel between consonants at the end."""
    return (
        len(word) <= 5
        and word[-1] not in _VOWELS + "wxy"
        and word[-2] in _VOWELS
        and (len(word) < 3 or word[-3] not in _VOWELS)
    )
