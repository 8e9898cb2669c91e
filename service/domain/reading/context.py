"""How a stretch of text is meant: denied, supposed, somebody else's, undecided, asked, past, corrected.

Works on the phrases found under `scope.*`; what the words are is data.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.reading.clauses import Outline
from service.domain.reading.hits import Hit

_NEAR, _FAR, _AFTER, _JOINED, _LEAD, _TWICE, _LATER = 4, 14, 2, 10, 6, 4, 3
_SCOPE = "scope."
_WIDE = re.compile("[\u2e80-\U0010ffff]")
_NOT_MINE = frozenset({"others", "future"})
"""Marks of what is somebody else's or still to come."""
_SUPPOSING = frozenset({"supposed", "if"})
_AND = re.compile(r"\s*(?:和|与|跟|及|、|或|或者|or|and|/)\s*")
_TOO = re.compile(r"\s*(?:too|as well|either|likewise|also|same|也是?|同样|也一样|亦然)\s*[,.。!;]?\s*")


@dataclass(frozen=True, slots=True)
class Context:
    """The folded text, its outline, and the scope hits by label without the `scope.` in front."""

    text: str
    outline: Outline
    marks: dict[str, list[Hit]]

    def denied(self, start: int, end: int) -> bool:
        """Whether a denial reaches `[start, end)`."""
        if self.denied_before(start):
            return True
        return self._denied_after(start, end) or self._in_denied_list(start) or self._denied_too(start, end)

    def denied_before(self, start: int, but: tuple[int, int] = (0, 0)) -> bool:
        """Whether a denial in the clause before `start` reaches it: none within `but`, and none that is denied itself."""
        clause = self.outline.clauses[self.outline.clause(start)]
        reached = False
        for label, reach in (("denial.near", _NEAR), ("denial.far", _FAR)):
            for hit in self._before(label, clause.start, start):
                if self.distance(hit.end, start) > reach or self._broken(hit.end, start):
                    continue
                if but[0] <= hit.start < but[1]:
                    continue
                if self.between("denial.undone", hit.start, hit.end) and self._undone(clause.start, hit.start):
                    return False
                reached = True
        return reached

    def denied_within(self, at: int) -> bool:
        """Whether a denial begins before `at` and ends after it (`不带`)."""
        marks = (hit for label in ("denial.near", "denial.far") for hit in self.marks.get(label, ()))
        return any(hit.start < at < hit.end for hit in marks)

    def denial_in(self, start: int, end: int) -> bool:
        """Whether a denial begins within a stretch, but not at its start."""
        return any(
            start < hit.start < end for label in ("denial.near", "denial.far") for hit in self.marks.get(label, ())
        )

    def _undone(self, low: int, start: int) -> bool:
        """Whether a denial stands right before the one at `start` ("can't skip")."""
        far = [hit for label in ("denial.near", "denial.far") for hit in self._before(label, low, start)]
        return any(self.distance(hit.end, start) <= _TWICE for hit in far)

    def denied_next(self, start: int, before: int | None = None) -> bool:
        """Whether words behind it, in this clause or one of the next, and `before` a place, say that it was dropped
        ("...; it got axed")."""
        number = self.outline.clause(start)
        marks = self.marks.get("denial.next", ())
        near = (mark for mark in marks if mark.start > start and (before is None or mark.start < before))
        return any(self.outline.clause(mark.start) - number <= _LATER for mark in near)

    def reinstated(self, end: int) -> bool:
        """Whether words behind it say that what was dropped is planned again ("... in, then out, now in again")."""
        number = self.outline.clause(max(0, end - 1))
        marks = (mark for mark in self.marks.get("reinstated", ()) if mark.start >= end)
        return any(
            self.outline.clause(mark.start) - number <= _LATER and not self.question(mark.start) for mark in marks
        )

    def nobody(self, start: int, but: Hit | None = None) -> bool:
        """Whether the clause before `start` says that nobody does it, in other words than `but`."""
        clause = self.outline.clauses[self.outline.clause(start)]
        marks = self._before("denial.who", clause.start, start)
        return bool(marks) and not (but is not None and but.start <= marks[-1].start < but.end)

    def opens_with_denial(self, start: int) -> bool:
        """Whether the words at `start` are a denial themselves ("no DPO"), which one before them does not turn round."""
        return any(hit.start == start for label in ("denial.near", "denial.far") for hit in self.marks.get(label, ()))

    def _denied_after(self, start: int, end: int) -> bool:
        """Whether a denial follows at once, or follows what it is joined to (`LoRA 和 QLoRA 都不考虑`)."""
        clause_end = self.outline.clauses[self.outline.clause(max(start, end - 1))].end
        for hit in self.marks.get("denial.after", ()):
            if not end <= hit.start < clause_end:
                continue
            distance = self.distance(end, hit.start)
            if distance <= _AFTER or (distance <= _JOINED and _AND.match(self.text, end)):
                return True
        return False

    def _denied_too(self, start: int, end: int) -> bool:
        """`X is off the table, Y too`."""
        number = self.outline.clause(start)
        clause = self.outline.clauses[number]
        if not number or not _TOO.fullmatch(self.text[end : clause.end]) or self.text[clause.start : start].strip():
            return False
        before = self.outline.clauses[number - 1]
        return any(
            before.start <= hit.start < before.end
            for label in ("denial.near", "denial.after")
            for hit in self.marks.get(label, ())
        )

    def _in_denied_list(self, start: int) -> bool:
        """`no X, Y or Z`: a short clause of a list that a denial opened."""
        number = self.outline.clause(start)
        while number > 0:
            clause, before = self.outline.clauses[number], self.outline.clauses[number - 1]
            words = self.text[clause.start : clause.end].split()
            if not self.text[before.start : before.end].rstrip().endswith(",") or len(words) > 5:
                return False
            last = self.text[clause.start : start].strip()
            if last not in {"", "or", "nor", "and"} and number == self.outline.clause(start):
                return False
            opener = self.text[before.start : before.end].split()
            if opener and opener[0] in {"no", "not", "without", "neither", "never", "nor"}:
                return any(word in {"or", "nor"} for word in self._tail(number))
            number -= 1
        return False

    def _tail(self, number: int) -> list[str]:
        sentence = self.outline.sentences[self.outline.sentence(self.outline.clauses[number].start)]
        return self.text[self.outline.clauses[number].start : sentence.end].split()

    def reaches(self, label: str, at: int) -> bool:
        """Whether a mark earlier in the sentence still holds at `at`: nothing has brought the user's case back. What is
        supposed may be the user's own data; what others say or plan is not."""
        if label not in self.marks:
            return False
        stops = ("but", "ours", "mine", "denial.back") if label in _NOT_MINE else ("but", "ours")
        sentence = self.outline.sentences[self.outline.sentence(at)]
        found = [hit for hit in self.marks[label] if sentence.start <= hit.start <= at]
        if not found:
            return False
        low = found[-1].end
        for name in stops:
            for stop in self.marks.get(name, ()):
                if low <= stop.start <= at and not (
                    name == "ours" and (stop.start < low + 1 or self._then(label, stop))
                ):
                    return False
        return True

    def _then(self, label: str, stop: Hit) -> bool:
        """Whether words on the user only say what would be done under the condition that is supposed (`要是批了,我就全参`)."""
        if label not in _SUPPOSING:
            return False
        return any(hit.start <= stop.start and stop.end <= hit.end for hit in self.marks.get("then", ()))

    def in_clause(self, label: str, start: int, end: int) -> bool:
        """Whether the clause around `[start, end)` holds such a mark outside that stretch."""
        if label not in self.marks:
            return False
        clause = self.outline.clauses[self.outline.clause(start)]
        for hit in self.marks[label]:
            if clause.start <= hit.start < clause.end and not (start <= hit.start and hit.end <= end):
                return True
        return False

    def before_in_clause(self, label: str, start: int) -> bool:
        """Whether such a mark stands in the clause before `start`."""
        if label not in self.marks:
            return False
        clause = self.outline.clauses[self.outline.clause(start)]
        return bool(self._before(label, clause.start, start))

    def between(self, label: str, start: int, end: int) -> bool:
        """Whether such a mark begins within `[start, end)`."""
        return bool([hit for hit in self.marks.get(label, ()) if start <= hit.start < end])

    def adjacent(self, label: str, start: int, slack: int = 2) -> bool:
        """Whether such a mark ends right before `start`."""
        clause = self.outline.clauses[self.outline.clause(start)]
        return any(self.distance(hit.end, start) <= slack for hit in self._before(label, clause.start, start))

    def meant(self, start: int) -> bool:
        """Whether words right before `start` say that this is what the model is for."""
        if self.adjacent("goal", start):
            return True
        number = self.outline.clause(start)
        clause = self.outline.clauses[number]
        if not number or self.distance(clause.start, start) > _LEAD:
            return False
        before = self.outline.clauses[number - 1]
        ends = self.text[before.start : before.end].rstrip()[-1:]
        return ends in {":", "?"} and any(before.start <= hit.start < before.end for hit in self.marks.get("slot", ()))

    def question(self, at: int) -> bool:
        """Whether the sentence at `at` ends with a question mark."""
        return self.outline.sentences[self.outline.sentence(at)].question

    def _before(self, label: str, low: int, high: int) -> list[Hit]:
        return [hit for hit in self.marks.get(label, ()) if low <= hit.start and hit.end <= high]

    def _broken(self, start: int, end: int) -> bool:
        return start < end and self.between("breaker", start, end)

    def distance(self, start: int, end: int) -> int:
        """Roughly in characters of Chinese: an English word counts as two."""
        between = self.text[start:end]
        narrow, wide = _WIDE.subn(" ", between)
        return wide + 2 * len(narrow.split())


