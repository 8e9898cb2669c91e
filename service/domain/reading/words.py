"""Facts that words and phrases state, apart from the task and numbers: each with its denial, question or supposition."""

import re
from collections.abc import Iterable, Mapping, Sequence

from service.domain.reading.answered import answered
from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_APART = {"task", "examples"}
_ABOUT_TRAINING = {"method", "gpu_memory_gb"}
_NEXT = {"rl_next", "continued_pretraining"}
_OF_THEM = re.compile(r"\s*(?:(?:they|these|those)(?: are|'re)|(?:它们|这些)?(?:其实|根本|压根|并)?不是)")
"""Begins a clause that says what something named before is, or is not."""
_NOR = re.compile(r"[ ,]*(?:or|nor|或者?|也没有?)[ ]*(?:any |anything like )?")
"""Between one thing that is denied and another that is denied along with it."""
_PLANS = {"continued_pretraining", "rl_next", "tools"}
_OPINED = {*_PLANS, "public_facing"}
"""Facts of which others have opinions and plans that are not the user's."""
_STATES = {"special_domain"}
"""Facts that leaving something out ("excludes banks") does not deny."""
_WISHES = {"keep_general_ability"}
"""Facts about what may happen, which an "if" does not unsay."""
_PLAIN = {"tools", "dialogue", "special_domain", "public_facing", "continued_pretraining"}
"""Facts whose phrases hold no denial, unless it is all they say."""
_NEXT_FEW = 3
"""Clauses within which words affirm what was said."""
_COUNTED = re.compile(
    r"(?:\d[\d.,]*[ ]?[kwm千万百]?|[一二两三四五六七八九十几上]*[百千万])[+多余来]?[条段组个份通篇]?[ ]?$"
)
_OF_VARIANTS = {"language_cover", "base_published", "chat_published"}
"""Facts about a variant: that it is named makes a question about them none about the choice."""
_ABOUT_PRODUCT = {"dialogue", "special_domain", "data_shape", "public_facing", "aim"}
_OF_PRODUCT = ("scope.slot", "slot.itself", "slot.recalls")
"""Words of the product, what it is called and what it does, that no row does."""
_OF_USERS = {"task", "dialogue", "special_domain", "public_facing"}
"""Facts that are told by what users ask, in their own words."""


def unless(scene: Scene, claims: Iterable[Claim]) -> list[Claim]:
    """The claims without those that other words of the message rule out, by the table `unless`."""
    table = scene.lexicon.settings.get("unless", {})
    plans = {str(claim.value) for claim in claims if claim.name == "continued_pretraining" and not claim.doubtful}
    if plans == {"no"}:
        claims = [claim for claim in claims if claim.value != "domain_pretraining"]
    every = list(claims)
    claims = [claim for claim in every if not (_replaced(scene, claim, every) or _denied_along(scene, claim, every))]
    return [
        claim
        for claim in claims
        if not any(scene.has(label) for label in table.get(claim.name, {}).get(str(claim.value), ()))
        and not _about_rows(scene, claim)
    ]


