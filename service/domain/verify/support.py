"""Whether numbers and names stand in what the sentence may rest on: the facts, the policy's rules, cited passages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from service.domain.facts import Interval, Value
from service.domain.verify.borrowed import borrowed
from service.domain.verify.numbers import CARDS, COUNT, MEMORY, PARAMETERS, SHARE, TIME, TIMES, TOKENS, Figure, figures
from service.domain.verify.values import Context

_NEAR = 16
"""Characters between two figures that share a unit."""
_JOINED = 5
"""Characters between the hours and the minutes of one span of time."""
_MORE = re.compile(r"[多余]|来(?=[条个张])|\s*-?(?:odd|some)\b")
_UP_TO = re.compile(r"\s*(?:to|or|and|up to|-|–|~|～|—|到|至|、|或|乃至|或者)\s*", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,.](?!\d)|[，;；:：。!?！？()（）]|、(?=[\u4e00-\u9fff]{4}占)|"
    r"\s(?:and|while|but|against)\s|而|则为|升到|rose from|\sto\s"
)
_COUNTED = re.compile(r"\s*(?:[条个份篇句段行组对种类家人次、，；时]|,\s)")
"""What parts a number from the unit of the next one: it counts something else."""
_WORD = re.compile(r"[a-z][a-z0-9-]{2,}|\b[a-z]\d\b|[\u4e00-\u9fff]{2}")
_NAME = re.compile(r"\b[A-Z][A-Za-z]+\s$")
_PROPER = re.compile(r"\b[A-Z][A-Za-z]{2,}")
_STOP = re.compile(r"[.](?!\d)|[;；。!？?！]")
_FEW = 20
"""What a number in a name stays below."""
_POWER = re.compile(r"e-?\d+")
_SIZE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?b\b")
_BY = re.compile(r"\bby\s+$|(?<![到至成为回得达有拿])了\s*$|幅度?(?:是|为|约)?\s*$", re.IGNORECASE)
_FROM_TO = re.compile(r"\b(?:from|to|at)\s+(?:about\s+)?$|[从由到至为]\s*$", re.IGNORECASE)
_ABOVE = re.compile(
    r"(?:above|over|(?<!no )(?<!not )more than|(?:no|not) (?:fewer|less) than|"
    r"beyond|past|at least|from|exceed\w*|upwards? of|超过|多于|大于|高于|以上|"
    r"不少于|不低于|至少|起)\W*$|^\W*(?:条|个|rows?)?\W*(?:or more|and up|or above|以上|起|\+)"
)
_BELOW = re.compile(
    r"(?:below|under|(?<!no )(?<!not )(?:fewer|less) than|(?:no|not) more than|"
    r"at most|up to|within|不到|少于|低于|小于|不超过|至多|最多|"
    r"不足)\W*$|^\W*(?:条|个|rows?)?\W*(?:or fewer|or less|以下|以内|之内)"
)


def unsupported(sentence: str, context: Context, cited: Iterable[str]) -> str | None:
    """The first number of the sentence that nothing carries, or None."""
    found = figures(sentence)
    if not found:
        return None
    passages = list(cited)
    of_facts = list(_of_facts(context.facts))
    for at, figure in enumerate(found):
        said = sentence[figure.start : figure.end].strip()
        if figure.vague:
            if not _ordered(figure, said, of_facts, passages):
                return said
        elif borrowed(figure, sentence, of_facts, passages, _figures_of):
            return said
        elif (figure.unit == COUNT and figure.value in context.numbers) or (
            (name := _name(sentence, figure)) and any(name in passage.lower() for passage in passages)
        ):
            continue
        elif not _exceeded(figure, sentence, of_facts, passages) and not any(
            _carried(meant, sentence, found, of_facts, passages) for meant in _meanings(found, at, sentence)
        ):
            return said
    return None


def _ordered(figure: Figure, said: str, of_facts: Sequence[Figure], passages: Sequence[str]) -> bool:
    """Whether the case or a cited passage has a number of the order that a vague word names."""
    if any(said.lower() in passage.lower() for passage in passages):
        return True
    numbers = [*of_facts, *(other for passage in passages for other in _figures_of(passage))]
    return any(figure.value <= other.value < figure.most for other in numbers if other.unit in (COUNT, TOKENS))


def _exceeded(figure: Figure, sentence: str, of_facts: Sequence[Figure], passages: Sequence[str]) -> bool:
    """Whether the case or a cited passage has a number a little above one that is said to be exceeded (八百多)."""
    if not _MORE.match(sentence, figure.end):
        return False
    numbers = [*of_facts, *(other for passage in passages for other in _figures_of(passage))]
    return any(figure.value <= other.value < 1.25 * figure.value for other in numbers if _alike(figure, other))


def _alike(figure: Figure, other: Figure) -> bool:
    return figure.unit == other.unit or {figure.unit, other.unit} <= {COUNT, TOKENS}


def _meanings(found: Sequence[Figure], at: int, text: str) -> Iterator[Figure]:
    """The figure as it stands and, at the start of a range, with the unit and the thousand of its end ("from 5.5 to
    31.8 percent", "eleven to twenty thousand")."""
    figure = found[at]
    yield figure
    rest = found[at + 1] if at + 1 < len(found) and figure.unit == TIME == found[at + 1].unit else None
    if rest and rest.start - figure.end <= _JOINED and rest.value < figure.value:
        yield replace(figure, value=figure.value + rest.value)
    for other in (*found[at + 1 : at + 2], *found[max(0, at - 1) : at]):
        ahead = other.start > figure.end
        near = max(other.start - figure.end, figure.start - other.end) <= _NEAR
        near = near and not (ahead and _COUNTED.match(text, figure.end))
        value = figure.value / 100 if other.unit == SHARE else figure.value
        if figure.unit == COUNT != other.unit and near:
            yield replace(figure, unit=other.unit, value=value)
        if figure.scale == 1 < other.scale and _UP_TO.fullmatch(text, figure.end, max(figure.end, other.start)):
            yield replace(figure, unit=other.unit, value=value * other.scale)


def _carried(
    figure: Figure, sentence: str, found: Sequence[Figure], of_facts: Sequence[Figure], passages: Sequence[str]
) -> bool:
    """Whether a fact or a passage has the figure; `found` are all figures of the sentence."""
    return any(_same(figure, other) for other in of_facts) or any(_stands(figure, sentence, found, p) for p in passages)


def _of_facts(facts: Mapping[str, Value]) -> Iterator[Figure]:
    for name, value in facts.items():
        if isinstance(value, Interval):
            yield Figure(float(value.low), COUNT, 0, 0)
            if value.high is not None:
                yield Figure(float(value.high), COUNT, 0, 0)
        elif isinstance(value, int | float):
            yield Figure(float(value), MEMORY if name == "gpu_memory_gb" else COUNT, 0, 0)
        elif name == "model":
            for size in re.finditer(r"(\d+(?:\.\d+)?)b\b", value.lower()):
                yield Figure(float(size.group(1)) * 1e9, PARAMETERS, 0, 0)


def _same(figure: Figure, other: Figure) -> bool:
    close = abs(figure.value - other.value) <= 1e-9 * max(1.0, abs(other.value))
    plain = {COUNT, SHARE} if figure.value < 1 else {COUNT, TOKENS}
    return close and (figure.unit == other.unit or {figure.unit, other.unit} <= plain)


@lru_cache(maxsize=1024)
def _figures_of(passage: str) -> tuple[Figure, ...]:
    """The numbers of a passage in each of their meanings."""
    found = figures(passage)
    return tuple(meant for at in range(len(found)) for meant in _meanings(found, at, passage))


def _name(text: str, figure: Figure) -> str:
    """The name that a small number belongs to, with it ("Tulu 3"), in lower case; else nothing."""
    before = _NAME.search(text, max(0, figure.start - _NEAR), figure.start)
    return text[before.start() : figure.end].lower() if before and figure.unit == COUNT and figure.value < _FEW else ""


def _stands(figure: Figure, sentence: str, found: Sequence[Figure], passage: str) -> bool:
    others = list(_figures_of(passage))
    if figure.unit == PARAMETERS:
        others += [Figure(float(n) * 1e9, PARAMETERS, 0, 0) for n in re.findall(r"(\d+(?:\.\d+)?)b\b", passage.lower())]
    same = [other for other in others if _same(figure, other)]
    if not same:
        return False
    rivals = [
        other
        for other in others
        if other.unit == figure.unit and not _same(figure, other) and not _name(passage, other)
    ]
    return any(
        _matter_fits(
            figure,
            sentence,
            other,
            [r for r in rivals if not _ends_of_one(r, other, passage) and not _told_besides(r, other, figure, found)],
            passage,
        )
        for other in same
    )


def _told_besides(rival: Figure, other: Figure, figure: Figure, found: Sequence[Figure]) -> bool:
    """Whether the sentence has the rival too, and on the same side of the figure as the passage has it."""
    return any(_same(one, rival) and (one.start < figure.start) == (rival.start < other.start) for one in found)


def _ends_of_one(one: Figure, other: Figure, passage: str) -> bool:
    """Whether two numbers are the ends of one range ("from 97% to 82%")."""
    first, second = sorted((one, other), key=lambda figure: figure.start)
    return 0 < first.end < second.start and bool(_UP_TO.fullmatch(passage, first.end, second.start))


def _matter_fits(figure: Figure, sentence: str, other: Figure, rivals: list[Figure], passage: str) -> bool:
    """Whether the number is said of the same matter: the words around it are not those around another number, and
    above is not said where the passage says below."""
    if other.end == 0:
        return True
    here, there = _around(sentence, figure), _around(passage, other)
    sizes = _SIZE.findall(_clause(sentence, figure)), _SIZE.findall(_clause(passage, other))
    if all(sizes) and figure.unit in (MEMORY, TIME) and not set(sizes[0]) & set(sizes[1]):
        return False
    if any(_named_elsewhere(sentence, figure, passage, other, rival) for rival in rivals):
        return False
    own = _weight(here & there)
    named = {word for word in here if any(char.isdigit() for char in word) and not _POWER.fullmatch(word)} - there
    if any(named & _around(passage, rival) for rival in rivals):
        return False
    if any(_weight(here & _around(passage, rival)) > own + 1 for rival in rivals):
        return False
    if any(_contrast(here, there, _around(passage, rival)) for rival in rivals):
        return False
    moved = _BY.search(sentence, max(0, figure.start - 8), figure.start) and _FROM_TO.search(
        passage, max(0, other.start - 8), other.start
    )
    return not moved and _side(sentence, figure) * _side(passage, other) >= 0


def _named_elsewhere(sentence: str, figure: Figure, passage: str, other: Figure, rival: Figure) -> bool:
    """Whether whom the clause of a number names is named in the passage's sentence with a rival number, and only
    somebody else in the one with this number ("Tulu 3 used 200k" where Zephyr did)."""
    names = set(_PROPER.findall(_piece(sentence, figure.start, figure.end, _CLAUSE)))
    there, besides = _piece(passage, other.start, other.end, _STOP), _piece(passage, rival.start, rival.end, _STOP)
    if not _PROPER.search(there) or any(name in there for name in names):
        return False
    return any(name in besides for name in names)


def _piece(text: str, start: int, end: int, edge: re.Pattern[str]) -> str:
    """The stretch around `[start, end)` up to the next edges."""
    ending = edge.search(text, end)
    start = max((found.end() for found in edge.finditer(text, 0, start)), default=0)
    return text[start : ending.start() if ending else len(text)]


_CONTRASTS = (
    {"tuned", "untuned"}, {"base", "chat"}, {"base", "instruct"}, {"before", "after"}, {"with", "without"},
    {"练前", "练后"}, {"训前", "训后"}, {"之前", "之后"},
)  # fmt: skip
"""Words of which one set against the other tells two numbers apart."""


def _contrast(here: set[str], there: set[str], rival: set[str]) -> bool:
    """Whether the sentence says of the number what the passage says of its rival, and the contrary of the number."""
    apart = (here & rival & pair - there for pair in _CONTRASTS if len(here & pair) == len(there & pair) == 1)
    return any(apart)


_TELLING = frozenset({"qlora", "lora", "full", "全参", "全量"})


def _weight(words: set[str]) -> int:
    """How much words in common say; the method of training counts twice."""
    return len(words) + len(words & _TELLING)


def _clause(text: str, figure: Figure) -> str:
    """The clause that the figure stands in, in lower case."""
    return _piece(text, figure.start, figure.end, _CLAUSE).lower()


def _around(text: str, figure: Figure) -> set[str]:
    """The words of the clause that the figure stands in; the end of a range has those of its start."""
    starts = [0, *(found.end() for found in _CLAUSE.finditer(text, 0, figure.start))]
    ending = _CLAUSE.search(text, figure.end)
    pauses = [start for start in starts[:-1] if not start or not text[:start].rstrip()[-1].isalnum()]
    for start in [starts[-1], *reversed(pauses)]:
        piece = text[start : ending.start() if ending else len(text)].lower()
        words = set(_WORD.findall(piece))
        words |= {piece[i : i + 2] for i in range(len(piece) - 1) if "\u4e00" <= piece[i] <= "\u9fff"}
        if words:
            return words
    return set()


def _side(text: str, figure: Figure) -> int:
    before, after = text[max(0, figure.start - 16) : figure.start].lower(), text[figure.end : figure.end + 10].lower()
    if _ABOVE.search(before) or _ABOVE.match(after):
        return 1
    return -1 if _BELOW.search(before) or _BELOW.match(after) else 0


__all__ = ["CARDS", "SHARE", "TIMES", "unsupported"]
