"""The list of sources below an answer, for doors that show text alone."""

import re
from collections.abc import Sequence

from service.domain.evidence import Citation
from service.domain.facts import Language

_HEADING: dict[Language, str] = {"zh": "**依据**", "en": "**Sources**"}
_MARKUP = re.compile(r"[\[\]<>|`*_]")


def sources_block(citations: Sequence[Citation], language: Language) -> str:
    """A markdown list of the cited entries' titles, with addresses where known; empty without citations."""
    if not citations:
        return ""
    lines = [f"- [{citation.marker}] {_MARKUP.sub('', citation.title)}{_address(citation)}" for citation in citations]
    return "\n\n".join(["", _HEADING[language], "\n".join(lines)])


def _address(citation: Citation) -> str:
    return f" <{citation.url}>" if citation.url else ""
