"""The small language in which phrases are written in `knowledge/words`, and its translation to regular expressions.

    condens*      a word that begins so           (cut|pull) out   either word       multi-turn   multiturn, multi turn too
    把~压缩成      a few characters between         ~~               half a sentence   <document>   any word of that class
    (the )?base   the group may be missing        (都|也)*           none to three times     #         a number
    ^ $           start and end of a clause        \\-               a hyphen and nothing else

A phrase never reaches over the end of a clause. A plural s may follow a word. Each phrase carries literals of which one
must stand in a text for it to match, so that most phrases are ruled out without being run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.faults import Faulty

CLAUSE_END = ",.。!?;:\n()\x00"
_BETWEEN = f"[^{re.escape(CLAUSE_END)}]"
_SIGNS = {
    "*": "[a-z]*",
    "#": r"(?<![a-z0-9.])\d[\d,.]*[kwm万千百]?",
    " ": r"[ \-/]+",
    "-": r"[ \-]?",
    "~": _BETWEEN + "{0,16}?",
    "~~": _BETWEEN + "{0,50}?",
    "^": rf"(?:(?<![^{re.escape(CLAUSE_END)}])|(?<=[{re.escape(CLAUSE_END)}] ))",
    "$": rf"(?=[{re.escape(CLAUSE_END)}]|$)",
}
_SPECIAL = frozenset("()|?<>~*# -^$")

Needs = frozenset[str] | None
"""Literals of which one must stand in a matching text; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """One phrase: its regular expression and what it needs."""

    source: str
    pattern: str
    needs: Needs


Classes = Mapping[str, Compiled]


def compiled(source: str, classes: Classes) -> Compiled:
    """The phrase `source` with its word classes filled in. Raises Faulty when it is not well formed."""
    parser = _Parser(source, classes)
    pattern, needs = parser.choice()
    if parser.at < len(source):
        raise Faulty([f"{source!r}: unexpected {source[parser.at]!r} at {parser.at + 1}."])
    if needs is None:
        raise Faulty([f"{source!r}: no word of it must occur."])
    return Compiled(source, pattern, needs)


def word_class(words: tuple[str, ...], classes: Classes) -> Compiled:
    """A class of words as one phrase of alternatives, the longest first."""
    parts = [compiled(word, classes) for word in sorted(set(words), key=lambda word: (-len(word), word))]
    needs = frozenset[str]().union(*(part.needs or frozenset() for part in parts))
    return Compiled("|".join(words), "(?:" + "|".join(part.pattern for part in parts) + ")", needs)


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


class _Parser:
    """Recursive descent over one phrase. `at` is the next character; `glued`: a Latin letter may stand before it, so no
    word begins here; `fresh`: nothing stands before it that a blank would part it from."""

    def __init__(self, source: str, classes: Classes) -> None:
        self.source, self.classes, self.at, self.glued, self.fresh = source, classes, 0, False, True

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def choice(self) -> tuple[str, Needs]:
        before, fresh, after = self.glued, self.fresh, False
        patterns: list[str] = []
        needs: Needs = frozenset()
        while True:
            self.glued, self.fresh = before, fresh
            pattern, needed = self.sequence()
            patterns.append(pattern)
            needs = None if needs is None or needed is None else needs | needed
            after = after or self.glued
            if self.peek() != "|":
                break
            self.at += 1
        self.glued = after
        return (patterns[0] if len(patterns) == 1 else "(?:" + "|".join(patterns) + ")"), needs

    def sequence(self) -> tuple[str, Needs]:
        patterns: list[str] = []
        best: Needs = None
        while self.at < len(self.source) and self.peek() not in ")|":
            pattern, needs = self.item()
            patterns.append(pattern)
            best = _rarer(best, needs)
        return "".join(patterns), best

    def item(self) -> tuple[str, Needs]:
        char = self.peek()
        if char == "(":
            return self.group()
        if char == "<":
            return self.class_reference()
        if char in _SIGNS:
            sign = "~~" if self.source.startswith("~~", self.at) else char
            self.at += len(sign)
            self.glued, self.fresh = sign in "*-#", sign not in "*-#"
            if sign == " ":
                return self.blank(), None
            return _SIGNS[sign], None
        if char in _SPECIAL:
            raise Faulty([f"{self.source!r}: unexpected {char!r} at {self.at + 1}."])
        return self.literal()

    def blank(self) -> str:
        if self.peek() == "?":
            self.at += 1
            return r"[ \-/]*"
        gap = re.match(r"(~~?) ", self.source[self.at :])
        if not gap:
            return _SIGNS[" "]
        self.at += len(gap[0])
        return rf"[ \-/]+(?:{_SIGNS[gap[1]]}[ \-/]+)??"

    def literal(self) -> tuple[str, Needs]:
        text, maybe = "", ""
        while self.at < len(self.source) and self.source[self.at] not in _SPECIAL:
            self.at += self.source[self.at] == "\\"
            text += self.source[self.at : self.at + 1]
            self.at += 1
        if self.peek() == "?":
            text, maybe = text[:-1], f"(?:{re.escape(text[-1])})?"
            self.at += 1
        if not text:
            return maybe, None
        runs = re.findall(r"[ -~]+|[^ -~]+", text)
        pattern = " ?".join(re.escape(run) for run in runs)
        if _is_letter(text[0]) and not self.glued:
            pattern = "(?<![a-z0-9])" + pattern
        if not self.fresh and text[0].isascii() != self.glued:
            pattern = " ?" + pattern
        if _is_letter(text[-1]) and not self.letter_follows():
            pattern += ("s?" if len(runs[-1]) > 1 and text[-1].isalpha() else "") + "(?![a-z0-9])"
        self.glued, self.fresh = _is_letter(text[-1]), False
        pattern += maybe
        longest = max(runs, key=lambda run: len(run) * (1 if run.isascii() else 3))
        return pattern, frozenset([longest])

    def letter_follows(self) -> bool:
        at, depth = self.at, 0
        while at < len(self.source):
            char = self.source[at]
            depth += (char == "(") - (char == ")")
            if char == "|" and depth == 0:
                while at < len(self.source) and depth >= 0:
                    at += 1
                    depth += (self.source[at : at + 1] == "(") - (self.source[at : at + 1] == ")")
                depth = 0
            elif char == ")":
                depth = 0
            elif char not in "?(":
                return _is_letter(char) or char in "*-"
            at += 1
        return False

    def group(self) -> tuple[str, Needs]:
        self.at += 1
        before = self.glued
        pattern, needs = self.choice()
        if self.peek() != ")":
            raise Faulty([f"{self.source!r}: a bracket is not closed."])
        self.at += 1
        often = {"?": "?", "*": "{0,3}"}.get(self.peek())
        if often:
            self.at += 1
            self.glued = self.glued or before
            return f"(?:{pattern}){often}", None
        return f"(?:{pattern})", needs

    def class_reference(self) -> tuple[str, Needs]:
        end = self.source.find(">", self.at)
        name = self.source[self.at + 1 : end] if end > 0 else ""
        if name not in self.classes:
            raise Faulty([f"{self.source!r}: unknown word class {name!r}."])
        self.at = end + 1
        self.glued = self.fresh = False
        known = self.classes[name]
        if self.peek() == "?":
            self.at += 1
            return f"(?:{known.pattern})?", None
        return known.pattern, known.needs


def _rarer(one: Needs, other: Needs) -> Needs:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda needs: (_rarity(needs), -len(needs), sorted(needs)))


def _rarity(needs: frozenset[str]) -> int:
    return min((len(literal) * (1 if literal.isascii() else 3) for literal in needs), default=0)
