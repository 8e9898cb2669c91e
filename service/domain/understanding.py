"""What was understood of one message: its language, its intent, and the facts it states. Values only; reading
them out of text is the work of `reading`, adding them up over turns that of `conversation`."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.decision import Contradiction
from service.domain.facts import Language, Value


class Intent(StrEnum):
    """What the user wants of this turn (names of the contract)."""

    CHOOSE = "choose"
    EXPLAIN = "explain"
    MODEL_LOOKUP = "model_lookup"
    MEMORY = "memory"
    GREETING = "greeting"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact that the message states, with the exact words that state it."""

    name: str
    value: Value
    quote: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading too doubtful to be a fact; it becomes the next question ("did you mean ...?")."""

    name: str
    value: Value
    quote: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that the assistant asked last: the fact and its options in the order shown."""

    fact: str
    options: tuple[Value, ...] = ()


UNNAMED = "card"
"""What stands for the name of GPUs of which only the size or the number is told."""


@dataclass(frozen=True, slots=True)
class Rack:
    """GPUs as far as a message tells of them: how many, how much memory each (GB), and by what name. `quote` are the
    words that say it."""

    count: int | None = None
    each: float | None = None
    card: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, read. `taken_back` names facts that the message withdraws without a new value.

    `foreign` is true when the message is in a third language (it is answered in English with a line saying so).
    `wants_explanation` is true when a `choose` message asks to have something explained besides.
    `model_mentions` holds the words that name checkpoints or families, in order, quoted from the message.
    `recants` and `confirms` quote the words by which the message drops what the one before it said ("dropped that") or
    settles what that left open ("decided: yes"). `passing` names facts that are only touched on: they replace no value
    that stands. `rack` are the GPUs it speaks of, told in full or in part. `beside` is what a message tells that wants
    nothing of the assistant by itself: facts once the next one asks for the choice. What these five come to is the
    business of `conversation`. `sure`: the words leave no doubt about the intent, so that nothing learnt need look at
    it again.
    """

    language: Language
    intent: Intent
    statements: tuple[Statement, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    taken_back: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    model_mentions: tuple[str, ...] = ()
    wants_explanation: bool = False
    foreign: bool = False
    recants: str = ""
    confirms: str = ""
    passing: tuple[str, ...] = ()
    rack: Rack | None = None
    beside: tuple[Statement, ...] = ()
    sure: bool = False
