"""What the tuned model will do: one task out of everything that is named, or several that contradict each other."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.reading.answered import answered
from service.domain.reading.at_large import at_large, unborne
from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.learnt_tasks import (
    borne_out,
    learnt_claims,
    opinions,
    outspoken,
    overruled,
)
from service.domain.reading.opinions import Opinions
from service.domain.reading.scene import Scene
from service.domain.reading.words import corrects, told

_MAIN, _MINOR, _MEANT, _DATA, _WEAK = 8, -6, 2, -3, -2
_JOINED = re.compile(
    r"\s*,?\s*(?:和|与|及|以及|、|and(?: also)?|or|&|/|plus|加|还有|再加|兼|并|并且|同时|外加|又要|还要|也要|as well as)"
    r"\s*"
)
_KEPT = ("fact.keep_general_ability", "slot.general", "slot.keep", "slot.lose")
"""Words about what the model can do already, and that it is to keep it."""
_NEARBY = 20
_GLUED = re.compile(r"[ \-]?(?:的|式|型|类|化|向|场景|数据|文本|内容)?[ ]?")


@dataclass(frozen=True, slots=True)
class _Order:
    """Which task gives way to which, as the word files say."""

    products: frozenset[str]
    turns: frozenset[str]
    least: tuple[str, ...]
    beats: Mapping[str, frozenset[str]]

    def over(self, one: str, other: str) -> bool:
        """Whether task `one` makes `other` a mere aspect of it."""
        if other in self.beats.get(one, frozenset()):
            return True
        if other not in self.least or one in self.beats.get(other, ()):
            return False
        return one not in self.least or self.least.index(one) < self.least.index(other)


_Rule = Callable[[Claim, Claim], bool]
"""Whether the first claim sets the second aside."""


def task_claims(scene: Scene, in_talk: bool) -> list[Claim]:
    """The claims about `task` that are left when inputs, modifiers, denials and lesser tasks are set aside; with
    `dialogue` where talking is denied. `in_talk` says whether the message follows others."""
    order = _order(scene.lexicon.settings["task_order"])
    named = [claim for hit in _outermost(scene, order) if (claim := _named(scene, hit, 0, order))]
    views = opinions(scene, in_talk)
    if views is not None:
        named = [claim for claim in named if not overruled(views, claim, named)]
        if all(claim.doubtful or _as_tools(scene, claim) or _as_kept(scene, claim) for claim in named):
            values = {claim.value for claim in named if not claim.doubtful}
            named += [claim for claim in learnt_claims(views) if claim.value not in values]
        else:
            named = _for_which(views, named) or outspoken(views, named)
    if all(claim.doubtful for claim in named):
        weak = [hit for hit in scene.under("weak.task.") if not _within_fact(scene, hit)]
        found = [claim for hit in weak if (claim := _named(scene, hit, _WEAK, order))]
        named += [claim for claim in found if claim.weight >= 0]
    sure = [claim for claim in named if not claim.doubtful]
    found = _chosen(scene, views, sure, order) if sure else named[:1]
    if views is not None and not in_talk:
        found = unborne(views, found) if found else at_large(views)
    return found + _talk_denied(scene)


def _for_which(views: Opinions, named: Sequence[Claim]) -> list[Claim]:
    """What a message that names no task but reading raw text says the reading is for ("first we go on pretraining on
    the manuals; then it answers our engineers")."""
    if {claim.value for claim in named if not claim.doubtful} != {"domain_pretraining"}:
        return []
    return [claim for claim in learnt_claims(views) if claim.value != "domain_pretraining"]


def _order(table: Mapping[str, Any]) -> _Order:
    beats = {one: frozenset(others) for one, others in table["beats"].items()}
    return _Order(frozenset(table["products"]), frozenset(table["turns"]), tuple(table["least"]), beats)


def _outermost(scene: Scene, order: _Order) -> list[Hit]:
    """A task's phrase within a longer one of another task is part of that, unless it beats it."""
    hits = list(scene.under("fact.task."))
    return [
        hit
        for hit in hits
        if not any(
            other.label != hit.label
            and other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            and not order.over(_task(hit), _task(other))
            for other in hits
        )
    ]


def _task(hit: Hit) -> str:
    return hit.label.rsplit(".", 1)[1]


def _named(scene: Scene, hit: Hit, weight: int, order: _Order) -> Claim | None:
    context = scene.context
    standing = told(scene, "task", hit.start, hit.end)
    if standing == "dropped" or context.denied(hit.start, hit.end) or answered(scene, hit.start) is False:
        return None
    if _ordered(scene, hit) or _only_a_stage(scene, hit):
        return None
    meant = context.meant(hit.start) or _product_follows(scene, hit)
    weight += _MAIN * context.in_clause("main", hit.start, hit.end)
    weight += _MINOR * context.in_clause("minor", hit.start, hit.end)
    weight += _MEANT * meant
    as_data = context.before_in_clause("data", hit.start) and not context.before_in_clause("purpose", hit.start)
    weight += _DATA * as_data
    doubtful = (standing == "doubtful" and not meant) or (as_data and weight < 0 and _task(hit) in order.products)
    past = context.in_clause("past", hit.start, hit.end)
    return Claim("task", _task(hit), hit.start, hit.end, weight, doubtful, past, corrects(scene, hit.start))


def _ordered(scene: Scene, hit: Hit) -> bool:
    """Whether the clause is an order to the assistant and does not speak of the model."""
    context = scene.context
    return context.in_clause("command", hit.start, hit.end) and not context.before_in_clause("said_of_model", hit.start)


def _only_a_stage(scene: Scene, hit: Hit) -> bool:
    return _task(hit) == "domain_pretraining" and scene.has("scope.stage")


def _product_follows(scene: Scene, hit: Hit) -> bool:
    """Whether the words name the product itself (客服机器人, "spam filter model")."""
    marks = scene.context.marks.get("product", ())
    return any(0 <= mark.start - hit.end <= 1 and not scene.text[hit.end : mark.start].strip() for mark in marks)


def _within_fact(scene: Scene, hit: Hit) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in scene.under("fact."))


