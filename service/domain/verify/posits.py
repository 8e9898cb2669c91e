"""What a sentence supposes, read with the reader's words, and which verdict that would lead to by `would_change`.

The checker's own words for conditions (`suppositions`) are few and sure; the reader knows many more ways to state a
fact. Only the second opinion weighs what it finds: alone it excuses nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from service.domain.verify.changes import turns
from service.domain.verify.reading import Reading
from service.domain.verify.segments import Segment
from service.domain.verify.stance import SUPPOSING, VERDICT_OF
from service.domain.verify.values import Context

Named = Callable[[str], Set[tuple[str, str]]]
"""The facts, with their values, that a text names."""
_STAYS, _BOTH = "stays", "both"


def posit_traits(plain: str, reading: Reading, context: Context, named: Named) -> Iterator[str]:
    """For a sentence that supposes something: what the facts that it names would come to, beside what it says that they
    come to; as a whole and claim by claim."""
    if not (reading.conditions or reading.has(*SUPPOSING)):
        return
    mood = "if" if reading.conditions else "would"
    side = context.verdict.value if context.verdict else ""
    facts = named(plain)
    new = _new(facts, context)
    said = "|".join(_side(to, side) for to in turns(reading, context.verdict)) or "none"
    yield f"pn:{mood}:{min(2, len(facts))}:{min(2, len(new))}"
    if not new:
        yield f"pa:nothing:{said}"
    else:
        for name, value in sorted(new.items()):
            to = _outcome({name: value}, context, side)
            yield f"po:{to}:{said}"
            yield f"po:{mood}:{to}"
        to = _outcome(new, context, side)
        last = _side(VERDICT_OF.get(reading.claims[-1].to, ""), side) if reading.claims else "none"
        yield f"pa:{to}:{said}"
        yield f"pa:{to}"
        yield f"pl:{to}:{last}"
    yield from _of_claims(plain, reading, context, named, mood, side)


def _of_claims(plain: str, reading: Reading, context: Context, named: Named, mood: str, side: str) -> Iterator[str]:
    for claim in reading.claims:
        if reading.conditions:
            supposing: Sequence[Segment] = reading.supposing_for(claim.at)
        else:
            others = [segment for at, segment in enumerate(reading.segments) if at != claim.at]
            supposing = others or reading.segments
        to = _side(VERDICT_OF.get(claim.to, claim.to), side)
        new = _new(named(", ".join(_text(plain, segment) for segment in supposing)), context)
        out = _outcome(new, context, side) if new else "nothing"
        yield f"pc:{mood}:{to}:{out}"
        if new:
            yield f"pc:{mood}:{to == out}:{out == _STAYS}"


def _text(plain: str, segment: Segment) -> str:
    """A clause as it stands in the sentence."""
    last = segment.tokens[-1]
    return plain[segment.tokens[0].start : last.start + len(last.text)]


def _new(facts: Set[tuple[str, str]], context: Context) -> dict[str, str]:
    """What the facts change about the case; of two values of one fact the later in the alphabet."""
    return {name: value for name, value in sorted(facts) if str(context.facts.get(name)) != value}


def _outcome(new: Mapping[str, str], context: Context, side: str) -> str:
    """The verdict to which the changes lead that these facts make; or that they make none, or lead to several."""
    found = {
        change.verdict.value
        for change in context.would_change
        if all(new.get(name) == str(value) for name, value in change.facts.items())
    }
    if len(found) != 1:
        return _BOTH if found else _STAYS
    return _side(found.pop(), side)


def _side(verdict: str, side: str) -> str:
    """A verdict as seen from the one that is given: for it, against it, or a variant where none is given."""
    if verdict not in ("base", "chat"):
        return verdict
    return "V" if side not in ("base", "chat") else "V+" if verdict == side else "V-"
