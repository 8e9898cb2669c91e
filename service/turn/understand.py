"""What a conversation has come to mean: every message read in its place, forms applied, models looked up.

History is read again from the users' words each turn, so that nothing but what they said and tapped can count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.domain.catalogue import Catalogue, One, agreed_facts
from service.domain.decide import Engine
from service.domain.decision import Contradiction
from service.domain.facts import Fact, Facts, Language, Source, Values, parse_value
from service.domain.inference import Given, standing
from service.domain.intent import second_look
from service.domain.reading import Lexicon, read
from service.domain.reading.intent_model import IntentModel
from service.domain.reading.normal import normal
from service.domain.records import StoredTurn
from service.domain.understanding import Asked, Understanding

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
    memory: dict[tuple[str, Asked | None, Language | None], Understanding] = field(default_factory=dict, compare=False)
    """Messages read before: history is read again each turn, and the same words always read the same."""

    def read(self, message: str, asked: Asked | None, language: Language | None) -> Understanding:
        """One message, read in its place, with a second look at its intent."""
        key = (message, asked, language)
        known = self.memory.get(key)
        if known is None:
            known = read(
                message,
                self.lexicon,
                asked=asked,
                conversation_language=language,
                mentions=self.catalogue.mentions,
            )
            if asked is None and self.intents is not None:
                known = second_look(known, self.intents, normal(message, self.lexicon.simplified).text)
            if len(self.memory) >= REMEMBERED:
                self.memory.clear()
            self.memory[key] = known
        return known


def hear(ear: Ear, history: Sequence[StoredTurn], turn: StoredTurn) -> Heard:
    """Reads the whole conversation. Raises Faulty for a form value that does not exist."""
    tally = _Tally(ear)
    language: Language | None = None
    asked: Asked | None = None
    for past in history:
        language = tally.add(past, asked, language).language
        asked = asked_in(ear.engine, past.answer)
    before = tally.facts()
    understanding = tally.add(turn, asked, language)
    facts = tally.facts()
    return Heard(understanding, facts, tuple(tally.contradictions.values()), before, tally.context(facts))


def asked_in(engine: Engine, answer: Mapping[str, Any] | None) -> Asked | None:
    """The question that a stored answer ended on."""
    question = ((answer or {}).get("decision") or {}).get("next_question")
    if not question or question["fact"] not in engine.vocabulary:
        return None
    options = tuple(parse_value(engine.vocabulary, question["fact"], item["value"]) for item in question["options"])
    return Asked(question["fact"], options)


class _Tally:
    """Adds up turns: what was given, in order, and which facts are contradicted now."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._givens: list[Given] = []
        self.contradictions: dict[str, Contradiction] = {}

    def add(self, turn: StoredTurn, asked: Asked | None, language: Language | None) -> Understanding:
        understanding = self._ear.read(turn.question, asked, language)
        if turn.language is not None:
            understanding = replace(understanding, language=turn.language, foreign=False)
        for name in understanding.taken_back:
            self._give(name, None)
        for said in understanding.statements:
            self._give(said.name, Fact(said.value, Source.STATED, quote=said.quote))
        for item in understanding.contradictions:
            self._give(item.fact, None)
            self.contradictions[item.fact] = item
        for name, raw in turn.form.items():
            value = None if raw is None else parse_value(self._ear.engine.vocabulary, name, raw)
            self._give(name, None if value is None else Fact(value, Source.FORM))
        return understanding

    def _give(self, name: str, fact: Fact | None) -> None:
        self.contradictions.pop(name, None)
        self._givens.append(Given(name, fact))

    def facts(self) -> Facts:
        """The facts that hold now, with what the catalogue and the inferences add."""
        inferences, contradicted = self._ear.engine.inferences, frozenset(self.contradictions)
        told = standing(self._givens, inferences, contradicted).facts
        looked_up = [Given(name, Fact(value, Source.CATALOGUE, basis="model")) for name, value in self._listed(told)]
        return standing([*looked_up, *self._givens], inferences, contradicted).facts

    def _listed(self, facts: Facts) -> list[tuple[str, str]]:
        model = facts.get("model")
        if model is None or not isinstance(model.value, str):
            return []
        return list(agreed_facts(self._ear.catalogue.resolve(model.value)).items())

    def context(self, facts: Facts) -> dict[str, Any]:
        """What the catalogue says of the named model, for advice."""
        model = facts.get("model")
        if model is None or not isinstance(model.value, str):
            return {}
        resolution = self._ear.catalogue.resolve(model.value)
        listed = agreed_facts(resolution)
        context: dict[str, Any] = {f"catalogue_{name}": value for name, value in listed.items()}
        if isinstance(resolution, One):
            for name, value in (
                ("thinking", resolution.pair.thinking),
                ("shared_licence", resolution.pair.shared_licence),
            ):
                if value.value in ("yes", "no"):
                    context[name] = value.value
        return context
