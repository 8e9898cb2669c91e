"""Facts that a sentence names, whoever says or supposes them: "if a round of raw text came first" names continued
pre-training. For conditions in what a model wrote; a user's message is never read so."""

from service.domain.reading import look
from service.domain.reading.lexicon import Lexicon

Posited = frozenset[tuple[str, str]]
"""Names and values of facts."""
_NO_CONDITION = {"model", "aim", "gpu_memory_gb", "examples"}
"""Facts whose values are names or numbers, or that no policy reads."""


def posited(text: str, lexicon: Lexicon) -> Posited:
    """The facts, with their values, that a text names."""
    claims = look(text, lexicon, posited=True).claims
    return frozenset((claim.name, str(claim.value)) for claim in claims if claim.name not in _NO_CONDITION)
