"""A token of a sentence, and the names of the two variants."""

from dataclasses import dataclass

from service.domain.verify.words import Roles

BASE = "base"
CHAT = "chat"
UNCLEAR = "unclear"


@dataclass(slots=True)
class Token:
    """A phrase of the sentence. `variant` is base or chat where it names one; `known`: whether anybody knows it."""

    text: str
    kind: str
    roles: Roles
    start: int
    end: int
    variant: str = ""
    known: bool = True
