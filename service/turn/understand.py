"""What a conversation has come to mean: every message read in its place, forms applied, models looked up.

History is read again from the users' words each turn, so that nothing but what they said and tapped can count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.domain.catalogue import Catalogue, One, Resolution, agreed_facts
from service.domain.conversation import Conversation, Form
from service.domain.decide import Engine
from service.domain.decision import Contradiction
from service.domain.facts import Facts, Language, Value, Values, parse_value
from service.domain.reading import Lexicon, read
from service.domain.reading.intent_model import IntentModel
from service.domain.records import StoredTurn
from service.domain.understanding import Asked, Intent, Understanding

_Place = tuple[str, Asked | None, Language | None, Intent | None]
"""A message, what was asked before it, the language so far, and what the message before wanted."""
REMEMBERED = 4096
"""Messages of which the reading is kept."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest message understood, the facts that hold after it and those that held before it."""

    understanding: Understanding
    facts: Facts
    contradictions: tuple[Contradiction, ...]
    before: Facts
    context: Values


@dataclass(frozen=True, slots=True)
class Ear:
    """What listening needs: the reader's words, what was learnt of intents, the engine's vocabulary and inferences,
    the catalogue."""

    lexicon: Lexicon
    engine: Engine
    catalogue: Catalogue
    intents: IntentModel | None = None
    memory: dict[_Place, Understanding] = field(default_factory=dict, compare=False)
    """Messages read before: history is read again each turn, and the same words always read the same."""

    def read(
        self, message: str, asked: Asked | None, language: Language | None, after: Intent | None = None
    ) -> Understanding:
        """One message, read in its place, with a second look at its intent. `after` is what the one before wanted."""
        key = (message, asked, language, after)
        known = self.memory.get(key)
        if known is None:
            known = read(
                message,
                self.lexicon,
                asked=asked,
                conversation_language=language,
                mentions=self.catalogue.mentions,
                learnt=self.intents,
                after=after,
            )
            if len(self.memory) >= REMEMBERED:
                self.memory.clear()
            self.memory[key] = known
        return known


def hear(ear: Ear, history: Sequence[StoredTurn], turn: StoredTurn) -> Heard:
    """Reads the whole conversation. Raises Faulty for a form value that does not exist."""
    talk = Conversation()
    asked: Asked | None = None
    for past in history:
        talk = talk.with_turn(_understood(ear, past, asked, talk), _form(ear.engine, past))
        asked = asked_in(ear.engine, past.answer)
    before = _facts(ear, talk)
    understanding = _understood(ear, turn, asked, talk)
    talk = talk.with_turn(understanding, _form(ear.engine, turn))
    facts = _facts(ear, talk)
    return Heard(understanding, facts, tuple(talk.contradictions.values()), before, _context(ear.catalogue, facts))


def asked_in(engine: Engine, answer: Mapping[str, Any] | None) -> Asked | None:
    """The question that a stored answer ended on."""
    question = ((answer or {}).get("decision") or {}).get("next_question")
    if not question or question["fact"] not in engine.vocabulary:
        return None
    options = tuple(parse_value(engine.vocabulary, question["fact"], item["value"]) for item in question["options"])
    return Asked(question["fact"], options)


def _understood(ear: Ear, turn: StoredTurn, asked: Asked | None, talk: Conversation) -> Understanding:
    """One message in its place; a language that was asked for outright beats the one it is written in."""
    understanding = ear.read(turn.question, asked, talk.language, talk.last.intent if talk.last else None)
    return understanding if turn.language is None else replace(understanding, language=turn.language, foreign=False)


def _form(engine: Engine, turn: StoredTurn) -> Form:
    return {name: None if raw is None else parse_value(engine.vocabulary, name, raw) for name, raw in turn.form.items()}


def _facts(ear: Ear, talk: Conversation) -> Facts:
    """The facts that hold now, with what the catalogue and the inferences add."""
    resolution = _named(ear.catalogue, talk.told())
    listed = agreed_facts(resolution) if resolution is not None else {}
    return talk.standing(ear.engine.inferences, listed).facts


def _named(catalogue: Catalogue, facts: Facts) -> Resolution | None:
    """What the conversation's `model` resolves to."""
    model = facts.get("model")
    return catalogue.resolve(model.value) if model is not None and isinstance(model.value, str) else None


def _context(catalogue: Catalogue, facts: Facts) -> dict[str, Value]:
    """What the catalogue says of the named model, for advice."""
    resolution = _named(catalogue, facts)
    if resolution is None:
        return {}
    context: dict[str, Value] = {f"catalogue_{name}": value for name, value in agreed_facts(resolution).items()}
    if isinstance(resolution, One):
        pair = resolution.pair
        for name, known in (("thinking", pair.thinking), ("shared_licence", pair.shared_licence)):
            if known.value in ("yes", "no"):
                context[name] = known.value
    return context