_FOR_WHOM = re.compile(
    r"(?:给|帮|替|把|将|(?<!因)为(?!什么|何|啥|此|这|那|了|难))(?!来|关)[^\W\d的说是了讲称]{0,4}$"
    r"|(?<![a-z])(?:what|whatever) (?:an? |the |our |my |your |their |some |other )?$"
)
"""Before words for people or texts: something is done for them, or to them (给公众号文章写标题, "sums up what a lecturer says")."""
_ANOTHER_WORD = re.compile(r"(?<=写)(?:作|手|法|得|成)|(?<=讲)(?:解|师|堂|座|课|述|稿)")
"""Behind a verb of saying: it is part of another word."""

_SAID_SO = re.compile(r" (?:is|was|are)(?![a-z])")
"""Behind "what our adviser recommends": what it is follows."""
_HEAD = 10
"""Within so many characters a message begins."""


def _no_speaker(text: str, hit: Hit) -> bool:
    """Whether words that look like somebody's saying name those for whom something is written, or another thing."""
    if _ANOTHER_WORD.match(text, hit.end):
        return True
    return bool(_FOR_WHOM.search(text, max(0, hit.start - 12), hit.start)) and not _SAID_SO.match(text, hit.end)


def context(text: str, outline: Outline, hits: Mapping[str, list[Hit]], *, in_talk: bool = False) -> Context:
    """The context of a text by its hits, given by label; what only looks like a denial or like somebody else's word is
    left out. Who begins a message that is `in_talk` with what she says passes on the answer to a question of theirs."""
    marks = {label[len(_SCOPE) :]: found for label, found in hits.items() if label.startswith(_SCOPE)}
    masks = marks.get("denial.mask", [])
    for label in ("denial.near", "denial.far", "denial.after", "denial.undone", "denial.back", "denial.next"):
        marks[label] = [hit for hit in marks.get(label, []) if not any(_touches(mask, hit) for mask in masks)]
    strangers = marks.get("no_others", [])
    marks["others"] = [hit for hit in marks.get("others", []) if not any(_touches(mask, hit) for mask in strangers)]
    for label in ("others", "source"):
        marks[label] = [hit for hit in marks.get(label, []) if not _no_speaker(text, hit)]
    if in_talk and (passed_on := [hit for hit in marks.get("passed_on", []) if hit.start <= _HEAD]):
        marks["others"] = [hit for hit in marks["others"] if hit.start >= passed_on[0].end]
    return Context(text, outline, marks)


def _touches(mask: Hit, hit: Hit) -> bool:
    """A mask that covers the head of a mark takes it away."""
    return mask.start <= hit.start < mask.end and hit.end <= mask.end + 6
