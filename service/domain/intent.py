"""A second look at a message's intent: where the words alone mislead, what labelled messages taught decides.

Questions about how and why use the same words as messages that ask which one to take ("from how many rows on is Base
better?"). The classifier may only turn a choice or a message out of scope into a question about knowledge, and only
with a clear lead; it adds no fact.
"""

from dataclasses import replace

from service.domain.reading.intent_model import IntentModel
from service.domain.understanding import Intent, Understanding

LEAD = 5_000
"""By how much another intent must lead before a choice is taken back: no labelled choice comes near it."""
LEAD_WITH_CASE = 8_000
"""The same where the message states facts of a case."""
LEAD_FROM_NOTHING = 1_500
"""The same where the words alone found nothing to answer."""

_KNOWLEDGE = (Intent.EXPLAIN, Intent.MODEL_LOOKUP, Intent.MEMORY)


def second_look(first: Understanding, model: IntentModel, text: str) -> Understanding:
    """The understanding with its intent looked at again; `text` is the normalised message."""
    if first.intent not in (Intent.CHOOSE, Intent.OUT_OF_SCOPE):
        return first
    likeliest, lead = model.best(text)
    if likeliest not in _KNOWLEDGE or (likeliest is Intent.MODEL_LOOKUP and not first.model_mentions):
        return first
    if first.intent is Intent.OUT_OF_SCOPE:
        return replace(first, intent=likeliest) if lead >= LEAD_FROM_NOTHING else first
    case = any(said.name != "model" for said in first.statements) or first.contradictions
    if lead >= (LEAD_WITH_CASE if case else LEAD):
        return replace(first, intent=likeliest, wants_explanation=False)
    return first
