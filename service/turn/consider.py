"""From what was heard to what is to be said: the decision, where the conversation stood, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.compose import Earlier, Material, asked_besides, named_models
from service.domain.decide import Engine, decide
from service.domain.decision import Decision
from service.domain.evidence import Passage
from service.domain.understanding import Intent
from service.turn.ports import Retriever
from service.turn.understand import Heard

PASSAGES = 6
KNOWLEDGE = (Intent.EXPLAIN, Intent.MODEL_LOOKUP, Intent.MEMORY)
"""Intents whose questions are looked up in the knowledge base."""


@dataclass(frozen=True, slots=True)
class Considered:
    """What this turn decides (nothing unless the intent is to choose), what stood before it, and what to store."""

    decision: Decision | None
    second_opinion: Decision | None
    earlier: Earlier | None
    records: Mapping[str, Mapping[str, Any]]


def consider(engine: Engine, heard: Heard, policy: str, *, decided_before: bool) -> Considered:
    """Decides where there is something to choose; else says where the conversation stands."""
    said = heard.understanding
    choosing = said.intent is Intent.CHOOSE
    earlier = None
    if decided_before:
        facts = heard.before if choosing else heard.facts
        before = decide(engine, facts, policy=policy, language=said.language)
        earlier = Earlier(before.facts, before.decision)
    if not choosing:
        return Considered(None, None, earlier, {})
    now = decide(
        engine,
        heard.facts,
        policy=policy,
        language=said.language,
        contradictions=heard.contradictions,
        context=heard.context,
    )
    return Considered(now.decision, now.second_opinion, earlier, now.records())


def gather(heard: Heard, considered: Considered, question: str, retriever: Retriever, catalogue: Catalogue) -> Material:
    """Everything the composer works from."""
    said = heard.understanding
    passages: tuple[Passage, ...] = ()
    if said.intent in KNOWLEDGE or said.wants_explanation:
        query = asked_besides(question) if said.wants_explanation else question
        passages = tuple(retriever.search(query, language=said.language, top=PASSAGES))
    return Material(
        question=question,
        understanding=said,
        facts=heard.facts,
        decision=considered.decision,
        second_opinion=considered.second_opinion,
        passages=passages,
        models=named_models(catalogue, question, {name: fact.value for name, fact in heard.facts.items()}),
        earlier=considered.earlier,
    )
