"""A list of conditions compiled to bit masks: for each value of each fact, the conjuncts that it does not rule out.

The conditions that hold are the owners of the bits left when all facts' masks are joined by "and": the cost grows with
the number of facts and hardly with the number of conditions. Knows nothing of verdicts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.condition_parser import Names
from service.domain.conditions import Condition, Known, Unknown
from service.domain.engine.normal_form import Literal, conjuncts
from service.domain.engine.ruler import Ruler, failing, ruler_for
from service.domain.facts import Kind, Value, Values
from service.domain.faults import Faulty
from service.domain.inference import Inference

Masks = Mapping[Value | None, int]
Literals = Mapping[Literal, int]
"""The literals on one fact, each with the conjuncts that it stands in."""


@dataclass(frozen=True, slots=True)
class Default:
    """What a fact is inferred to be: value of `basis` to value of the fact."""

    basis: str
    gives: Mapping[Value | None, str]


@dataclass(frozen=True, slots=True)
class Matcher:
    """Conditions ready to be asked. `owner` is the condition of each conjunct; `reads` the facts that bear on them."""

    owner: tuple[int, ...]
    everything: int
    reads: frozenset[str]
    choices: tuple[tuple[str, Masks], ...]
    defaults: tuple[tuple[str, Default, Masks], ...]
    texts: tuple[tuple[str, int, int], ...]
    rulers: tuple[tuple[str, Ruler], ...]

    def alive(self, values: Values) -> int:
        """The conjuncts that hold, one bit each, in order. Inferences are drawn for facts not given."""
        get, left = values.get, self.everything
        for name, masks in self.choices:
            left &= masks[get(name)]
        for name, default, masks in self.defaults:
            value = get(name)
            left &= masks[default.gives.get(get(default.basis)) if value is None else value]
        for name, ruler in self.rulers:
            left &= ruler.mask(get(name))
        for name, known, unknown in self.texts:
            left &= unknown if get(name) is None else known
        return left

    def first(self, values: Values) -> int:
        """The number of the first condition that holds; some condition must."""
        return self.lowest(self.alive(values))

    def lowest(self, left: int) -> int:
        """The number of the condition that the lowest of these conjuncts belongs to."""
        return self.owner[(left & -left).bit_length() - 1]

    def all(self, values: Values) -> list[int]:
        """The numbers of all conditions that hold, in order."""
        return self.owners(self.alive(values))

    def owners(self, left: int) -> list[int]:
        """The numbers of the conditions that these conjuncts belong to, in order."""
        found = dict[int, None]()
        while left:
            lowest = left & -left
            found[self.owner[lowest.bit_length() - 1]] = None
            left ^= lowest
        return list(found)


def matcher_of(conditions: Sequence[Condition], names: Names, inferences: Sequence[Inference] = ()) -> Matcher:
    """The conditions compiled; `names` says what values each fact has. Raises Faulty where a condition is too large or
    thresholds of a number leave no whole number between them."""
    owner: list[int] = []
    literals: dict[str, dict[Literal, int]] = {}
    for rank, condition in enumerate(conditions):
        for conjunct in conjuncts(condition):
            for literal in conjunct:
                on_fact = literals.setdefault(literal.atom.fact, {})
                on_fact[literal] = on_fact.get(literal, 0) | 1 << len(owner)
            owner.append(rank)
    everything = (1 << len(owner)) - 1
    defaults = _defaults(inferences, literals)
    masks: dict[str, Masks] = {}
    texts: list[tuple[str, int, int]] = []
    rulers: list[tuple[str, Ruler]] = []
    for name, read in literals.items():
        allowed = names[name]
        if isinstance(allowed, tuple):
            masks[name] = {value: everything & ~failing(read, value) for value in (None, *allowed)}
        elif allowed is Kind.TEXT:
            texts.append((name, everything & ~_failing_text(read), everything & ~failing(read, None)))
        else:
            rulers.append((name, ruler_for(name, allowed, read, everything)))
    return Matcher(
        owner=tuple(owner),
        everything=everything,
        reads=frozenset(literals) | {default.basis for default in defaults.values()},
        choices=tuple((name, table) for name, table in masks.items() if name not in defaults),
        defaults=tuple((name, default, masks[name]) for name, default in defaults.items()),
        texts=tuple(texts),
        rulers=tuple(rulers),
    )


def _failing_text(literals: Literals) -> int:
    """For free text only "is known" and "is unknown" can be told. Raises Faulty for anything else."""
    for literal in literals:
        if not isinstance(literal.atom, Known | Unknown):
            raise Faulty([f"{literal.atom.fact} is free text: only `is known` and `is unknown` apply to it."])
    return failing(literals, "")


def _defaults(inferences: Sequence[Inference], read: Mapping[str, object]) -> dict[str, Default]:
    gives: dict[str, tuple[str, dict[Value | None, str]]] = {}
    for inference in inferences:
        if inference.fact in read:
            gives.setdefault(inference.fact, (inference.basis, {}))[1][inference.given] = inference.value
    return {fact: Default(basis, table) for fact, (basis, table) in gives.items()}
