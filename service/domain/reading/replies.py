"""Short replies to the question just asked: yes, no, 第二个, 大约五千, "fine". A reply that speaks of something else
answers nothing."""

import re
from collections.abc import Sequence

from service.domain.facts import Value
from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.lexicon import SHORT
from service.domain.reading.scene import Scene
from service.domain.understanding import Asked

_PLACES = ("first", "second", "third", "fourth", "fifth")
_LONGEST = 40
_BARE_MEMORY = re.compile(r"(?<![\d.])(\d{1,4})[ ]?(?:gb|g|gib)?(?![a-z0-9])")


def reply_claims(scene: Scene, asked: Asked | None, claims: Sequence[Claim]) -> list[Claim]:
    """What the message answers to `asked`, given the claims it makes by itself. A message that names one of the answers
    and says nothing else is sure of it, whatever these words would state elsewhere."""
    if asked is None or any(claim.name == asked.fact for claim in claims):
        return []
    others = [claim for claim in claims if not claim.doubtful]
    if len(scene.text) > SHORT or "?" in scene.text:
        return []
    if asked.fact == "gpu_memory_gb" and not others:
        return [] if scene.has("reply.skip") else _memory(scene)
    if (named := _value(scene, asked)) and not (asked.fact == "dialogue" and scene.has("rows.strong")):
        start, end, value = named
        return [Claim(asked.fact, value, start, end)]
    found = None if scene.has("reply.skip") else _ordinal(scene, asked) or _yes_or_no(scene, asked)
    if found is None:
        return []
    start, end, value = found
    return [Claim(asked.fact, value, start, end, doubtful=bool(others))]


def _ordinal(scene: Scene, asked: Asked) -> tuple[int, int, Value] | None:
    for hit in scene.under("reply.ordinal."):
        place = hit.label.rsplit(".", 1)[1]
        at = len(asked.options) - 1 if place == "last" else _PLACES.index(place)
        if 0 <= at < len(asked.options) and _rest_is_filler(scene, hit):
            return hit.start, hit.end, asked.options[at]
    return None


def _value(scene: Scene, asked: Asked) -> tuple[int, int, Value] | None:
    hits = list(scene.under(f"reply.value.{asked.fact}."))
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if _rest_is_filler(scene, hit) and not scene.context.denied(hit.start, hit.end):
            return hit.start, hit.end, hit.label.rsplit(".", 1)[1]
    return None


def _yes_or_no(scene: Scene, asked: Asked) -> tuple[int, int, Value] | None:
    if set(asked.options) - {"yes", "no"} or not asked.options:
        return None
    for hit in [*scene.under("reply.yes"), *scene.under("reply.no")]:
        if hit.start <= 3 and len(scene.text) - hit.end <= _LONGEST and not _mere_nod(scene, hit):
            return hit.start, hit.end, hit.label.removeprefix("reply.")
    return None


def _mere_nod(scene: Scene, hit: Hit) -> bool:
    """Whether the word only takes note of what was said, and what follows speaks of something else (`嗯,单位只许用这个`)."""
    nods = any(other.start == hit.start and other.end == hit.end for other in scene.under("reply.nod"))
    return nods and not _rest_is_filler(scene, hit)


def _rest_is_filler(scene: Scene, hit: Hit) -> bool:
    rest = list(scene.text)
    for other in [*scene.under("reply.filler"), hit]:
        rest[other.start : other.end] = " " * (other.end - other.start)
    return len(re.sub(r"[\W_]", "", "".join(rest))) <= 4


def _memory(scene: Scene) -> list[Claim]:
    match = _BARE_MEMORY.search(scene.text)
    if not match or len(scene.text.strip()) > _LONGEST:
        return []
    return [Claim("gpu_memory_gb", int(match[1]), match.start(), match.end())] if int(match[1]) else []