def _as_tools(scene: Scene, claim: Claim) -> bool:
    """Whether the words say that tools are needed, which may be an aspect of another task."""
    if claim.value != "tool_use" or claim.weight >= _MAIN:
        return False
    return any(hit.start < claim.end and claim.start < hit.end for hit in scene.under("fact.tools.yes"))


def _as_kept(scene: Scene, claim: Claim) -> bool:
    """Whether the words name an ability that the model has and is to keep ("small talk and e-mails must still work")."""
    clause = scene.outline.clauses[scene.outline.clause(claim.start)]
    if claim.weight >= _MEANT and not _feared_lost(scene, claim):
        return False
    here = {label for label in _KEPT for hit in scene.under(label) if clause.start <= hit.start < clause.end}
    if claim.value == "dialogue" and _feared_lost(scene, claim):
        return True
    return "fact.keep_general_ability" in here or ("slot.general" in here and len(here) > 1)


def _feared_lost(scene: Scene, claim: Claim) -> bool:
    """Whether words right before it say that it might be forgotten ("hate for it to forget how to hold a talk")."""
    clause = scene.outline.clauses[scene.outline.clause(claim.start)]
    return any(clause.start <= hit.start and 0 <= claim.start - hit.end <= _NEARBY for hit in scene.under("slot.lose"))


def _chosen(scene: Scene, views: Opinions | None, claims: Sequence[Claim], order: _Order) -> list[Claim]:
    """What is left after each rule in turn has set claims aside; no rule takes the last one."""
    left = _coordinated(scene, claims)
    if views is not None and not scene.has("scope.equal"):
        left = borne_out(views, left)
    if scene.has("scope.equal") and len({claim.value for claim in left if not claim.past}) == 2:
        return [replace(claim, weight=0) for claim in left]
    for rule in _rules(scene, order):
        kept = [claim for claim in left if not any(_differs(one, claim) and rule(one, claim) for one in left)]
        left = kept or left
    return left


