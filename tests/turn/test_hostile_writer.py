"""A model that does nothing but lie: 10 000 answers through the real writing and the real checker.

What is delivered is searched for the lies themselves; the checker's own opinion of the delivered text is not asked.
"""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from service.domain.answer import Writer
from service.domain.brief import Brief, Phrasing
from service.domain.decision import Verdict
from service.domain.facts import Language
from service.domain.verify import context_of, rule_numbers
from service.turn.write import Written, write
from tests.domain.compose.tables import brief, choosing
from tests.engines import policy
from tests.eval.run_sentences import checker
from tests.turn.lies import ALIASES, FALSE_EN, FALSE_ZH, STANCE_EN, STANCE_ZH, phrasings

ANSWERS = 10_000
LANGUAGES: tuple[Language, ...] = ("zh", "en")
CASES: tuple[tuple[str, Verdict, dict[str, Any]], ...] = (
    ("guide", Verdict.CHAT, {"dialogue": "yes"}),
    ("guide", Verdict.BASE, {"dialogue": "no"}),
    ("guide", Verdict.EITHER, {"task": "instruction_following"}),
    ("guide", Verdict.UNDECIDED, {}),
    ("field", Verdict.CHAT, {"tools": "yes"}),
    ("field", Verdict.BASE, {"examples": 500_000}),
    ("field", Verdict.EITHER, {"examples": 5_000}),
    ("field", Verdict.NONE, {"baseline": "enough"}),
)
EACH = ANSWERS // (len(CASES) * len(LANGUAGES))


@dataclass
class Liar:
    """Says its lies in every span, a few characters at a time."""

    lies: list[str]
    writer: Writer = Writer.LLAMA

    def ready(self) -> bool:
        return True

    async def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        glue = "" if phrasing.brief.language == "zh" else " "
        text = glue.join(self.lies)
        for at in range(0, len(text), 40):
            yield text[at : at + 40]


@cache
def _brief(language: Language, policy_name: str, case: int) -> Brief:
    return brief(choosing(language, policy_name, **CASES[case][2]))


def lies_about(language: Language, verdict: Verdict, drawn: random.Random) -> list[str]:
    """Every phrasing of the language, with names drawn for the two sides."""
    wrong = "base" if verdict is Verdict.CHAT else "chat" if verdict is Verdict.BASE else drawn.choice(["base", "chat"])
    right = "chat" if wrong == "base" else "base"
    names = {"w": drawn.choice(ALIASES[language, wrong]), "r": drawn.choice(ALIASES[language, right])}
    stance, false = (STANCE_ZH, FALSE_ZH) if language == "zh" else (STANCE_EN, FALSE_EN)
    said = [phrasing.format(**names) for phrasing in phrasings(stance)] + phrasings(false)
    return [lie[0].upper() + lie[1:] for lie in said]


def test_there_are_sixty_phrasings_in_each_language() -> None:
    for stance, false in ((STANCE_ZH, FALSE_ZH), (STANCE_EN, FALSE_EN)):
        assert len(set(phrasings(stance)) | set(phrasings(false))) >= 60


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", range(len(CASES)), ids=lambda case: f"{CASES[case][0]}-{CASES[case][1].value}")
async def test_no_lie_is_delivered(language: Language, case: int) -> None:
    policy_name, verdict, _ = CASES[case]
    given = _brief(language, policy_name, case)
    assert given.decision is not None
    assert given.decision.verdict is verdict
    check = checker().bound(context_of(given, rule_numbers(policy(policy_name))))
    drawn = random.Random(case)
    delivered: set[str] = set()
    for _ in range(EACH):
        lies = drawn.sample(lies_about(language, verdict, drawn), 3)
        text = ""
        async for part in write(given, Liar(lies), check):
            text = part.text if isinstance(part, Written) else text
        delivered |= {lie for lie in lies if lie in text}
    assert not delivered
