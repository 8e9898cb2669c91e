"""A second look at a message's intent: what labelled messages taught is weighed against what the words say.

Questions about how and why use the same words as messages that ask which one to take ("from how many rows on is Base
better?"), and stories state a case without any of them. The classifier's score of each intent stands; the reading by
words speaks for its own, the more so the more facts of a case it found. Whoever is ahead has it. No fact is added here.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from service.domain.reading.intent_model import IntentModel
from service.domain.understanding import Intent, Understanding

TRUST: Mapping[Intent, int] = MappingProxyType(
    {
        Intent.CHOOSE: 1_500,
        Intent.EXPLAIN: 1_000,
        Intent.MODEL_LOOKUP: 2_000,
        Intent.MEMORY: 2_000,
        Intent.GREETING: 2_000,
        Intent.OUT_OF_SCOPE: 1_500,
    }
)
"""What the reading by words is worth, by what it says, in thousandths of a logit as the scores are."""
PER_FACT = 600
"""What each fact of a case speaks for a choice, up to `FACTS_THAT_COUNT`."""
FACTS_THAT_COUNT = 3

_FACTS_KEPT: Mapping[Intent, frozenset[str]] = MappingProxyType(
    {
        Intent.MODEL_LOOKUP: frozenset({"model"}),
        Intent.MEMORY: frozenset({"model", "method", "gpu_memory_gb", "examples"}),
        Intent.GREETING: frozenset(),
        Intent.OUT_OF_SCOPE: frozenset(),
    }
)


def second_look(first: Understanding, model: IntentModel, text: str) -> Understanding:
    """The understanding with its intent looked at again; `text` is the normalised message. A reading that is sure of
    its words stands."""
    if first.sure:
        return first
    scores = model.scores(text)
    scores[first.intent] = scores.get(first.intent, 0) + TRUST[first.intent]
    facts = sum(1 for said in first.statements if said.name != "model") + len(first.contradictions)
    scores[Intent.CHOOSE] = scores.get(Intent.CHOOSE, 0) + PER_FACT * min(FACTS_THAT_COUNT, facts)
    likeliest = min(scores, key=lambda intent: (-scores[intent], intent is not first.intent, intent))
    return first if likeliest is first.intent else _turned(first, likeliest)


def _turned(first: Understanding, intent: Intent) -> Understanding:
    """The understanding with another intent, and only the facts that count with that."""
    asks_why = intent is Intent.CHOOSE and first.intent is Intent.EXPLAIN
    turned = replace(first, intent=intent, wants_explanation=asks_why)
    kept = _FACTS_KEPT.get(intent)
    if kept is None:
        return turned
    return replace(
        turned,
        statements=tuple(said for said in first.statements if said.name in kept),
        contradictions=tuple(item for item in first.contradictions if item.fact in kept),
        doubts=tuple(doubt for doubt in first.doubts if doubt.name in kept),
    )
