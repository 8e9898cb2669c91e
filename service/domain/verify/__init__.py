"""The sentence checker: says what a sentence of a model may be, and withholds the rest."""

from service.domain.verify.checker import Checker
from service.domain.verify.lines import check_line
from service.domain.verify.opinion import Opinion, opinion_from
from service.domain.verify.values import Check, Context, context_of, rule_numbers
from service.domain.verify.words import Words, words_from

__all__ = [
    "Check",
    "Checker",
    "Context",
    "Opinion",
    "Words",
    "check_line",
    "context_of",
    "opinion_from",
    "rule_numbers",
    "words_from",
]
