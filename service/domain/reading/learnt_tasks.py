"""What the classifier of tasks makes of the clauses in which a message says what the model is for.

Knows where in a message a task may be told at all; what words weigh is learnt (`task_model`), and the phrases that name
a task outright come first (`tasks`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.domain.reading.claims import Claim
from service.domain.reading.clauses import Span
from service.domain.reading.lexicon import Lexicon
from service.domain.reading.normal import normal
from service.domain.reading.scene import Scene
from service.domain.reading.scene import scene as scene_of
from service.domain.reading.task_model import NONE, TaskModel, pieces
from service.domain.reading.words import corrects, told

SURE = 1500
"""Lead, in thousandths of log odds, from which a class is believed where the message is about tuning."""
MEANT = 1000
"""The same where the clause says besides that it speaks of what the model is to do."""
ALONE = 2500
"""The same where nothing else in the message is about tuning."""
ELSEWHERE = 3000
"""The same for a clause that speaks of the training rows or states another fact."""
GAP = 4000
"""How far a phrase's task must lie behind another in its own clause to give way to it."""
OUTDONE = 1500
"""The same where the other task is named there, too."""
LEAD = 1500
"""The lead that the other must have over the third."""
_STEP = 1000
_TAIL = 4
"""Chinese characters, or English words twice over, that may follow a denial at the end of a clause."""
_LEAST = 4
"""Chinese characters, or English words twice over, that a clause must have."""
_NOISE = ("variant.", "intent.choose", "intent.pick", "fact.method", "fact.resources", "mask.no_task")
_FACTS = tuple(
    f"fact.{name}" for name in ("data_shape", "examples", "tools", "license", "baseline", "language_cover", "rl_next")
)
_CHOICE = ("variant", "intent.choose", "intent.pick")
_ON_TOPIC = (*_CHOICE, "intent.strong")
_SPOKEN_TO_US = ("intent.request", "intent.explain")
_EDGES = " ,.;:!?()。\"'\x00-…"
_LIST = re.compile(r"\b(?:and|or|plus|then)\b|[和与及、加并]|然后|再")
_WIDE = re.compile(r"[\u2e80-\uffff]|[a-z]+")


@dataclass(frozen=True, slots=True)
class _Guess:
    span: Span
    task: str
    lead: int


def lesson(text: str, lexicon: Lexicon) -> set[str]:
    """What the classifier would look at were `text` a clause of a message."""
    folded = normal(text, lexicon.simplified)
    view = scene_of(folded, folded.text, lexicon)
    return bag(view, Span(0, len(view.text)))


def bag(scene: Scene, span: Span) -> set[str]:
    """What the classifier looks at in a stretch: pieces of its text, and what the phrases found there stand for."""
    model = scene.lexicon.tasks
    found = pieces(_bare(scene, span), model.kinds if model else {})
    for hit in scene.hits:
        if span.start <= hit.start and hit.end <= span.end and not hit.label.startswith(_NOISE):
            found.add("!" + hit.label)
    return found


def overruled(scene: Scene, claim: Claim) -> bool:
    """Whether the clause in which a phrase names a task plainly speaks of another one."""
    model = scene.lexicon.tasks
    if model is None:
        return False
    scores = model.scores(bag(scene, _clause(scene, claim)))
    task, lead = model.best(scores)
    if task in (NONE, claim.value) or lead < LEAD:
        return False
    return scores[task] - scores.get(str(claim.value), 0) >= GAP


def borne_out(scene: Scene, claims: Sequence[Claim]) -> list[Claim]:
    """Of claims that disagree, those whose clauses say so as the classifier reads them too, if no other claim finds
    such support; else all."""
    model = scene.lexicon.tasks
    if model is None or len({claim.value for claim in claims}) < 2:
        return list(claims)
    claims = [claim for claim in claims if not _outdone(scene, claim, claims)]
    best = [model.best(model.scores(bag(scene, _clause(scene, claim)))) for claim in claims]
    firm = [claim for claim, (task, lead) in zip(claims, best, strict=True) if task == claim.value and lead >= SURE]
    rest = [(claim, task) for claim, (task, _) in zip(claims, best, strict=True) if claim not in firm]
    if any(task == claim.value or _in_a_list(scene, claim, firm) for claim, task in rest):
        return list(claims)
    return firm or list(claims)


