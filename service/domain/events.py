"""The events of one turn, in the order they happen. Every door reads these and only translates."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.answer import Answer, Suggestion
from service.domain.decision import Decision
from service.domain.evidence import Citation
from service.domain.facts import Fact, Language
from service.domain.understanding import Intent


@dataclass(frozen=True, slots=True)
class Understood:
    """The message was read: its intent and the facts that now hold in the conversation."""

    answer_id: str
    conversation_id: str
    language: Language
    intent: Intent
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Decided:
    """Both policies decided; both are None unless the intent is to choose."""

    decision: Decision | None
    second_opinion: Decision | None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The sources that the answer cites."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Checked text, to be shown as it is; concatenated in order these are the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence of a model that failed its check; the sentence itself is not carried further."""

    reason: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """Facts that a model thinks the reader missed, to be tapped."""

    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer, stored."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn could not be finished: one clear sentence."""

    message: str


Event = Understood | Decided | Retrieved | Said | Withheld | Suggested | Finished | Failed
