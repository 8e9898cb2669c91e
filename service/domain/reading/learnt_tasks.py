"""What the classifier of tasks makes of the clauses in which a message says what the model is for.

Knows where in a message a task may be told at all; what words weigh is learnt (`task_model`), and the phrases that name
a task outright come first (`tasks`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span, length, trimmed
from service.domain.reading.means import agreed, only_needed, served
from service.domain.reading.opinions import Guess, Opinions
from service.domain.reading.scene import Scene
from service.domain.reading.task_model import NONE
from service.domain.reading.tellings import CHOICE, ON_TOPIC, affirmed, holds, tells
from service.domain.reading.words import corrects, told

SURE = 1800
"""Lead, in thousandths of log odds, from which a class is believed where the message is about tuning."""
MEANT = 1200
"""The same where the clause says besides that it speaks of what the model is to do."""
ALONE = 3000
"""The same where nothing else in the message is about tuning."""
ELSEWHERE = 3600
"""The same for a clause that speaks of the training rows or states another fact."""
GAP = 1200
"""How far a phrase's task must lie behind another in its own clause to give way to it."""
LEAD = 800
"""The lead that the other must have over the third."""
NOTHING = 4500
"""The same where the clause rather speaks of no task at all."""
MAIN = 4
"""The weight from which a claim is the main one in the user's own words."""
OUTDONE = 1500
"""The same where the other task is named there, too."""
UNLISTED = 8000
"""The same where the two stand in a list."""
OUTSPOKEN = 3000
"""Lead from which a task is believed although a phrase names another one elsewhere, which is not borne out."""
BORNE = 1000
"""How far a phrase's task may lie behind the likeliest class of its clause for the phrase to be borne out."""
FIRM = 5000
"""Lead from which a clause is heard although words late in it rather say that it is not the user's own plan."""
_STEP = 1000
_LEAST = 4
"""Chinese characters, or English words twice over, that a clause must have."""
_FACTS = tuple(
    f"fact.{name}"
    for name in (
        "data_shape", "examples", "tools", "license", "baseline", "language_cover", "rl_next", "keep_general_ability",
        "public_facing",
    )
)  # fmt: skip
_IN, _OUT = ("scope.flow.in",), ("scope.flow.out",)
_RUN = 3
"""Clauses that are looked at together where none of them alone names a task."""
_FLOW = 4
"""Clauses that say at most what goes in and what comes out."""
_SAYS = ("fact.", "rows.noun", *CHOICE)
"""What is no mere item of a list."""
_ITEM = 6
"""Chinese characters, or English words twice over, that an item of a list has at most."""
COUNTED = r"[\d万千百][ ]?[多来余]?[条行段组份]"
"""So many rows, in Chinese."""
_ROWS_OF = re.compile(COUNTED + r"[^,.。;!?]{0,6}$")
"""Before a task's words: they name what so many rows hold (9 万条单轮指令问答)."""
_LIST = re.compile(r"\b(?:and|or|plus|then|also)\b|[和与及、加并又也还]|然后|再")


def opinions(scene: Scene, in_talk: bool) -> Opinions | None:
    """The classifier's opinions on a message, where there is a classifier. One that follows others (`in_talk`) is about
    tuning as they are."""
    model = scene.lexicon.tasks
    about = in_talk or any(scene.has(label) for label in ON_TOPIC)
    return Opinions(scene, model, about) if model else None