def _differs(one: Claim, other: Claim) -> bool:
    return one.value != other.value


def _rules(scene: Scene, order: _Order) -> list[_Rule]:
    def kept(one: Claim, other: Claim) -> bool:
        return _as_kept(scene, other) and not _as_kept(scene, one)

    def a_means(one: Claim, other: Claim) -> bool:
        apart = scene.outline.clause(one.start) != scene.outline.clause(other.start)
        return apart and _as_tools(scene, other) and not _as_tools(scene, one)

    return [_main, _minor, kept, a_means, _now, *_by_place(scene, order), *_by_kind(scene, order), _firmer]


def _main(one: Claim, other: Claim) -> bool:
    return one.weight >= _MAIN - 4 > other.weight


def _minor(one: Claim, other: Claim) -> bool:
    return other.weight <= _MINOR + 4 < one.weight


def _now(one: Claim, other: Claim) -> bool:
    return other.past and not one.past


def _firmer(one: Claim, other: Claim) -> bool:
    return one.weight > other.weight + 1


def _by_place(scene: Scene, order: _Order) -> list[_Rule]:
    def compound(one: Claim, other: Claim) -> bool:
        """Of two side by side the last is the head (客服工单分类, "support ticket triage")."""
        between = scene.text[other.end : one.start] if other.end <= one.start else "x"
        return bool(_GLUED.fullmatch(between)) and not order.over(str(other.value), str(one.value))

    def overlap(one: Claim, other: Claim) -> bool:
        if one.start >= other.end or other.start >= one.end:
            return False
        longer = one.end - one.start > other.end - other.start
        over = order.over(str(one.value), str(other.value))
        return over or (longer and not order.over(str(other.value), str(one.value)))

    return [compound, overlap]


def _by_kind(scene: Scene, order: _Order) -> list[_Rule]:
    def input_of(one: Claim, other: Claim) -> bool:
        if one.value not in order.turns or other.value not in order.products:
            return False
        same_clause = scene.outline.clause(one.start) == scene.outline.clause(other.start)
        return other.weight < _MEANT or same_clause

    def function_of(one: Claim, other: Claim) -> bool:
        product = one.value in order.products and other.value in order.turns
        return product and one.weight >= _MEANT > other.weight

    def talked_over(one: Claim, other: Claim) -> bool:
        """`Not only must it translate, it also has to discuss the result`: talking is an aspect of the task."""
        if other.value != "dialogue" or one.value not in order.turns or other.start < one.end:
            return False
        clause = scene.outline.clauses[scene.outline.clause(other.start)]
        turns = any(clause.start <= hit.start < clause.end for hit in scene.under("fact.dialogue.yes"))
        return turns and scene.context.in_clause("also", other.start, other.end)

    def over(one: Claim, other: Claim) -> bool:
        return order.over(str(one.value), str(other.value))

    return [input_of, function_of, talked_over, over]


def _coordinated(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """`translation and summaries`: the second stands as firmly as the first."""
    out: list[Claim] = []
    for claim in claims:
        for before in out:
            joined = before.end <= claim.start and _JOINED.fullmatch(scene.text[before.end : claim.start])
            if joined and before.weight > claim.weight:
                claim = replace(claim, weight=before.weight)
        out.append(claim)
    return out


def _talk_denied(scene: Scene) -> list[Claim]:
    """Denying that it talks at all says that dialogue does not matter."""
    firm = list(scene.under("fact.task.dialogue"))
    weak = [
        hit
        for hit in scene.under("weak.task.dialogue")
        if not _within_fact(scene, hit) or any(one.start <= hit.start and hit.end <= one.end for one in firm)
    ]
    return [
        Claim("dialogue", "no", hit.start, hit.end, corrects=corrects(scene, hit.start))
        for hit in [*firm, *weak]
        if scene.context.denied(hit.start, hit.end) and told(scene, "dialogue", hit.start, hit.end) == "told"
    ]
