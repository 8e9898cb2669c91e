"""Facts that words state together (see `frames`): where a frame is filled, is it denied, and does something part its words?"""

from collections.abc import Iterator
from itertools import pairwise

from service.domain.reading.answered import answered
from service.domain.reading.claims import Claim
from service.domain.reading.frames import Filled, Frame, filled, possible
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene
from service.domain.reading.words import corrects, told

_REACH, _WIDE_REACH = 44, 64
"""How far the words of a frame may stand apart, as `Context.distance` counts, in one clause and in several."""
_EACH = ("variant.base", "variant.chat")
_PAIR = "slot.pair"
_OUTRIGHT = frozenset({"resources"})
"""Facts whose phrases hold their denials."""
Numbers = tuple[dict[tuple[str, ...], set[int]], dict[tuple[str, ...], set[int]]]
"""By the labels of a part: in which clauses, and in which sentences, its words begin."""


def frame_claims(scene: Scene) -> list[Claim]:
    """Claims of every frame that the message fills and that nothing turns into a question or a supposition."""
    clauses = [(span.start, span.end) for span in scene.outline.clauses]
    sentences = [(span.start, span.end) for span in scene.outline.sentences]
    claims: list[Claim] = []
    numbers: Numbers = ({}, {})
    for frame in possible(scene.lexicon.frames, scene.by_label):
        if not _together(scene, frame, numbers):
            continue
        for found in filled(frame, scene.by_label, sentences if frame.wide else clauses):
            if not _parted(scene, found) and not _said_outright(scene, found):
                claims += _claims(scene, frame, found)
    return claims


def _together(scene: Scene, frame: Frame, numbers: Numbers) -> bool:
    """Whether the words of all parts of a frame begin in one clause, or in one sentence where it may be as wide."""
    if frame.wide > 1:
        return True
    known, number = (numbers[1], scene.outline.sentence) if frame.wide else (numbers[0], scene.outline.clause)
    shared: set[int] | None = None
    for part in frame.parts:
        if part.labels not in known:
            known[part.labels] = {number(hit.start) for label in part.labels for hit in scene.under(label)}
        shared = known[part.labels] if shared is None else shared & known[part.labels]
    return bool(shared)


def _claims(scene: Scene, frame: Frame, found: Filled) -> Iterator[Claim]:
    reply = answered(scene, found.start)
    standing = told(scene, frame.name, found.start, found.end) if reply is None else "told"
    value = _value(scene, frame, found)
    if reply is False:
        value = scene.lexicon.denied.get(frame.name, {}).get(str(value))
    if value is not None and standing != "dropped":
        yield Claim(
            frame.name,
            value,
            found.start,
            found.end,
            doubtful=standing != "told",
            past=scene.context.in_clause("past", found.start, found.end),
            corrects=corrects(scene, found.start),
        )


def _value(scene: Scene, frame: Frame, found: Filled) -> str | None:
    """The frame's value, or what its denial states; None where a part that must be denied is not."""
    predicate = found.hits[-1]
    denied = [_denied(scene, hit, None if hit is predicate else predicate) for hit in found.hits]
    needed = [part.denied for part in frame.parts]
    if any(needed) or any(part.either for part in frame.parts):
        return frame.value if all(is_so for is_so, must in zip(denied, needed, strict=True) if must) else None
    if denied[-1] or denied[0]:
        return scene.lexicon.denied.get(frame.name, {}).get(frame.value)
    return frame.value


def _denied(scene: Scene, hit: Hit, predicate: Hit | None) -> bool:
    """Whether a part is denied. What follows it, or is in the predicate's own words, denies the predicate alone."""
    context = scene.context
    if context.opens_with_denial(hit.start):
        return False
    if context.nobody(hit.start, predicate):
        return True
    if predicate is None:
        return context.denied_within(hit.start) or context.denied(hit.start, hit.end)
    return context.denied_before(hit.start, (predicate.start, predicate.end))


def _parted(scene: Scene, found: Filled) -> bool:
    """Whether the words stand too far apart, a `but` stands between them, or a variant that is another one's."""
    ordered = sorted(found.hits, key=lambda hit: hit.start)
    context = scene.context
    reach = _WIDE_REACH if found.frame.wide else _REACH
    if sum(context.distance(one.end, other.start) for one, other in pairwise(ordered)) > reach:
        return True
    low, high = ordered[0].end, ordered[-1].start
    denials = [hit for label in ("denial.near", "denial.far") for hit in context.marks.get(label, ())]
    walls = [
        wall
        for wall in scene.under("slot.wall")
        if not any(hit.start <= wall.start and wall.end <= hit.end for hit in denials)
    ]
    if not found.frame.over and any(low <= wall.start and wall.end <= high for wall in walls):
        return True
    if any(_a_variant(scene, hit) for hit in found.hits):
        return True
    return any(_others(scene, hit, found) for hit in found.hits if hit.label in _EACH)


def _said_outright(scene: Scene, found: Filled) -> bool:
    """Whether a phrase of the same fact holds all these words, so that it says what they come to ("no money and barely
    any compute")."""
    if found.frame.name not in _OUTRIGHT:
        return False
    phrases = scene.under(f"fact.{found.frame.name}")
    return any(phrase.start <= found.start and found.end <= phrase.end for phrase in phrases)


def _a_variant(scene: Scene, hit: Hit) -> bool:
    """Whether the words of a slot are just a variant's name (`chat`)."""
    if hit.label in _EACH:
        return False
    return any((hit.start, hit.end) == (name.start, name.end) for label in _EACH for name in scene.under(label))


def _others(scene: Scene, hit: Hit, found: Filled) -> bool:
    """Whether a variant's name belongs to a pair, or another variant stands between it and the predicate."""
    if any(pair.start <= hit.start and hit.end <= pair.end for pair in scene.under(_PAIR)):
        return True
    predicate = found.hits[-1]
    low, high = min(hit.end, predicate.end), max(hit.start, predicate.start)
    rivals = (rival for label in _EACH if label != hit.label for rival in scene.under(label))
    return any(low <= rival.start and rival.end <= high for rival in rivals)