def overruled(views: Opinions, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether the clause in which a phrase names a task plainly speaks of another one that no phrase names there, or
    of none. A stage of raw text beside it takes away only what its own words name."""
    scene = views.scene
    if scene.has("scope.equal") or any(0 <= hit.start - claim.end <= 1 for hit in scene.under("rows.noun")):
        return False
    clause = clause_of(scene, claim)
    view = views.of(clause)
    if _as_rows(scene, claim) and (view.task != claim.value or view.lead < MEANT):
        return True
    named_there = {one.value for one in claims if clause_of(scene, one) == clause}
    if view.task == NONE:
        return view.behind(str(claim.value)) >= NOTHING
    if view.task == "domain_pretraining" and scene.has("scope.stage"):
        return any(
            hit.start < claim.end and claim.start < hit.end for hit in scene.under("topic.continued_pretraining")
        )
    return view.lead >= LEAD and view.behind(str(claim.value)) >= GAP and view.task not in named_there


def _as_rows(scene: Scene, claim: Claim) -> bool:
    """Whether the words before a claim speak of the rows, and not of what they are for."""
    context = scene.context
    if context.before_in_clause("purpose", claim.start):
        return False
    clause = clause_of(scene, claim)
    counted = _ROWS_OF.search(scene.text, clause.start, claim.start) is not None
    return counted or context.before_in_clause("data", claim.start)


def borne_out(views: Opinions, claims: Sequence[Claim]) -> list[Claim]:
    """Of claims that disagree, those whose clauses say so as the classifier reads them too, if no other claim finds
    such support; else all."""
    if len({claim.value for claim in claims}) < 2 or any(claim.weight >= MAIN for claim in claims):
        return list(claims)
    claims = [claim for claim in claims if not _outdone(views, claim, claims)]
    seen = [(claim, views.of(clause_of(views.scene, claim))) for claim in claims]
    firm = [claim for claim, view in seen if view.task == claim.value and view.lead >= SURE]
    rest = [(claim, view.task) for claim, view in seen if claim not in firm]
    if any(task == claim.value or _in_a_list(views.scene, claim, firm) for claim, task in rest):
        return list(claims)
    return firm or list(claims)


def _in_a_list(scene: Scene, claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether a claim is listed beside one of the others in the same clause."""
    return any(clause_of(scene, one) == clause_of(scene, claim) and _listed(scene, one, claim) for one in others)


def _outdone(views: Opinions, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether the clause of a claim names another task besides, and the classifier is sure that it is that one."""
    scene = views.scene
    clause = clause_of(scene, claim)
    rivals = [one for one in claims if one.value != claim.value and clause_of(scene, one) == clause]
    view = views.of(clause)
    if view.lead < SURE:
        return False
    behind = view.behind(str(claim.value))
    return any(
        one.value == view.task and behind >= (UNLISTED if _listed(scene, one, claim) else OUTDONE) for one in rivals
    )


def _listed(scene: Scene, one: Claim, other: Claim) -> bool:
    """Whether two claims stand side by side in a list ("summarising podcasts and tagging them")."""
    low, high = sorted((one, other), key=lambda claim: claim.start)
    return bool(_LIST.search(scene.text[low.end : high.start]))


def clause_of(scene: Scene, claim: Claim) -> Span:
    """The clause in which a claim begins."""
    return scene.outline.clauses[scene.outline.clause(claim.start)]


def learnt_claims(views: Opinions) -> list[Claim]:
    """The claims about `task` that the classifier is sure of, one for each task that it finds, in order."""
    scene = views.scene
    if scene.has("scope.task_open") or scene.has("scope.meddling"):
        return []
    best: dict[str, Guess] = {}
    for guess in _guesses(views):
        if guess.task not in best or guess.lead > best[guess.task].lead:
            best[guess.task] = guess
    if only_needed(scene, best):
        found = served(views, best["tool_use"].span)
        best = {found.task: found} if found else {} if agreed(scene) else best
    claims = []
    for guess in sorted(best.values(), key=lambda guess: guess.span.start):
        start, end = guess.span.start, guess.span.end
        past = scene.context.in_clause("past", start, start)
        claims.append(
            Claim("task", guess.task, start, end, guess.lead // _STEP, past=past, corrects=corrects(scene, start))
        )
    return claims


def _guesses(views: Opinions) -> Iterator[Guess]:
    """One for each clause that names a task, and for a few side by side of which none does alone."""
    scene = views.scene
    told = [said for span in scene.outline.clauses if _heard(views, span) and (said := affirmed(scene, span))]
    spans = list(_with_lists(views, _flowing(scene, told)))
    sure = [guess for span in spans if (guess := _guess(views, span))]
    yield from sure
    if sure:
        return
    yield from (guess for span in _runs(spans) if (guess := _guess(views, span)))


def _runs(spans: Sequence[Span]) -> Iterator[Span]:
    """Stretches of two or three that stand side by side."""
    for size in range(2, _RUN + 1):
        for at in range(len(spans) - size + 1):
            run = spans[at : at + size]
            if all(one.end == other.start for one, other in pairwise(run)):
                yield Span(run[0].start, run[-1].end)


def outspoken(views: Opinions, claims: Sequence[Claim]) -> list[Claim]:
    """The claims by phrases, but what the classifier finds instead where it is sure of one other task elsewhere in the
    message and takes the clauses of all the claims to speak of something else."""
    if any(claim.weight >= MAIN for claim in claims) or views.scene.has("scope.equal"):
        return list(claims)
    if any(views.of(clause_of(views.scene, claim)).behind(str(claim.value)) < BORNE for claim in claims):
        return list(claims)
    named = {claim.value for claim in claims}
    firm = [claim for claim in learnt_claims(views) if claim.weight * _STEP >= OUTSPOKEN and claim.value not in named]
    return firm if len(firm) == 1 else list(claims)


def _heard(views: Opinions, span: Span) -> bool:
    """Whether a clause may tell of the user's own task: nothing in it says that it does not, or the classifier is sure
    enough that it does all the same."""
    scene = views.scene
    if tells(scene, span):
        return True
    if not views.about:
        return False
    middle, end = (told(scene, "task", at, at + 1) for at in ((span.start + span.end) // 2, span.end - 1))
    if middle == "dropped":
        return False
    view = views.of(span)
    return view.task not in (NONE, "domain_pretraining") and view.lead >= (FIRM if end == "dropped" else ELSEWHERE)


def _flowing(scene: Scene, spans: Sequence[Span]) -> Iterator[Span]:
    """The stretches, but one for all of "ingredients go in, | a recipe comes out"; of rows told together with what
    they are for, what they are for alone."""
    at = 0
    while at < len(spans):
        through = _flow(scene, spans[at : at + _FLOW])
        if through > 1:
            yield Span(spans[at].start, spans[at + through - 1].end)
        else:
            yield _purpose(scene, spans[at])
        at += through


def _with_lists(views: Opinions, spans: Iterable[Span]) -> Iterator[Span]:
    """The stretches, each with the items of the list that it opens ("give breed, | colour, | place, | phone")."""
    rest = list(spans)
    while rest:
        items = _items(views, rest)
        yield Span(rest[0].start, rest[items].end)
        rest = rest[items + 1 :]


def _items(views: Opinions, spans: Sequence[Span]) -> int:
    """How many stretches behind the first are items of a list that it opens: short ones that say nothing by themselves.
    A single one is none."""
    scene, count = views.scene, 0
    for before, span in pairwise(spans):
        comma = scene.text[before.start : before.end].rstrip().endswith(",")
        short = length(scene.text, span) <= _ITEM
        if before.end != span.start or not comma or not short or holds(scene, span, _SAYS) or _guess(views, span):
            break
        count += 1
    return count if count > 1 else 0


def _flow(scene: Scene, spans: Sequence[Span]) -> int:
    """How many stretches, one after the other, say together what goes in and what comes out; one where they do not."""
    if not holds(scene, spans[0], _IN):
        return 1
    for number, (before, span) in enumerate(pairwise(spans), 2):
        if before.end != span.start:
            return 1
        if holds(scene, span, _OUT):
            label = scene.text[span.start : span.end].rstrip().endswith(":")
            return number + (label and number < len(spans) and spans[number].start == span.end)
    return 1


def _purpose(scene: Scene, span: Span) -> Span:
    """What follows "rows for", where a clause speaks of rows first."""
    if not (scene.context.in_clause("data", span.start, span.start) or holds(scene, span, _FACTS)):
        return span
    marks = [hit for hit in scene.under("scope.serves") if span.start <= hit.start and hit.end < span.end]
    return Span(marks[0].start, span.end) if marks else span


def _guess(views: Opinions, span: Span) -> Guess | None:
    scene = views.scene
    if length(scene.text, span) < _LEAST:
        return None
    view = views.of(span)
    meant = scene.context.in_clause("said_of_model", span.start, span.start) or _hinted(scene, span, view.task)
    needed = ALONE if not views.about or holds(scene, span, CHOICE) else MEANT if meant else SURE
    needed = ELSEWHERE if _elsewhere(scene, span) else needed
    if view.task == NONE or view.lead < needed or (view.task == "domain_pretraining" and scene.has("scope.stage")):
        return None
    return Guess(trimmed(scene.text, span), view.task, view.lead)


def _hinted(scene: Scene, span: Span, task: str) -> bool:
    """Whether words that may mean the task stand in the clause."""
    return holds(scene, span, (f"weak.task.{task}",))


def _elsewhere(scene: Scene, span: Span) -> bool:
    """Whether the clause speaks of the training rows or states another fact."""
    return holds(scene, span, _FACTS) or scene.context.in_clause("data", span.start, span.start)
