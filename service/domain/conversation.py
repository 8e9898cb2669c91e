"""The pure fold over the turns of a conversation: what was given, when, what replaced it, and what holds now.

The newest of what the user states or sets wins; corrections replace and are kept as history; `None` in a form takes a
fact back; a fact contradicted within one message stays unknown until it is given again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from service.domain.decision import Contradiction
from service.domain.facts import Fact, Facts, Language, Source, Value, Values
from service.domain.inference import Given, Inference, Standing, standing
from service.domain.understanding import UNNAMED, Doubt, Intent, Rack, Statement, Understanding

_DROPPED: Mapping[Value, Value] = {"yes": "no", "dpo": "none", "rl": "none"}
"""What dropping a plan states instead."""
_PLANS = {"continued_pretraining", "rl_next", "tools"}
"""Facts that are plans, which can be dropped as such."""

Form = Mapping[str, Value | None]
"""Values set in a form or by a tapped option; None takes the fact back."""


_NO_RACK = Rack()


def added_up(before: Rack, now: Rack | None) -> tuple[Rack, Given | None]:
    """The GPUs after a message that tells of some, and their memory where this message and those before it tell only
    together how much it is: cards named before and now their size, or cards told in full and now another number."""
    if now is None:
        return before, None
    named = now.card not in ("", UNNAMED)
    other = now.card and now.card != before.card
    if other and (not before.card or (named and (before.card != UNNAMED or now.count))):
        return now, None
    rack = Rack(now.count or before.count, now.each or before.each, now.card or before.card, now.quote)
    whole = bool(now.count and now.each)
    if whole or not (rack.count and rack.each) or not before.card:
        return rack, None
    memory = rack.count * rack.each
    return rack, Given(
        "gpu_memory_gb", Fact(int(memory) if memory.is_integer() else memory, Source.STATED, quote=now.quote)
    )


@dataclass(frozen=True, slots=True)
class Noted:
    """Something given in a turn (0 is the first)."""

    turn: int
    given: Given


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that was given, oldest first, the facts contradicted now, the last message as it was understood, and the GPUs
    told so far."""

    notes: tuple[Noted, ...] = ()
    contradictions: Mapping[str, Contradiction] = field(default_factory=dict)
    last: Understanding | None = None
    turns: int = 0
    rack: Rack = _NO_RACK

    @property
    def language(self) -> Language | None:
        """The language of the last message, if there was one."""
        return self.last.language if self.last else None

    def with_turn(self, understanding: Understanding, form: Form | None = None) -> "Conversation":
        """The conversation after one more turn: what was told beside goes first, then what is taken back, then what the
        message says, then its contradictions, and last the form, which the user set by hand."""
        said = self._told_beside(understanding)
        said += [Given(name, None) for name in understanding.taken_back]
        said += self._followed_up(understanding)
        said += [Given(one.name, Fact(one.value, Source.STATED, quote=one.quote)) for one in self._new(understanding)]
        rack, total = added_up(self.rack, understanding.rack)
        said += [total] if total else []
        said += [Given(one.fact, None) for one in understanding.contradictions]
        filled = [
            Given(name, None if value is None else Fact(value, Source.FORM)) for name, value in (form or {}).items()
        ]
        given_now = {given.name for given in [*said, *filled]}
        contradicted = {name: one for name, one in self.contradictions.items() if name not in given_now}
        contradicted |= {one.fact: one for one in understanding.contradictions}
        for given in filled:
            contradicted.pop(given.name, None)
        return replace(
            self,
            notes=self.notes + tuple(Noted(self.turns, given) for given in [*said, *filled]),
            contradictions=contradicted,
            last=understanding,
            turns=self.turns + 1,
            rack=rack,
        )

    def _told_beside(self, understanding: Understanding) -> list[Given]:
        """What the message before told without asking anything, where this one asks for the choice."""
        if self.last is None or understanding.intent is not Intent.CHOOSE:
            return []
        return [Given(one.name, Fact(one.value, Source.STATED, quote=one.quote)) for one in self.last.beside]

    def _new(self, understanding: Understanding) -> list[Statement]:
        """The statements, without passing remarks on facts that stand."""
        known = self.told()
        return [
            one for one in understanding.statements if one.name not in understanding.passing or one.name not in known
        ]

    def _followed_up(self, understanding: Understanding) -> list[Given]:
        """What "dropped that" and "decided: yes" come to after a message that said or left open just one such thing."""
        if self.last is None:
            return []
        named = {one.name for one in understanding.statements}
        if understanding.recants and not named & _PLANS:
            dropped: list[Statement | Doubt] = [
                one for one in self.last.statements if one.name in _PLANS and one.value in _DROPPED
            ]
            dropped += [one for one in self.last.doubts if one.name in _PLANS and one.value in _DROPPED]
            if len(dropped) == 1:
                fact = Fact(_DROPPED[dropped[0].value], Source.STATED, quote=understanding.recants)
                return [Given(dropped[0].name, fact)]
        if understanding.confirms and len(self.last.doubts) == 1 and self.last.doubts[0].name not in named:
            doubt = self.last.doubts[0]
            return [Given(doubt.name, Fact(doubt.value, Source.STATED, quote=understanding.confirms))]
        return []

    def standing(self, inferences: Iterable[Inference] = (), catalogue: Values | None = None) -> Standing:
        """What holds now. `catalogue` are facts that were looked up; they give way to what the user gave."""
        found = [Given(name, Fact(value, Source.CATALOGUE, basis="model")) for name, value in (catalogue or {}).items()]
        given = [note.given for note in self.notes]
        return standing([*found, *given], inferences, frozenset(self.contradictions))

    def told(self) -> Facts:
        """The facts that the user gave and that hold, before anything is inferred or looked up."""
        return self.standing().facts

    def known(self) -> dict[str, Value]:
        """The bare values of `told`, as the reader wants them."""
        return {name: fact.value for name, fact in self.told().items()}

    def history(self, name: str) -> tuple[Noted, ...]:
        """Everything that was given for a fact, oldest first."""
        return tuple(note for note in self.notes if note.given.name == name)