def _in_a_list(scene: Scene, claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether a claim is listed beside one of the others in the same clause."""
    return any(_clause(scene, one) == _clause(scene, claim) and _listed(scene, one, claim) for one in others)


def _outdone(scene: Scene, claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether the clause of a claim names another task besides, and the classifier is sure that it is that one."""
    model = scene.lexicon.tasks
    clause = _clause(scene, claim)
    rivals = {
        one.value
        for one in claims
        if one.value != claim.value and _clause(scene, one) == clause and not _listed(scene, one, claim)
    }
    if model is None or not rivals:
        return False
    scores = model.scores(bag(scene, clause))
    task, lead = model.best(scores)
    return task in rivals and lead >= SURE and scores[task] - scores.get(str(claim.value), 0) >= OUTDONE


def _listed(scene: Scene, one: Claim, other: Claim) -> bool:
    """Whether two claims stand side by side in a list ("summarising podcasts and tagging them")."""
    low, high = sorted((one, other), key=lambda claim: claim.start)
    return bool(_LIST.search(scene.text[low.end : high.start]))


def _clause(scene: Scene, claim: Claim) -> Span:
    return scene.outline.clauses[scene.outline.clause(claim.start)]


def learnt_claims(scene: Scene) -> list[Claim]:
    """The claims about `task` that the classifier is sure of, one for each task that it finds, in order."""
    model = scene.lexicon.tasks
    if model is None or scene.has("scope.task_open") or scene.has("scope.meddling"):
        return []
    best: dict[str, _Guess] = {}
    for guess in _guesses(scene, model):
        if guess.task not in best or guess.lead > best[guess.task].lead:
            best[guess.task] = guess
    claims = []
    for guess in sorted(best.values(), key=lambda guess: guess.span.start):
        start, end = guess.span.start, guess.span.end
        past = scene.context.in_clause("past", start, start)
        claims.append(
            Claim("task", guess.task, start, end, guess.lead // _STEP, past=past, corrects=corrects(scene, start))
        )
    return claims


def _guesses(scene: Scene, model: TaskModel) -> Iterator[_Guess]:
    """One for each clause that names a task, and for two side by side of which neither does alone."""
    about = any(scene.has(label) for label in _ON_TOPIC)
    spans = [said for span in scene.outline.clauses if _tells(scene, span) and (said := _affirmed(scene, span))]
    sure = [guess for span in spans if (guess := _guess(scene, model, span, about))]
    yield from sure
    if sure:
        return
    for one, other in pairwise(spans):
        if one.end == other.start and (guess := _guess(scene, model, Span(one.start, other.end), about)):
            yield guess


def _guess(scene: Scene, model: TaskModel, span: Span, about: bool) -> _Guess | None:
    text = _bare(scene, span)
    if sum(1 if word > "\u2e7f" else 2 for word in _WIDE.findall(text)) < _LEAST:
        return None
    task, lead = model.best(model.scores(bag(scene, span)))
    meant = scene.context.in_clause("said_of_model", span.start, span.start)
    needed = ALONE if not about or _holds(scene, span, _CHOICE) else MEANT if meant else SURE
    needed = ELSEWHERE if _elsewhere(scene, span) else needed
    if task == NONE or lead < needed or (task == "domain_pretraining" and scene.has("scope.stage")):
        return None
    start, end = span.start, span.end
    while scene.text[start] in _EDGES:
        start += 1
    while scene.text[end - 1] in _EDGES:
        end -= 1
    return _Guess(Span(start, end), task, lead)


def _elsewhere(scene: Scene, span: Span) -> bool:
    """Whether the clause speaks of the training rows or states another fact."""
    return _holds(scene, span, _FACTS) or scene.context.in_clause("data", span.start, span.start)


def _holds(scene: Scene, span: Span, labels: Iterable[str]) -> bool:
    return any(span.start <= hit.start < span.end for label in labels for hit in scene.under(label))


def _bare(scene: Scene, span: Span) -> str:
    """The clause without the words that say something else: variants, methods, what is asked."""
    text = list(scene.text[span.start : span.end])
    for label in _NOISE:
        for hit in scene.under(label):
            if span.start <= hit.start and hit.end <= span.end:
                text[hit.start - span.start : hit.end - span.start] = " " * (hit.end - hit.start)
    return "".join(text)


def _tells(scene: Scene, span: Span) -> bool:
    """Whether a clause may tell of the user's own task: nothing in it denies, supposes, doubts or asks."""
    at = span.end - 1
    context = scene.context
    if any(context.in_clause(label, span.start, span.start) for label in ("minor", "unsure", "nobody")):
        return False
    if _closed_by_denial(scene, span):
        return False
    if _spoken_to_us(scene, span):
        return False
    return not _off_topic(scene, at) and told(scene, "task", at, at + 1) == "told"


def _affirmed(scene: Scene, span: Span) -> Span | None:
    """The clause up to its first denial, nothing where it opens with one ("a pirate who | never breaks character")."""
    marks = (hit.start for kind in ("near", "far") for hit in scene.context.marks.get(f"denial.{kind}", ()))
    end = min((start for start in marks if span.start <= start < span.end), default=span.end)
    return Span(span.start, end) if scene.text[span.start : end].strip(_EDGES) else None


def _closed_by_denial(scene: Scene, span: Span) -> bool:
    """Whether a denial ends the clause and so denies what it says ("summaries are off the table")."""
    marks = [hit for hit in scene.context.marks.get("denial.after", ()) if span.start <= hit.start < span.end]
    return any(scene.context.distance(hit.end, span.end) <= _TAIL for hit in marks)


def _spoken_to_us(scene: Scene, span: Span) -> bool:
    """Whether the clause asks something of the assistant, and is not about what the model is to do."""
    if scene.context.in_clause("said_of_model", span.start, span.start):
        return False
    return _holds(scene, span, _SPOKEN_TO_US) or scene.context.in_clause("command", span.start, span.start)


def _off_topic(scene: Scene, at: int) -> bool:
    """Whether the sentence asks something else than which variant to take."""
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    return sentence.question and not _holds(scene, sentence, _ON_TOPIC)
