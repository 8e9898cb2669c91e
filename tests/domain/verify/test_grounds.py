"""Grounds that do not count, questions taken up by "if so", stages called off: what they excuse and what not."""

import pytest

from tests.domain.verify.cases import verdict_on

CORPUS = {"continued_pretraining": "yes", "dialogue": "yes"}
TUNING = {"task": "instruction_following"}


@pytest.mark.parametrize(
    ("lang", "sentence", "verdict", "facts"),
    [
        ("en", "The guide's argument for Base does not apply, since no raw text is planned.", "chat", None),
        ("en", "Limited resources are a reason for Base; it counts only when nothing else is known.", "chat", None),
        ("zh", "资源有限是选 Base 的理由；在这里它要靠后。", "chat", None),
        ("en", "Will people talk to it? If so, take Chat.", "either", TUNING),
        ("en", "If the continued pre-training is called off, take Chat.", "base", CORPUS),
        ("zh", "若继续预训练取消了，那就改用 Chat。", "base", CORPUS),
        ("zh", "若把继续预训练这一步取消，选型就得从头再议。", "base", CORPUS),
    ],
)
def test_what_does_not_count_here_may_be_said(
    lang: str, sentence: str, verdict: str, facts: dict[str, str] | None
) -> None:
    assert verdict_on(sentence, verdict, facts, lang=lang) == "ok"


@pytest.mark.parametrize(
    ("lang", "sentence", "verdict", "facts"),
    [
        ("en", "The guide's argument for Base applies here.", "chat", None),
        ("en", "Will people talk to it? If not, take Chat.", "either", TUNING),
        ("en", "Are the rows long? If so, take Chat.", "either", TUNING),
        ("en", "If the licence review is called off, take Chat.", "base", CORPUS),
        ("zh", "若把提示词取消，选型就得从头再议。", "base", CORPUS),
        ("en", "Tax law comes first, and that rules Chat out.", "chat", None),
        ("en", "Go for the other one.", "base", {"task": "summarization"}),
        ("en", "Dialogue means Base.", "chat", None),
    ],
)
def test_what_does_count_may_not(lang: str, sentence: str, verdict: str, facts: dict[str, str] | None) -> None:
    before = ["Base is the start."] if "other" in sentence else []
    assert verdict_on(sentence, verdict, facts, lang=lang, before=before) == "contradicts"


def test_the_owner_of_a_source_is_a_name_even_at_the_head_of_a_sentence() -> None:
    assert verdict_on("Vantrell's public case study also began with Chat.", "chat") == "unknown_name"
