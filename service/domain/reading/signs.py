"""What a message shows of its intent beside its wording: how the words were read, the facts of a case in it, how much
of it is about tuning models, whether it stands in a conversation. Names only; their weights are learnt."""

from collections.abc import Iterator, Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.intents import Named, Wanted, told_somewhere, turns_away
from service.domain.reading.posed import asks_for_one, asks_for_the_case, poses_alternatives
from service.domain.reading.scene import Scene
from service.domain.understanding import Intent

IN_TALK = "talk"
"""The sign of a message that follows others."""
PLAIN = "plain"
"""The sign of a choice asked for outright, with nothing beside it that asks, judges or cites."""
POSED = "posed"
"""The sign of a choice put to somebody, by alternatives or by a case with a question which one to take."""
STRAY = "stray"
"""The sign of a message that speaks of other matters and names of the field a variant at most, as shops do."""
AWAY = "away"
"""The sign of a message that leaves the subject for another."""
_SHOWN = (
    "explain",
    "why",
    "lookup",
    "memory",
    "choose",
    "pick",
    "asking",
    "general",
    "request",
    "greeting",
    "version",
    "source",
    "hearsay",
    "unwanted",
    "rule",
)
_BESIDE = ("explain", "general", "why", "source", "hearsay", "unwanted", "rule")
_BOTH = 2
_MOST = 3


def signs(scene: Scene, claims: Sequence[Claim], named: Named, want: Wanted, in_talk: bool) -> tuple[str, ...]:
    """The names of the signs, each once, in a fixed order. `want` is the reading by words, `in_talk` whether the
    message follows others."""
    facts = {claim.name for claim in claims if claim.name not in {"model", "aim"}}
    variants = len({hit.label for hit in scene.under("variant.")})
    strong, weak = _different(scene, "intent.strong"), _different(scene, "intent.weak")
    away, field = _different(scene, "intent.elsewhere"), _different(scene, "intent.field")
    words = f"words:{want.intent}{'!' if want.sure else ''}"
    found = [words, f"facts:{len(facts) if len(facts) < _MOST else _MOST}", f"variants:{variants}"]
    found += [f"strong:{strong}", f"weak:{weak}", f"elsewhere:{away}", f"field:{field}"]
    near = named.any or variants or strong or facts
    found.append("near" if near else "hardly" if weak or field else "nothing")
    if away:
        found += [f"elsewhere+{found[-1]}", f"elsewhere{away}+strong{strong}"]
    if turns_away(scene, claims):
        found.append(AWAY)
    if _strays(scene, away, variants) and not (facts or named.any):
        found.append(STRAY)
    found += [f"has:{label}" for label in _SHOWN if scene.has(f"intent.{label}")]
    found += _of_the_case(scene, claims, named)
    told = "told" in found
    found += [f"{words}+{'told' if told else 'untold'}", f"{words}+{'facts' if facts else 'no facts'}"]
    found += [f"{words}+{label}" for label in _BESIDE if scene.has(f"intent.{label}")]
    found += [f"{words}+question"] if "?" in scene.text else []
    if want.sure and want.intent is Intent.CHOOSE and _outright(scene, named, bool(facts), away, variants or strong):
        found.append(PLAIN)
    found += _of_the_choice(scene, bool(facts), told, named)
    if not _puts_something(scene):
        found.append("tells")
    if any(hit.start == 0 for hit in scene.under("intent.greeting")):
        found.append(f"greets+{'facts' if facts else 'near' if near else 'nothing'}")
    if in_talk:
        found += [IN_TALK, *[f"{IN_TALK}+{sign}" for sign in found]]
    return tuple(found)


def _puts_something(scene: Scene) -> bool:
    """Whether the message asks anything, or asks for anything."""
    asks = ("asking", "why", "explain", "request", "lookup", "memory", "pick", "turns_away")
    return "?" in scene.text or any(scene.has(f"intent.{label}") for label in asks)


def _of_the_case(scene: Scene, claims: Sequence[Claim], named: Named) -> Iterator[str]:
    if told_somewhere(scene, claims):
        yield "told"
    if named.any:
        yield "named"
    if named.alternative:
        yield "alternative"
    if "?" in scene.text:
        yield "question"
    if scene.has("scope.own") or scene.has("scope.ours"):
        yield "own"
    if scene.has("mask.any"):
        yield "look-alike"
    if scene.has("mask.everyday"):
        yield "everyday"


def _of_the_choice(scene: Scene, case: bool, told: bool, named: Named) -> Iterator[str]:
    """How a choice is put, and what might make a question of knowledge of it all the same."""
    alternatives = poses_alternatives(scene, case, told)
    asked = (case and asks_for_the_case(scene)) or (named.any and asks_for_one(scene))
    if alternatives or (asked and (told or named.any) and not _knows_better(scene)):
        yield POSED
        yield from (f"{POSED}+{label}" for label in (*_BESIDE, "lookup", "memory") if scene.has(f"intent.{label}"))
    if alternatives:
        yield f"{POSED} alternatives+{'case' if case else 'named' if named.any else 'alone'}"
    if asked:
        yield f"{POSED} for the case"
    if scene.has("intent.takes"):
        yield f"takes+{'case' if case else 'no case'}"
    if not (scene.has("intent.acts") or scene.has("variant.") or scene.has("intent.version") or named.any):
        yield "alien+either" if scene.has("intent.either") else "alien"
    if scene.has("intent.governs"):
        yield f"governs+{'case' if case else 'no case'}"


def _knows_better(scene: Scene) -> bool:
    """Whether words ask what fits a card or what others said: with such, a choice for a case is weighed, not given."""
    return any(scene.has(f"intent.{label}") for label in ("memory", "source", "lookup", "unwanted"))


def _strays(scene: Scene, away: int, variants: int) -> bool:
    """Whether other matters stand in the message and of the field no more than a variant's name."""
    if scene.has("mask.everyday") and not (variants or _apart(scene)):
        return True
    if away and scene.has("intent.ambiguous") and not (variants or _apart(scene) or scene.has("intent.weak")):
        return True
    return away > 1 and variants < _BOTH and not _apart(scene)


def _outright(scene: Scene, named: Named, case: bool, away: int, field: int) -> bool:
    """Whether nothing beside the choice asks, judges or cites; where a case stands, it may cite and speak of anything
    as long as it speaks of the field as well."""
    if any(scene.has(f"intent.{label}") for label in _BESIDE if label != "source"):
        return False
    if case:
        return bool(field) or away < _BOTH
    return not (away or named.any or scene.has("intent.source"))


def _apart(scene: Scene) -> bool:
    """Whether a strong word of the field stands outside the names of the variants ("base model" is sold in shops) and
    is not one that everyday life uses as well."""
    names = [*scene.under("variant."), *scene.under("intent.ambiguous")]
    return any(
        not _masked(scene, hit) and not any(name.start <= hit.start and hit.end <= name.end for name in names)
        for hit in scene.under("intent.strong")
    )


def _different(scene: Scene, label: str) -> int:
    """How many different words of a label there are, up to three; those that look-alikes hold only where they are
    names of the field ("chat template")."""
    named = label == "intent.field"
    hits = (hit for hit in scene.under(label) if named or not _masked(scene, hit))
    return min(_MOST, len({scene.text[hit.start : hit.end].rstrip("s") for hit in hits}))


def _masked(scene: Scene, hit: Hit) -> bool:
    return any(mask.start <= hit.start and hit.end <= mask.end for mask in scene.under("mask.any"))
