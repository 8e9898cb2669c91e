"""The real shelf of knowledge, and short ways to a turn's material and its text. Built once for all tests."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from service.adapters.knowledge import read_entries
from service.domain.brief import Brief, composed
from service.domain.catalogue import Catalogue
from service.domain.catalogue_data import read_catalogue
from service.domain.compose import Earlier, Material, Shelf, compose, named_models, phrases_from
from service.domain.decide import Decided, decide
from service.domain.decision import Contradiction
from service.domain.evidence import Passage
from service.domain.facts import Language
from service.domain.understanding import Doubt, Intent, Understanding
from tests.engines import KNOWLEDGE, POLICIES, book, engine, facts, policy, toml


@cache
def catalogue() -> Catalogue:
    """The checkpoints of knowledge/catalogue."""
    names = sorted(path.name for path in (KNOWLEDGE / "catalogue").glob("*.toml"))
    return read_catalogue({name.removesuffix(".toml"): toml(f"catalogue/{name}") for name in names})


@cache
def shelf() -> Shelf:
    """Everything under knowledge/ that the composer uses."""
    entries, refused = read_entries(KNOWLEDGE / "entries")
    assert not refused
    names = sorted(path.name for path in (KNOWLEDGE / "phrases").glob("*.toml"))
    phrases = phrases_from({name.removesuffix(".toml"): toml(f"phrases/{name}") for name in names})
    return Shelf(book().vocabulary, {name: policy(name) for name in POLICIES}, entries, phrases, catalogue())


def decided(
    language: Language, policy_name: str = "guide", contradictions: Sequence[Contradiction] = (), **raw: Any
) -> Decided:
    """Both policies' decisions on facts given as on a command line."""
    return decide(engine(), facts(**raw), policy=policy_name, language=language, contradictions=contradictions)


def choosing(
    language: Language,
    policy_name: str = "guide",
    *,
    question: str = "",
    earlier: dict[str, Any] | None = None,
    contradictions: Sequence[Contradiction] = (),
    doubts: Sequence[Doubt] = (),
    taken_back: Sequence[str] = (),
    passages: Sequence[str] = (),
    foreign: bool = False,
    **raw: Any,
) -> Material:
    """A turn that chooses, with the facts `raw`; `earlier` are the facts before it; `passages` are entry ids."""
    now = decided(language, policy_name, contradictions, **raw)
    before = decided(language, policy_name, **earlier) if earlier is not None else None
    return Material(
        question=question,
        understanding=Understanding(
            language,
            Intent.CHOOSE,
            contradictions=tuple(contradictions),
            doubts=tuple(doubts),
            taken_back=tuple(taken_back),
            wants_explanation=bool(passages),
            foreign=foreign,
        ),
        facts=now.facts,
        decision=now.decision,
        second_opinion=now.second_opinion,
        passages=found(passages, language),
        models=named_models(catalogue(), question, {name: fact.value for name, fact in now.facts.items()}),
        earlier=Earlier(before.facts, before.decision) if before else None,
    )


def informing(
    language: Language,
    intent: Intent,
    question: str = "",
    passages: Sequence[str] = (),
    earlier: dict[str, Any] | None = None,
    foreign: bool = False,
    **raw: Any,
) -> Material:
    """A turn that decides nothing."""
    before = decided(language, **earlier) if earlier is not None else None
    given = facts(**raw)
    return Material(
        question=question,
        understanding=Understanding(language, intent, foreign=foreign),
        facts=given,
        passages=found(passages, language),
        models=named_models(catalogue(), question, {name: fact.value for name, fact in given.items()}),
        earlier=Earlier(before.facts, before.decision) if before else None,
    )


def found(names: Sequence[str], language: Language) -> tuple[Passage, ...]:
    """Entries as a search gives them, best first."""
    return tuple(
        Passage(name, entry.texts[language].title, entry.texts[language].text, 1.0 / rank, entry.status)
        for rank, name in enumerate(names, 1)
        for entry in [shelf().entries[name]]
    )


def brief(material: Material) -> Brief:
    """The composed brief on the real shelf."""
    return compose(material, shelf())


def text(material: Material) -> str:
    """The whole answer with no model."""
    return composed(brief(material))
