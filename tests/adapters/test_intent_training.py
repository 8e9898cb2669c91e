"""The classifier of intents: its weights belong to the utterances that stand there, and they tell kinds apart."""

import json
from pathlib import Path

import pytest

from service.adapters.intent_training import FOLLOW_UPS, digest, read_utterances
from service.adapters.knowledge import build_json
from service.domain.reading import look
from service.domain.reading.intent_model import intent_model_from, pieces
from service.domain.understanding import Intent
from service.errors import BadKnowledge
from tests.engines import KNOWLEDGE
from tests.eval.run_reader import ear

UTTERANCES = KNOWLEDGE / "utterances"


def test_the_weights_were_trained_on_these_utterances() -> None:
    source = json.loads((UTTERANCES / "weights.json").read_text(encoding="utf-8"))["source"]
    utterances = read_utterances(UTTERANCES) + read_utterances(UTTERANCES / FOLLOW_UPS)
    assert source == digest(utterances), "run `sft-advisor knowledge train`"


@pytest.mark.parametrize("folder", [UTTERANCES, UTTERANCES / FOLLOW_UPS])
def test_no_utterance_has_two_intents(folder: Path) -> None:
    seen: dict[str, Intent] = {}
    for text, intent in read_utterances(folder):
        assert seen.setdefault(text, intent) is intent, text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("灾难性遗忘是怎么回事", Intent.EXPLAIN),
        ("how does a chat vector work", Intent.EXPLAIN),
        ("今天天气好吗", Intent.OUT_OF_SCOPE),
        ("is there a base version of phi-4", Intent.MODEL_LOOKUP),
        ("qlora 14b 要多少显存", Intent.MEMORY),
    ],
)
def test_kinds_are_told_apart(text: str, intent: Intent) -> None:
    model = build_json(UTTERANCES / "weights.json", intent_model_from)
    seen = look(text, ear().lexicon, mentions=ear().catalogue.mentions)
    assert model.best(seen.view.text, seen.signs)[0] is intent


def test_pieces_of_a_long_message_are_bounded() -> None:
    assert len(list(pieces("微调" * 100_000))) < 20_000


def test_damaged_weights_are_one_sentence() -> None:
    path = UTTERANCES.parent.parent / "nowhere.json"
    with pytest.raises(BadKnowledge, match="cannot be read"):
        build_json(path, intent_model_from)
