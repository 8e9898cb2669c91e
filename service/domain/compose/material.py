"""What the composer works from: everything known about one turn, and the shelf of knowledge. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.catalogue import Catalogue, Resolution
from service.domain.compose.phrases import Phrases
from service.domain.conditions import facts_read
from service.domain.decision import Decision
from service.domain.evidence import Entries, Passage
from service.domain.facts import Facts, Language, Values, Vocabulary
from service.domain.policy import Policy, Rule
from service.domain.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known in general: the vocabulary of facts, the policies by id, the entries, the phrases and the
    checkpoints (None: no checkpoint is ever named)."""

    vocabulary: Vocabulary
    policies: Mapping[str, Policy]
    entries: Entries
    phrases: Phrases
    catalogue: Catalogue | None = None

    def rule(self, policy: str, rule: str) -> Rule | None:
        """The rule, where policy and rule are known."""
        found = self.policies.get(policy)
        return next((row for row in found.rules if row.id == rule), None) if found else None

    def reads(self, policy: str, rule: str) -> tuple[str, ...]:
        """The facts that a rule looks at; none where policy or rule is not known."""
        found = self.rule(policy, rule)
        return facts_read(found.when) if found else ()

    def all_read(self, policy: str) -> frozenset[str]:
        """The facts that any rule of the policy looks at."""
        found = self.policies.get(policy)
        return frozenset(name for row in found.rules for name in facts_read(row.when)) if found else frozenset()


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where the conversation stood before this message."""

    facts: Facts
    decision: Decision


@dataclass(frozen=True, slots=True)
class Material:
    """One turn. `question` is the user's message: it is compared with what is known, never said.

    `passages` were found for it, best first. `models` are what it names, or else the conversation's model, resolved in
    the catalogue. `earlier` is None where nothing was decided before this message.
    """

    question: str
    understanding: Understanding
    facts: Facts
    decision: Decision | None = None
    second_opinion: Decision | None = None
    passages: tuple[Passage, ...] = ()
    models: tuple[Resolution, ...] = ()
    earlier: Earlier | None = None

    @property
    def language(self) -> Language:
        """The answer's language."""
        return self.understanding.language

    @property
    def values(self) -> Values:
        """The bare values that hold."""
        return {name: fact.value for name, fact in self.facts.items()}
