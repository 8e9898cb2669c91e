"""Names written like a checkpoint, with a size joined to a word (`Foobar-9B`), whether anybody knows them or not.

Knows how such names are spelt, nothing about models; which of them the catalogue holds is the catalogue's to say.
"""

import re

_WRITTEN = re.compile(
    r"(?<![\w./-])(?:[a-z][\w.-]*/)?[a-z][a-z0-9.]*(?:[-_][a-z0-9.]+){0,3}?[-_]\d+(?:\.\d+)?b"
    r"(?:[-_](?:base|chat|instruct|it|pt|hf|v\d+(?:\.\d+)*))*(?![\w-])",
    re.IGNORECASE | re.ASCII,
)


def strange_names(text: str) -> tuple[tuple[int, int], ...]:
    """Where in `text` such names stand."""
    return tuple(match.span() for match in _WRITTEN.finditer(text))
