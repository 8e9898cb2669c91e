"""A brief: the whole answer as spans. Fixed spans are said by code as they stand; free spans may be phrased by a
model, each sentence checked, and carry the composer's own sentences for when there is no model or it fails."""

from dataclasses import dataclass

from service.domain.decision import Decision
from service.domain.evidence import Citation
from service.domain.facts import Language, Values
from service.domain.understanding import Intent


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text that code says, markdown, shown exactly so (white space included)."""

    text: str


@dataclass(frozen=True, slots=True)
class Free:
    """A span that may be phrased. `topic` tells a model what to say, in the answer's language; `sentences` are the
    composer's own; `may_cite` are the markers it may use; at most `max_sentences` of `max_characters` in all."""

    topic: str
    sentences: tuple[str, ...]
    may_cite: tuple[int, ...]
    max_sentences: int
    max_characters: int


Span = Fixed | Free


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that writing one answer needs and may use.

    `passages` are the cited entries' texts by marker; `names` are the model names, paper ids and addresses that
    may be said; `facts` are the values that hold, inferred ones included; `follow_ups` are questions to offer.
    """

    language: Language
    intent: Intent
    decision: Decision | None
    second_opinion: Decision | None
    facts: Values
    spans: tuple[Span, ...]
    citations: tuple[Citation, ...]
    passages: tuple[tuple[int, str], ...]
    names: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()


def composed(brief: Brief) -> str:
    """The whole answer with no model: fixed spans, and the composer's sentences in the free ones."""
    glue = "" if brief.language == "zh" else " "
    return "".join(span.text if isinstance(span, Fixed) else glue.join(span.sentences) for span in brief.spans)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One request to a model: the whole brief, the text shown so far, the free span to fill, and a seed."""

    brief: Brief
    shown: str
    span: Free
    seed: int
