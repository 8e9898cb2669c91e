"""Facts that a model thinks the reader missed: kept only where the vocabulary and the user's own words carry them."""

from collections.abc import Collection, Sequence

from service.domain.answer import Suggestion
from service.domain.explain import label_of
from service.domain.facts import Language, Vocabulary, parse_value, value_as_json
from service.domain.faults import Faulty

MOST = 3
QUOTE_MAX = 120


def checked_suggestions(
    proposed: Sequence[Suggestion], message: str, known: Collection[str], vocabulary: Vocabulary, language: Language
) -> tuple[Suggestion, ...]:
    """At most three proposals: of the vocabulary, not known yet, quoted verbatim, labelled by us."""
    kept: dict[str, Suggestion] = {}
    for proposal in proposed:
        quote = proposal.quote.strip()
        if (
            proposal.fact in known
            or proposal.fact in kept
            or not quote
            or len(quote) > QUOTE_MAX
            or quote not in message
        ):
            continue
        try:
            value = parse_value(vocabulary, proposal.fact, proposal.value)
        except Faulty:
            continue
        label = f"{vocabulary[proposal.fact].label[language]}: {label_of(vocabulary[proposal.fact], value, language)}"
        kept[proposal.fact] = Suggestion(proposal.fact, value_as_json(value), label, quote)
    return tuple(kept.values())[:MOST]
