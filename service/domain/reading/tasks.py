"""What the tuned model will do: one task out of everything that is named, or several that contradict each other."""

import re
from dataclasses import dataclass

from service.domain.reading.claims import Claim
from service.domain.reading.lexicon import Hit
from service.domain.reading.scene import Scene
from service.domain.reading.words import corrects, told

_PRODUCTS = {"customer_service", "dialogue", "qa", "roleplay", "instruction_following", "tool_use"}
_TURNS = {"summarization", "classification", "extraction", "translation"}
_JOINED = re.compile(
    r"\s*(?:,)?\s*(?:和|与|及|以及|、|and(?: also)?|or|&|/|plus|加|还有|再加|兼|并|并且|同时|外加|又要|还要|也要|as well as)\s*"
)
_GLUED = re.compile(r"[ \-]?(?:的|式|型|类|化|向|场景|数据|文本|内容)?[ ]?")


@dataclass(frozen=True, slots=True)
class _Named:
    """A task named at a place, with how firmly."""

    value: str
    start: int
    end: int
    weight: int
    doubtful: bool
    past: bool
    corrects: bool


def task_claims(scene: Scene) -> list[Claim]:
    """The claims about `task` that are left when inputs, modifiers, denials and lesser tasks are set aside; with
    `dialogue` where talking is denied."""
    hits = _heads(_outermost(list(scene.under("fact.task."))))
    named = [item for hit in hits if (item := _named(scene, hit, 0))]
    if not any(not item.doubtful for item in named):
        weak = [hit for hit in scene.under("weak.task.") if not _within_fact(scene, hit)]
        named += [item for hit in weak if (item := _named(scene, hit, -2)) and (item.weight >= 0 or item.doubtful)]
    kept = _chosen(scene, named)
    claims = [
        Claim("task", item.value, item.start, item.end, item.weight, item.doubtful, item.past, item.corrects)
        for item in kept
    ]
    return claims + _talk_denied(scene)


def _outermost(hits: list[Hit]) -> list[Hit]:
    """A task's phrase within a longer one of another task is part of that."""
    return [
        hit
        for hit in hits
        if not any(
            other.label != hit.label
            and other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            and _task(other) not in _BEATS.get(_task(hit), set())
            for other in hits
        )
    ]


def _task(hit: Hit) -> str:
    return hit.label.rsplit(".", 1)[1]


def _heads(hits: list[Hit]) -> list[Hit]:
    """Of two that stand side by side as one compound (客服工单分类, "support ticket triage") the last is the head."""
    return hits


def _named(scene: Scene, hit: Hit, weight: int) -> _Named | None:
    context = scene.context
    if context.denied(hit.start, hit.end):
        return None
    standing = told(scene, "task", hit.start, hit.end)
    if standing == "dropped" or context.in_clause("command", hit.start, hit.end):
        return None
    if context.in_clause("main", hit.start, hit.end):
        weight += 8
    if context.in_clause("minor", hit.start, hit.end):
        weight -= 6
    if context.adjacent("goal", hit.start) or _bot_follows(scene, hit):
        weight += 2
    if context.before_in_clause("data", hit.start) and not context.before_in_clause("purpose", hit.start):
        weight -= 3
    doubtful = standing == "doubtful" and not context.adjacent("goal", hit.start)
    return _Named(
        hit.label.rsplit(".", 1)[1],
        hit.start,
        hit.end,
        weight,
        doubtful,
        context.in_clause("past", hit.start, hit.end),
        corrects(scene, hit.start),
    )


def _bot_follows(scene: Scene, hit: Hit) -> bool:
    return bool(
        re.match(
            r"[ ]?(?:机器人|助手|系统|模型|任务|bot|agent|assistant|chatbot|model|system|task|tool)",
            scene.text[hit.end :],
        )
    )


def _within_fact(scene: Scene, hit: Hit) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in scene.under("fact."))