def _replaced(scene: Scene, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a claim that nothing follows the tuning only denies one kind, and another kind is named behind it ("no
    DPO, straight to GRPO")."""
    if claim.name != "rl_next" or claim.value != "none":
        return False
    topics = (hit for hit in scene.under("topic.rl_next") if claim.start <= hit.start and hit.end <= claim.end)
    denied = {scene.text[hit.start : hit.end] for hit in topics}
    behind = [one for one in claims if one.name == "rl_next" and one.value != "none" and one.start >= claim.end]
    behind = [one for one in behind if not _denied_along(scene, one, claims)]
    return bool(denied) and any(scene.text[one.start : one.end] not in denied for one in behind)


def _denied_along(scene: Scene, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a claim of one kind of what follows is joined to words that say that another one does not ("no preference
    tuning or RL after it")."""
    if claim.name != "rl_next" or claim.value == "none":
        return False
    none = [one for one in claims if one.name == "rl_next" and one.value == "none" and one.end <= claim.start]
    return any(_NOR.fullmatch(scene.text[one.end : claim.start]) for one in none)


def word_claims(scene: Scene) -> list[Claim]:
    """Claims about every fact that phrases name outright; a phrase within a longer one of the same fact is part of it,
    words about dialogue within words about what rows look like are about the rows alone, and the other way round; those
    within words about abilities to keep name one of these."""
    claims = []
    rows, turns = scene.under("fact.data_shape"), scene.under("fact.dialogue")
    kept = scene.under("fact.keep_general_ability")
    for name, hits in _by_fact(scene).items():
        for hit in _outermost(hits):
            if name == "dialogue" and any(row.start <= hit.start and hit.end <= row.end for row in [*rows, *kept]):
                continue
            if name == "data_shape" and any(_covers(turn, hit) for turn in turns):
                continue
            claim = _claim(scene, name, hit)
            if claim:
                claims.append(claim)
    return claims


def _covers(longer: Hit, hit: Hit) -> bool:
    """Whether a hit lies within a longer one."""
    return longer.start <= hit.start and hit.end <= longer.end and longer.end - longer.start > hit.end - hit.start


def _by_fact(scene: Scene) -> dict[str, list[Hit]]:
    out: dict[str, list[Hit]] = {}
    for hit in scene.under("fact."):
        name = hit.label.split(".")[1]
        if name not in _APART:
            out.setdefault(name, []).append(hit)
    return out


def _outermost(hits: list[Hit]) -> list[Hit]:
    return [
        hit
        for hit in hits
        if not any(
            other is not hit
            and other.start <= hit.start < other.end
            and (hit.end <= other.end or hit.label == other.label)
            and (other.end - other.start > hit.end - hit.start)
            for other in hits
        )
    ]


def _claim(scene: Scene, name: str, hit: Hit) -> Claim | None:
    reply = answered(scene, hit.start)
    if reply is not None:
        return _replied(scene, name, hit, reply)
    standing = told(scene, name, hit.start, hit.end)
    if standing == "dropped":
        return _denied_back(scene, name, hit) or _affirmed_back(scene, name, hit)
    value = _value(scene, name, hit, standing)
    if value is None:
        return None
    return Claim(
        name,
        value,
        hit.start,
        hit.end,
        doubtful=standing != "told",
        past=scene.context.in_clause("past", hit.start, hit.end),
        corrects=corrects(scene, hit.start),
    )


def _value(scene: Scene, name: str, hit: Hit, standing: str) -> str | None:
    """What a phrase states where it stands: its own value, what a denial makes of it, or nothing."""
    value = hit.label.split(".")[2]
    context, denied = scene.context, scene.lexicon.denied.get(name, {}).get(value)
    if name in _PLANS and context.reinstated(hit.end):
        return value
    if name in _STATES and context.before_in_clause("denial.undone", hit.start):
        return None
    if standing == "open":
        return "yes" if value == "no" else value
    opens = context.opens_with_denial(hit.start)
    if _denies_itself(scene, name, hit, value) or (context.denied(hit.start, hit.end) and not opens):
        return denied
    if denied and name in _PLANS and context.denied_next(hit.start):
        return denied
    return value


def _denies_itself(scene: Scene, name: str, hit: Hit, value: str) -> bool:
    """Whether a denial stands in the phrase that says yes, and no other one before it ("can't do without tools")."""
    context = scene.context
    if value != "yes":
        return False
    if context.opens_with_denial(hit.start) and context.between("denial.undone", hit.start, hit.end):
        return False
    return context.denied_within(hit.start) or (name in _PLAIN and context.denial_in(hit.start, hit.end))


def _replied(scene: Scene, name: str, hit: Hit, reply: bool) -> Claim | None:
    """What the answer to a question that the message puts to itself makes of the words in it."""
    value = hit.label.split(".")[2]
    stated = value if reply else scene.lexicon.denied.get(name, {}).get(value)
    return Claim(name, stated, hit.start, hit.end) if stated else None


def _about_rows(scene: Scene, claim: Claim) -> bool:
    """Whether the clause speaks of the training rows, about which this fact is not, a number counts what is named, or
    the words are part of a variant's name. Of dialogue, what the claim itself holds does not count. A denial may speak
    of the rows that the clause before named, or of which the next one says what each is, unless it names the product."""
    labels: Mapping[str, Sequence[str]] = scene.lexicon.settings.get("apart", {})
    exact = labels.get(f"{claim.name}.{claim.value}", ())
    if claim.name not in labels and not exact:
        return False
    number = scene.outline.clause(claim.start)
    clause = scene.outline.clauses[number]
    before = scene.outline.clauses[max(0, number - 1)]
    if _speaks(scene, (*labels.get(claim.name, ()), *exact), clause, claim if claim.name == "dialogue" else None):
        return True
    if claim.value == "no" and not _speaks(scene, _OF_PRODUCT, clause):
        after = scene.outline.clauses[min(number + 1, len(scene.outline.clauses) - 1)]
        if _joined(scene, before) and _speaks(scene, labels.get(f"before.{claim.name}", ()), before):
            return True
        told_of = _OF_THEM.match(scene.text, clause.start) and _joined(scene, clause)
        if told_of and _speaks(scene, labels.get(f"after.{claim.name}", ()), after):
            return True
    if any(claim.start < other.start < claim.end < other.end for other in scene.under("variant.")):
        return True
    if claim.name == "data_shape" and claim.value != "document":
        return False
    return bool(_COUNTED.search(scene.text[clause.start : claim.start]))


def _joined(scene: Scene, clause: Span) -> bool:
    """Whether a clause goes on in the next."""
    return scene.text[clause.start : clause.end].rstrip().endswith(",")


def _speaks(scene: Scene, labels: Iterable[str], clause: Span, but: Claim | None = None) -> bool:
    """Whether such words stand in a clause, outside a claim."""
    hits = (hit for label in labels for hit in scene.under(label) if clause.start <= hit.start < clause.end)
    return any(but is None or not (but.start <= hit.start and hit.end <= but.end) for hit in hits)


def corrects(scene: Scene, at: int) -> bool:
    """Whether a correcting word stands in the sentence before `at`."""
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    return scene.context.between("correction", sentence.start, at + 1)


def told(scene: Scene, name: str, start: int, end: int) -> str:
    """How a stretch counts: `told` as a fact, `doubtful`, `open` (a plan that is asked about and will be found out:
    doubtful as a plan, whatever denial stands in the question), or `dropped` (supposed, asked, or somebody else's)."""
    return "told" if scene.posited else _told(scene, name, start, end)


def _told(scene: Scene, name: str, start: int, end: int) -> str:
    context = scene.context
    if context.reaches("supposed", start):
        return "dropped"
    if _of_others(scene, name, start, end):
        return "dropped"
    if name not in _NEXT and context.reaches("future", start):
        return "dropped"
    if context.reaches("source", start) and name != "task":
        return "dropped"
    if name not in _WISHES and context.reaches("if", start) and not _asks_choice(scene, start):
        return "dropped"
    if context.in_clause("meddling", start, end):
        return "dropped"
    if context.in_clause("command", start, end) and not (scene.has("intent.strong") or _of_model(scene, name, start)):
        return "dropped"
    if _asked(scene, name, start, end):
        open_plan = name in _PLANS and (context.in_clause("undecided", start, end) or _to_be_found_out(scene, end))
        return "open" if open_plan else "dropped"
    unsure = context.in_clause("unsure", start, end) and not (name in _OF_USERS and _users_ask(scene, start))
    if unsure and not (name in _ABOUT_TRAINING and _memory_asked(scene, start)):
        return "doubtful"
    return "told"


def _of_others(scene: Scene, name: str, start: int, end: int) -> bool:
    """Whether it is what others say, do or plan; what they measured holds all the same."""
    context = scene.context
    if context.reaches("others", start) and not (name == "baseline" and context.in_clause("measured", start, end)):
        return True
    return name in _OPINED and context.before_in_clause("hearsay", start)


def _of_model(scene: Scene, name: str, at: int) -> bool:
    """Whether the words before say what the model is to do: an order after them is one to the model."""
    return name in {"task", "tools"} and scene.context.before_in_clause("said_of_model", at)


def _asks_choice(scene: Scene, at: int) -> bool:
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    return any(sentence.start <= hit.start < sentence.end for hit in scene.under("intent.choose"))


def _asked(scene: Scene, name: str, start: int, end: int) -> bool:
    """Whether the clause asks about this very thing, rather than about the choice."""
    context = scene.context
    clause = scene.outline.clauses[scene.outline.clause(start)]
    if name in _ABOUT_TRAINING and _memory_asked(scene, start):
        return False
    for hit in context.marks.get("asks", ()):
        if not clause.start <= hit.start < clause.end:
            continue
        if name == "task" and context.between("said_of_model", clause.start, hit.start):
            continue
        if name in _OF_USERS and context.between("users_ask", clause.start, hit.start):
            continue
        if hit.start <= start < hit.end:
            return True
        before = hit.end <= start and start - hit.end <= 24
        after = hit.start >= end
        if not (before or after) or (after and name == "baseline"):
            continue
        if name in _ABOUT_PRODUCT and _variant_in(scene, clause.start, clause.end):
            continue
        if name not in _OF_VARIANTS and _variant_in(scene, min(start, hit.start), max(end, hit.end)) and not before:
            continue
        return True
    return False


def _to_be_found_out(scene: Scene, end: int) -> bool:
    """Whether one of the next clauses says that the writer will find out ("does CPT matter? Let me ask the team")."""
    place = scene.outline.clause(max(0, end - 1))
    marks = (mark for mark in scene.context.marks.get("finds_out", ()) if mark.start >= end)
    return any(scene.outline.clause(mark.start) - place <= _NEXT_FEW for mark in marks)


def _users_ask(scene: Scene, at: int) -> bool:
    """Whether the clause tells what those who use the model ask it."""
    clause = scene.outline.clauses[scene.outline.clause(at)]
    return scene.context.between("users_ask", clause.start, clause.end)


def _memory_asked(scene: Scene, at: int) -> bool:
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    return any(sentence.start <= hit.start < sentence.end for hit in scene.under("intent.memory"))


def _variant_in(scene: Scene, start: int, end: int) -> bool:
    return any(start <= hit.start < end for hit in scene.under("variant."))


def _denied_back(scene: Scene, name: str, hit: Hit) -> Claim | None:
    """`They insist on it, but we have no such plan`: what others say is denied for the user's own case."""
    value = scene.lexicon.denied.get(name, {}).get(hit.label.split(".")[2])
    if value is None:
        return None
    place = scene.outline.clause(hit.start)
    within = _NEXT_FEW - (name in _STATES)
    for mark in scene.context.marks.get("denial.back", ()):
        if mark.start >= hit.end and scene.outline.clause(mark.start) - place <= within:
            return Claim(name, value, hit.start, mark.end)
    return None


def _affirmed_back(scene: Scene, name: str, hit: Hit) -> Claim | None:
    """`They insist on it, and yes, we are doing that`: a plan that others speak of is the user's own."""
    if name not in _PLANS or not scene.context.reaches("others", hit.start):
        return None
    place = scene.outline.clause(hit.start)
    for mark in scene.context.marks.get("assent", ()):
        if mark.start >= hit.end and scene.outline.clause(mark.start) - place <= _NEXT_FEW:
            return Claim(name, hit.label.split(".")[2], hit.start, mark.end)
    return None
