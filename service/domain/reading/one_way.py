"""Words that people write in several ways (`do not`, `dont`) and the reader in one (`don't`), in messages and in phrases,
so that a phrase need be written but once. Quotes still show what was typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.reading.normal import Normal

_APART = r"(?<![a-z0-9_])(?:{})(?![a-z0-9_'])(?! (?:only|just|merely|simply|solely)(?![a-z]))"
"""Words that stand alone; `do not only` denies nothing."""


@dataclass(frozen=True, slots=True)
class OneWay:
    """By each other way the one that is read. Where none of `endings` stands in a text, none of the others does."""

    of: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    endings: frozenset[str] = frozenset()

    def written(self, text: str) -> str:
        """A phrase in the one way."""
        return self.pattern.sub(lambda found: self.of[found.group()], text) if self.pattern else text

    def applied(self, normal: Normal) -> Normal:
        """A folded text in the one way."""
        if self.pattern is None or not any(ending in normal.text for ending in self.endings):
            return normal
        edits = [(one.start(), one.end(), self.of[one.group()]) for one in self.pattern.finditer(normal.text)]
        return normal.replaced(edits) if edits else normal


def one_way(table: Mapping[str, Any], faults: list[str]) -> OneWay:
    """The table `one_way` of the word files: for each way of writing the others; `faults` grows."""
    of: dict[str, str] = {}
    for way, others in table.items():
        if not isinstance(others, list) or not all(isinstance(other, str) and other for other in others):
            faults.append(f"one_way: what stands for {way!r} must be a list of words.")
            continue
        faults += [
            f"one_way: {other!r} stands for {of[other]!r} and {way!r}; keep one." for other in others if other in of
        ]
        of |= dict.fromkeys(others, way)
    if not of:
        return OneWay()
    longest = sorted(of, key=lambda other: (-len(other), other))
    pattern = re.compile(_APART.format("|".join(map(re.escape, longest))))
    return OneWay(of, pattern, frozenset(other[-2:] for other in of))