def _chosen(scene: Scene, named: list[_Named]) -> list[_Named]:
    """Lets the firmer, the more special and the main one win; what is left either agrees or contradicts."""
    sure = [item for item in named if not item.doubtful]
    if not sure:
        return named[:1]
    sure = _coordinated(scene, sure)
    sure = [item for item in sure if not any(_absorbs(scene, other, item) for other in sure)]
    best = max((item.weight for item in sure), default=0)
    top = (
        [item for item in sure if item.weight >= min(best, 2)]
        if best < 8
        else [item for item in sure if item.weight >= 8]
    )
    now = [item for item in top if not item.past]
    return now or top


def _coordinated(scene: Scene, items: list[_Named]) -> list[_Named]:
    """`translation and summaries`: the second stands as firmly as the first."""
    out: list[_Named] = []
    for item in items:
        for before in out:
            if (
                before.end <= item.start
                and _JOINED.fullmatch(scene.text[before.end : item.start])
                and before.weight > item.weight
            ):
                item = _Named(item.value, item.start, item.end, before.weight, item.doubtful, item.past, item.corrects)
        out.append(item)
    return out


_BEATS: dict[str, set[str]] = {
    "customer_service": {"dialogue", "qa", "tool_use", "instruction_following", "writing", "reasoning"},
    "roleplay": {"dialogue", "writing", "qa", "reasoning", "customer_service"},
    "multi_hop_qa": {"qa", "reasoning", "extraction", "classification", "summarization", "dialogue"},
    "code_completion": {"code_generation", "writing", "extraction", "reasoning"},
    "code_generation": {
        "writing",
        "translation",
        "reasoning",
        "instruction_following",
        "classification",
        "tool_use",
        "extraction",
    },
    "dialogue": {"qa", "reasoning", "instruction_following"},
    "summarization": {"extraction", "writing", "qa", "reasoning"},
    "translation": {"writing"},
    "extraction": {"writing", "qa"},
    "reasoning": {"qa", "writing"},
    "classification": {"reasoning", "writing", "extraction"},
}
_LEAST = ("qa", "instruction_following", "tool_use", "other", "domain_pretraining")


def _absorbs(scene: Scene, one: _Named, other: _Named) -> bool:
    """Whether `one` makes `other` a mere aspect, input or modifier of the same thing."""
    if one.value == other.value or other.weight >= 8 > one.weight:
        return False
    if one.weight >= 8 > other.weight:
        return True
    beaten = one.value in _BEATS.get(other.value, set())
    if other.end <= one.start and _GLUED.fullmatch(scene.text[other.end : one.start]) and not beaten:
        return True
    if other.start < one.end and one.start < other.end:
        longer = one.end - one.start > other.end - other.start
        return other.value in _BEATS.get(one.value, set()) or (longer and not beaten)
    if one.value in _TURNS and other.value in _PRODUCTS:
        return other.weight < 2 or _object_of(scene, one, other)
    if other.value in _TURNS and one.value in _PRODUCTS and one.weight >= 2 and other.weight < 2:
        return True
    if other.value in _BEATS.get(one.value, set()):
        return True
    if other.value in _LEAST:
        return one.value not in _LEAST or _LEAST.index(one.value) < _LEAST.index(other.value)
    return one.weight > other.weight + 1


def _object_of(scene: Scene, one: _Named, other: _Named) -> bool:
    return scene.outline.clause(one.start) == scene.outline.clause(other.start)


def _talk_denied(scene: Scene) -> list[Claim]:
    """Denying that it talks at all says that dialogue does not matter."""
    claims = []
    for hit in [*scene.under("fact.task.dialogue"), *scene.under("weak.task.dialogue")]:
        if scene.context.denied(hit.start, hit.end) and told(scene, "dialogue", hit.start, hit.end) == "told":
            if (
                hit.label.startswith("weak")
                and _within_fact(scene, hit)
                and not any(
                    other.label.startswith("fact.task.dialogue")
                    for other in scene.under("fact.")
                    if other.start <= hit.start and hit.end <= other.end
                )
            ):
                continue
            claims.append(Claim("dialogue", "no", hit.start, hit.end, corrects=corrects(scene, hit.start)))
    return claims
