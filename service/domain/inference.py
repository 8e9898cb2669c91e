"""Which facts follow from which, and which of several given values holds. Knows no policy.

Source: design of the facts, "Inference" and "Which value holds". An inferred fact lives only as long as its basis.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.facts import Fact, Facts, Source, Value, Values


@dataclass(frozen=True, slots=True)
class Inference:
    """`basis = given` implies `fact = value`, unless `fact` is given itself."""

    basis: str
    given: str
    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class Given:
    """One value given for a fact, or None where the user takes the fact back."""

    name: str
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts that hold, inferred ones included, and the given values that newer ones replaced, oldest first."""

    facts: Facts
    replaced: tuple[Given, ...]


def closed(values: Values, inferences: Iterable[Inference]) -> dict[str, Value]:
    """The values with everything that follows from them; what is given beats what is inferred. Idempotent."""
    out = dict(values)
    for inference in inferences:
        if inference.fact not in values and values.get(inference.basis) == inference.given:
            out[inference.fact] = inference.value
    return out


def given_only(facts: Facts) -> dict[str, Fact]:
    """The facts that were given: without the inferred ones."""
    return {name: fact for name, fact in facts.items() if fact.source is not Source.INFERRED}


def inferred(facts: Facts, inferences: Iterable[Inference]) -> dict[str, Fact]:
    """The given facts with their inferences drawn afresh: what was inferred before is dropped first. Idempotent."""
    given = given_only(facts)
    values = {name: fact.value for name, fact in given.items()}
    out = dict(given)
    for inference in inferences:
        if inference.fact not in given and values.get(inference.basis) == inference.given:
            out[inference.fact] = Fact(inference.value, Source.INFERRED, basis=inference.basis)
    return out


def standing(
    givens: Sequence[Given], inferences: Iterable[Inference], contradicted: frozenset[str] = frozenset()
) -> Standing:
    """The facts that hold after `givens`, oldest first: the newest of stated and form, then the newest of the
    catalogue, then what follows. A name in `contradicted` stays unknown; a retraction leaves the catalogue's value."""
    told: dict[str, Fact] = {}
    looked_up: dict[str, Fact] = {}
    replaced: list[Given] = []
    for given in givens:
        if given.fact is not None and given.fact.source is Source.INFERRED:
            continue
        layer = looked_up if given.fact is not None and given.fact.source is Source.CATALOGUE else told
        before = layer.pop(given.name, None)
        if before is not None and before != given.fact:
            replaced.append(Given(given.name, before))
        if given.fact is not None:
            layer[given.name] = given.fact
    holding = {name: fact for name, fact in (looked_up | told).items() if name not in contradicted}
    return Standing(inferred(holding, inferences), tuple(replaced))
