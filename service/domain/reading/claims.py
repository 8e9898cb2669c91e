"""A claim: a reading of one stretch of the message as one value of one fact, before claims are weighed together."""

from dataclasses import dataclass

from service.domain.facts import Value


@dataclass(frozen=True, slots=True)
class Claim:
    """`[start, end)` of the folded text says `name` is `value`.

    `weight` orders claims that disagree (the heavier wins); `doubtful` makes it a question rather than a fact;
    `past` marks how things were; `corrects` says that a correcting word stands before it.
    """

    name: str
    value: Value
    start: int
    end: int
    weight: int = 0
    doubtful: bool = False
    past: bool = False
    corrects: bool = False


def share_words(one: Claim, other: Claim) -> bool:
    """Whether two claims rest on some of the same words."""
    return one.start < other.end and other.start < one.end
