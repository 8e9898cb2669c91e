"""A second look at a message's intent: what labelled messages taught decides, with the reading by words among its signs.

Questions about how and why use the same words as messages that ask which one to take ("from how many rows on is Base
better?"), stories state a case without any of them, and much that has nothing to do with models speaks of a base or of
tuning. A first message that does nothing but greet stands, and so does an answer to the question just asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from service.domain.reading.intent_model import IntentModel
from service.domain.reading.intents import Wanted
from service.domain.reading.signs import AWAY, IN_TALK, PLAIN, POSED, STRAY
from service.domain.understanding import Intent

TRUST: Mapping[tuple[Intent, bool], int] = MappingProxyType(
    {
        (Intent.CHOOSE, True): 500,
        (Intent.MODEL_LOOKUP, False): 3_000,
        (Intent.MEMORY, False): 3_000,
        (Intent.OUT_OF_SCOPE, True): 1_500,
    }
)
"""What the reading by words is worth by itself, by what it says and whether it is sure, in thousandths of a logit."""
OUTRIGHT = 3_000
"""What a choice asked for outright is worth besides."""
PUT = 2_500
"""What a choice put to somebody says for being one, however the words were read."""
ASTRAY = 4_000
"""What speaking of other matters alone, or leaving the subject, says for being out of scope."""
_KEPT = frozenset({(Intent.GREETING, False), (Intent.CHOOSE, True)})
"""Readings that stand when they are sure, by whether the message follows others."""


def second_look(first: Wanted, model: IntentModel, text: str, signs: Sequence[str]) -> Wanted:
    """What the message wants, looked at again; `text` is the folded message."""
    in_talk = IN_TALK in signs
    if first.sure and (first.intent, in_talk) in _KEPT:
        return first
    scores = model.scores(text, signs)
    if not in_talk:
        scores[first.intent] += TRUST.get((first.intent, first.sure), 0) + (OUTRIGHT if PLAIN in signs else 0)
        scores[Intent.CHOOSE] += PUT if POSED in signs else 0
        scores[Intent.OUT_OF_SCOPE] += ASTRAY if STRAY in signs else 0
    scores[Intent.OUT_OF_SCOPE] += ASTRAY if AWAY in signs else 0
    likeliest = min(scores, key=lambda intent: (-scores[intent], intent is not first.intent, intent))
    if likeliest is first.intent:
        return first
    asks_why = likeliest is Intent.CHOOSE and (first.explanation or first.intent is Intent.EXPLAIN)
    return replace(first, intent=likeliest, explanation=asks_why)
