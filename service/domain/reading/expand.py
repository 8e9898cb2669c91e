"""Phrases of Chinese that say no more than a few plain strings, written out, so that they can be looked up at once."""

_LIMIT = 240


def strings(source: str) -> tuple[str, ...]:
    """Every string that the phrase matches, longest first; none where they are too many or not Chinese throughout."""
    if any(char <= "\u2e7f" and char not in "()|?" for char in source):
        return ()
    found, end = _choice(source, 0)
    if end < len(source) or not found or len(found) > _LIMIT:
        return ()
    return tuple(sorted({one for one in found if one}, key=lambda one: (-len(one), one)))


def _choice(source: str, at: int) -> tuple[list[str], int]:
    out: list[str] = []
    while True:
        found, at = _sequence(source, at)
        out += found
        if at >= len(source) or source[at] != "|":
            return out, at
        at += 1


def _sequence(source: str, at: int) -> tuple[list[str], int]:
    out = [""]
    while at < len(source) and source[at] not in ")|":
        if source[at] == "(":
            found, at = _choice(source, at + 1)
            at += 1
        else:
            found, at = [source[at]], at + 1
        if at < len(source) and source[at] == "?":
            found, at = [*found, ""], at + 1
        if len(out) * len(found) > _LIMIT:
            return [], len(source) + 1
        out = [before + after for before in out for after in found]
    return out, at
