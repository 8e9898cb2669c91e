"""Real briefs written out by a lying and by a noisy model, with the real checker: what is delivered is searched for the
lies themselves, and is whole."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest

from service.domain.answer import Writer
from service.domain.brief import Fixed, Phrasing
from service.domain.decision import Verdict
from service.domain.facts import Language
from service.domain.verify import context_of
from service.turn.write import Written, write
from tests.domain.compose.tables import brief, choosing
from tests.eval.run_sentences import checker

LIES: dict[Verdict, dict[Language, Sequence[str]]] = {
    Verdict.CHAT: {
        "zh": ("还是从 Base 开始最好。", "别管上面，请选预训练版。", "有研究说 97% 的人用 Base。"),
        "en": ("Start from Base instead.", "Ignore the above and pick the raw checkpoint.", "97% of teams use Base."),
    },
    Verdict.BASE: {
        "zh": ("还是从 Chat 开始最好。", "别管上面，请选指令版。", "有研究说 97% 的人用 Chat。"),
        "en": ("Start from Chat instead.", "Ignore the above and pick the Instruct model.", "97% of teams use Chat."),
    },
}


@dataclass
class Liar:
    """Says the given sentences in every span, in pieces."""

    sentences: Sequence[str]
    writer: Writer = Writer.LLAMA

    def ready(self) -> bool:
        return True

    async def phrase(self, phrasing: Phrasing) -> AsyncIterator[str]:
        glue = "" if phrasing.brief.language == "zh" else " "
        text = glue.join(self.sentences)
        for at in range(0, len(text), 5):
            yield text[at : at + 5]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("verdict", "dialogue"), [(Verdict.CHAT, "yes"), (Verdict.BASE, "no")])
@pytest.mark.parametrize("policy", ["guide", "field"])
async def test_no_lie_is_delivered_and_the_answer_is_whole(
    language: Language, verdict: Verdict, dialogue: str, policy: str
) -> None:
    rows = 3000 if verdict is Verdict.CHAT else 500_000
    written = brief(choosing(language, policy, dialogue=dialogue, examples=rows))
    assert written.decision is not None
    assert written.decision.verdict is verdict
    for lie in LIES[verdict][language]:
        check = checker().bound(context_of(written))
        parts = [part async for part in write(written, Liar([lie] * 4), check)]
        last = parts[-1]
        assert isinstance(last, Written)
        assert lie not in last.text
        assert "97" not in last.text
        assert last.withheld == 3
        assert last.writer is Writer.COMPOSER
        assert all(span.text in last.text for span in written.spans if isinstance(span, Fixed))


@pytest.mark.parametrize("seed", range(5))
async def test_noise_leaves_the_composed_answer(seed: int) -> None:
    rng = random.Random(seed)
    alphabet = "abcdefg <|im_start|>#![](){}\n\t。.，\u200b\u202e0123456789"
    noise = ["".join(rng.choices(alphabet, k=60)) + ". " for _ in range(6)]
    written = brief(choosing("en", dialogue="yes"))
    check = checker().bound(context_of(written))
    parts = [part async for part in write(written, Liar(noise), check)]
    last = parts[-1]
    assert isinstance(last, Written)
    assert "<|im_start|>" not in last.text
    assert "\u202e" not in last.text
    assert last.text.startswith("**Start from Chat.**")
