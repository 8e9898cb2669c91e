"""The small language in which phrases are written in `knowledge/words`, and its translation to regular expressions.

    condens*      a word that begins so        (cut|pull) out  either word        multi-turn   multiturn, multi turn too
    把~压缩成      a few characters between      ~~              half a sentence    <document>   any word of that class
    (the )?base   the group may be missing     (都|也)*         none to 3 times    #            a number
    ^ $           start and end of a clause    \\-             a hyphen and nothing else

A phrase never reaches over the end of a clause. A plural s may follow a word. Each phrase carries sets of literals (see
`literals`): of each set one must stand in a clause for the phrase to match, so that most phrases are ruled out without
being run.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.domain.faults import Faulty
from service.domain.reading.beginnings import Beginnings, beginnings

CLAUSE_END = ",.。!?;:\n()\x00"
_ENDS = re.escape(CLAUSE_END)
_BETWEEN = f"[^{_ENDS}]"
_SIGNS = {
    "*": "[a-z]*",
    "#": r"(?<![a-z0-9.])\d[\d,.]*[kwm万千百]?",
    " ": r"[ \-/]+",
    "-": r"[ \-]?",
    "~": _BETWEEN + "{0,16}?",
    "~~": _BETWEEN + "{0,50}?",
    "^": rf"(?:(?<![^{_ENDS}])|(?<=[{_ENDS}] ))",
    "$": rf"(?=[{_ENDS}]|$)",
}
_SPECIAL = frozenset("()|?<>~*# -^$")
_PLURAL = "(?:s)?"
_RUNS = re.compile(r"[ -~]+|[^ -~]+")
_GAP = re.compile(r"(~~?) ")
_PLAIN = re.compile(r"[a-z0-9\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_WORD_STARTS = "(?<![a-z0-9])"

_COMMON = frozenset("的是不有要用做在和就都也能会可以上下个一人我你他没了到从把给为与再后前让出来跟对说大多写")

Needs = tuple[frozenset[str], ...]
"""Sets of literals; of each set one must stand in a matching clause."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """One phrase: its regular expression, what it needs, and with which literals it begins."""

    source: str
    pattern: str
    needs: Needs
    first: Beginnings = frozenset()


Classes = Mapping[str, Compiled]


def compiled(source: str, classes: Classes) -> Compiled:
    """The phrase `source` with its word classes filled in. Raises Faulty when it is not well formed."""
    if strange := [sign for sign in "[]{}" if sign in source]:
        raise Faulty([f"{source!r}: {strange[0]!r} means nothing in a phrase; write (a|b)."])
    parser = _Parser(source, classes)
    pattern, needs = parser.choice()
    if parser.at < len(source):
        raise Faulty([f"{source!r}: unexpected {source[parser.at]!r} at {parser.at + 1}."])
    if not needs:
        raise Faulty([f"{source!r}: no word of it must occur."])
    first = beginnings(source, {name: known.first for name, known in classes.items()})
    return Compiled(source, pattern, needs, first)


def word_class(words: tuple[str, ...], classes: Classes) -> Compiled:
    """A class of words as one phrase of alternatives, the longest first."""
    parts = [compiled(word, classes) for word in sorted(set(words), key=lambda word: (-len(word), word))]
    needs = frozenset[str]().union(*(_rarest(part.needs) for part in parts))
    first = (
        frozenset[str]().union(*(part.first for part in parts)) if all(part.first for part in parts) else frozenset()
    )
    return Compiled("|".join(words), _either([part.pattern for part in parts]), (needs,), first)


def _either(patterns: Sequence[str]) -> str:
    """One of the patterns. That a Latin word starts here is asked once for all that ask it, so that the engine tells
    them apart by their first letters; no other pattern may then begin with a letter, or the order would matter."""
    latin = [pattern.removeprefix(_WORD_STARTS) for pattern in patterns if pattern.startswith(_WORD_STARTS)]
    others = [pattern for pattern in patterns if not pattern.startswith(_WORD_STARTS)]
    if len(latin) > 1 and all(pattern[0] > "\u2e7f" for pattern in others):
        patterns = [*others, f"{_WORD_STARTS}(?:{'|'.join(latin)})"]
    return "(?:" + "|".join(patterns) + ")"


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _literals(runs: Sequence[str], *, begins: bool, ends: bool) -> Iterator[str]:
    """The literals of runs of Latin and of Chinese that stand side by side. One of Latin begins a word behind Chinese,
    and at the start where a word `begins` there; it ends one at the end where a word `ends` there."""
    for number, run in enumerate(runs):
        if _LATIN.fullmatch(run) and (begins or number):
            yield f" {run} " if ends and number == len(runs) - 1 else f" {run}"
        else:
            yield run


def _rarest(needs: Needs) -> frozenset[str]:
    return needs[0] if len(needs) == 1 else max(needs, key=_rarity)


def _rarity(needs: frozenset[str]) -> tuple[int, int, list[str]]:
    """Long literals are rare, few of them rarer; then the alphabet, so that the order is always the same."""
    shortest = min(
        (0 if literal in _COMMON else len(literal.strip()) * (1 if literal.isascii() else 3) for literal in needs),
        default=0,
    )
    return shortest, -len(needs), sorted(needs)[:1]


class _Parser:
    """Recursive descent over one phrase. `at` is the next character; `glued`: a Latin letter may stand before it, so no
    word begins here; `fresh`: nothing stands before it that a blank would part it from."""

    def __init__(self, source: str, classes: Classes) -> None:
        self.source, self.classes, self.at, self.glued, self.fresh = source, classes, 0, False, True
        self.after_class = False
        self.closing = _closing(source)

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def choice(self) -> tuple[str, Needs]:
        before, fresh, after = self.glued, self.fresh, False
        patterns: list[str] = []
        every: list[Needs] = []
        while True:
            self.glued, self.fresh = before, fresh
            pattern, needs = self.sequence()
            patterns.append(pattern)
            every.append(needs)
            after = after or self.glued
            if self.peek() != "|":
                break
            self.at += 1
        self.glued = after
        if len(patterns) == 1:
            return patterns[0], every[0]
        joined = _either(patterns)
        if not all(every):
            return joined, ()
        return joined, (frozenset[str]().union(*(_rarest(needs) for needs in every)),)

    def sequence(self) -> tuple[str, Needs]:
        patterns: list[str] = []
        every: list[frozenset[str]] = []
        while self.at < len(self.source) and self.peek() not in ")|":
            pattern, needs = self.item()
            patterns.append(pattern)
            every += needs
        return "".join(patterns), tuple(every)

    def item(self) -> tuple[str, Needs]:
        char = self.peek()
        if char == "(":
            return self.group()
        if char == "<":
            return self.class_reference()
        if char in _SIGNS:
            sign = "~~" if self.source.startswith("~~", self.at) else char
            self.at += len(sign)
            self.glued, self.fresh, self.after_class = sign in "*-#", sign not in "*-#", False
            return (self.blank() if sign == " " else _SIGNS[sign]), ()
        if char in _SPECIAL:
            raise Faulty([f"{self.source!r}: unexpected {char!r} at {self.at + 1}."])
        return self.literal()

    def blank(self) -> str:
        if self.peek() == "?":
            self.at += 1
            return r"[ \-/]*"
        gap = _GAP.match(self.source, self.at)
        if not gap:
            return _SIGNS[" "]
        self.at = gap.end()
        return rf"[ \-/]+(?:{_SIGNS[gap[1]]}[ \-/]+)??"

    def literal(self) -> tuple[str, Needs]:
        text, maybe = self.characters(), ""
        if self.peek() == "?":
            text, maybe = text[:-1], f"(?:{re.escape(text[-1])})?"
            self.at += 1
        if not text:
            return maybe, ()
        runs = [text] if _PLAIN.fullmatch(text) and text.isascii() else _RUNS.findall(text)
        pattern = " ?".join(run if _PLAIN.fullmatch(run) else re.escape(run) for run in runs)
        begins = _is_letter(text[0]) and not self.glued
        if begins:
            pattern = _WORD_STARTS + pattern
        if self.after_class or (not self.fresh and text[0].isascii() != self.glued):
            pattern = " ?" + pattern
        self.after_class = False
        ends = _is_letter(text[-1]) and not self.letter_follows()
        pattern += "s?" if ends and len(runs[-1]) > 1 and text[-1].isalpha() and not maybe else ""
        pattern += maybe + ("(?![a-z0-9])" if ends else "")
        self.glued, self.fresh = _is_letter(text[-1]), False
        whole = ends and (not maybe or maybe == _PLURAL)
        return pattern, tuple(frozenset([one]) for one in _literals(runs, begins=begins, ends=whole))

    def characters(self) -> str:
        start, text = self.at, ""
        while self.at < len(self.source) and self.source[self.at] not in _SPECIAL:
            if self.source[self.at] == "\\":
                text += self.source[start : self.at] + self.source[self.at + 1 : self.at + 2]
                start = self.at + 2
                self.at += 1
            self.at += 1
        return text + self.source[start : self.at]

    def letter_follows(self) -> bool:
        """Whether a letter may follow at once, so that no word ends here; ends of groups are looked through."""
        at = self.at
        while at < len(self.source):
            char = self.source[at]
            if char == "|":
                at = self.closing.get(at, len(self.source))
            elif char not in "?()":
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
        if self.peek() == "+":
            raise Faulty([f"{self.source!r}: a + after a group means nothing; write the group twice and * behind it."])
        often = {"?": "?", "*": "{0,3}"}.get(self.peek())
        if often:
            self.at += 1
            self.glued = self.glued or before
            return f"(?:{pattern}){often}", ()
        return f"(?:{pattern})", needs

    def class_reference(self) -> tuple[str, Needs]:
        end = self.source.find(">", self.at)
        name = self.source[self.at + 1 : end] if end > 0 else ""
        if name not in self.classes:
            raise Faulty([f"{self.source!r}: unknown word class {name!r}."])
        self.at = end + 1
        blank = "" if self.fresh else " ?"
        self.glued, self.fresh, self.after_class = False, False, True
        known = self.classes[name]
        if self.peek() == "?":
            self.at += 1
            return f"(?:{blank}{known.pattern})?", ()
        return blank + known.pattern, known.needs


def _closing(source: str) -> dict[int, int]:
    """Where the group around each bar ends."""
    out: dict[int, int] = {}
    open_bars: list[list[int]] = [[]]
    for at, char in enumerate(source):
        if char == "(":
            open_bars.append([])
        elif char == "|":
            open_bars[-1].append(at)
        elif char == ")" and len(open_bars) > 1:
            out.update(dict.fromkeys(open_bars.pop(), at))
    return out
