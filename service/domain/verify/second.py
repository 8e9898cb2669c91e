"""The second opinion on one sentence, asked only where it can make a difference."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from service.domain.verify.opinion import (
    AGREES,
    CHOICE,
    CLAIMS,
    ELSE,
    MENTION,
    NEAR,
    PLAIN,
    QUIET,
    Opinion,
    case_traits,
)
from service.domain.verify.piece import BASE, CHAT, Token
from service.domain.verify.plainly import carries, clear, proven
from service.domain.verify.reading import Reading
from service.domain.verify.stance import Judge, Objection
from service.domain.verify.traits import traits_of
from service.domain.verify.values import Context

STRANGE = "strange"
"""What a sentence is cleared of that holds words nobody knows."""

_NEAR = ("near_chat", "near_base", "oblique", "raw", "tuned", "suffixless", "aligned")
"""Words that may stand for a variant without naming it."""
_TIPPED = 2500
"""How near a limit a score lies that what is supposed may still tip: in 3 500 labelled sentences none is
tipped from farther off."""
_SHORT = 12
"""Tokens of a sentence that is too short to agree and yet mean something else."""


_Posits = Callable[[], Iterable[str]]
"""The traits of what a sentence supposes (`posits`), worked out when they are asked for."""


class Second:
    """What `opinion` thinks of a sentence as read, to which the rules object so or not; where there is none, nothing is
    cleared and nothing withheld."""

    def __init__(
        self,
        opinion: Opinion | None,
        tokens: Sequence[Token],
        reading: Reading,
        context: Context,
        against: Objection | None,
        posits: _Posits,
    ) -> None:
        self._opinion = opinion if context.verdict is not None else None
        self._posits = posits
        self._tokens, self._reading, self._context, self._against = tokens, reading, context, against
        self._known_kind: str | None = None
        self._known_traits: list[str] | None = None
        self._known_scores: dict[bool, int] = {}

    def clears(self, kind: str) -> bool:
        """Whether the sentence may pass what the rules object to."""
        limit = self._opinion.clears.get(kind) if self._opinion else None
        return self._opinion is not None and limit is not None and not self._reaches(self._opinion, limit)

    def withholds(self) -> bool:
        """Whether a sentence that the rules let through reads like one against the verdict after all."""
        if self._opinion is None or not (kind := self._kind()):
            return False
        return self._reaches(self._opinion, self._opinion.withholds[kind])

    def _kind(self) -> str:
        if self._known_kind is None:
            self._known_kind = kind_of(self._tokens, self._reading, self._context)
        return self._known_kind

    def _reaches(self, opinion: Opinion, limit: int) -> bool:
        """Whether the score reaches a limit. What the sentence supposes is read only where it could tip the scales."""
        score = self._score(opinion, posits=False)
        if abs(score - limit) <= _TIPPED:
            score = self._score(opinion, posits=True)
        return score >= limit

    def _score(self, opinion: Opinion, *, posits: bool) -> int:
        if self._known_traits is None:
            self._known_traits = traits_weighed(self._tokens, self._reading, self._context, self._against, self._kind())
        if posits not in self._known_scores:
            more = self._posits() if posits else ()
            self._known_scores[posits] = opinion.score([*self._known_traits, *more])
        return self._known_scores[posits]


def traits_weighed(
    tokens: Sequence[Token], reading: Reading, context: Context, against: Objection | None, kind: str
) -> list[str]:
    """The traits that the second opinion weighs of a sentence; none where no verdict is given. `against` is what the
    rules object to, `kind` what the sentence speaks of."""
    if context.verdict is None:
        return []
    traits = traits_of(tokens, reading, context, Judge(reading, context, context.verdict).stand)
    case = case_traits(context.verdict, _stage(kind, against), context.language)
    return [*traits, *_of_rules(kind, against, context), *case]


def kind_of(tokens: Sequence[Token], reading: Reading, context: Context) -> str:
    """What a sentence speaks of; nothing where it briefly agrees with the verdict, or concludes only what the engine
    does."""
    if proven(reading, context):
        return ""
    if clear(reading, context) or carries(reading, context):
        return AGREES if len(reading.segments) > 1 and len(tokens) > _SHORT else ""
    if reading.takes_part:
        return CHOICE
    return NEAR if reading.has(*_NEAR) else ELSE


def _stage(kind: str, against: Objection | None) -> str:
    if against is not None and against.kind in (CLAIMS, MENTION):
        return against.kind
    return QUIET if kind in (NEAR, ELSE) else PLAIN


def _of_rules(kind: str, against: Objection | None, context: Context) -> Iterator[str]:
    """What the rules object to, with the verdict's side written as in the other traits."""
    objects, why = against or ("", "")
    side = context.verdict.value if context.verdict else ""
    if side in (BASE, CHAT):
        why = " ".join("V+" if word == side else "V-" if word in (BASE, CHAT) else word for word in why.split())
    yield f"O:{objects}"
    yield f"OW:{why}"
    yield f"K:{kind}"
    yield f"OK:{objects}:{kind}"
