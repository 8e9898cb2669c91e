"""Checkpoints, look-up and memory: which pairs are shown, how sure, and what fits."""

import pytest

from service.domain.catalogue import One
from service.domain.checkpoints import Pair
from service.domain.compose import checkpoints_of, memory_of, named_models
from service.domain.compose.memory import gigabytes
from service.domain.compose.need import need_for
from service.domain.compose.pairs import checkpoint_of, names_of, pairs_for
from service.domain.decision import Verdict
from service.domain.facts import Values
from service.domain.memory_fit import Fit
from service.domain.understanding import Intent
from tests.domain.compose.tables import catalogue, choosing, informing, shelf, text

USUAL = ("Qwen2.5", "Llama-3.1")


def shown(verdict: Verdict, message: str = "", **values: str | int) -> list[str]:
    known: Values = values
    models = named_models(catalogue(), message, known)
    return [pair.name for pair in pairs_for(catalogue(), models, verdict, known, USUAL)]


def test_without_a_name_one_pair_of_each_usual_family_in_a_common_size() -> None:
    assert shown(Verdict.CHAT) == ["Qwen2.5-7B", "Llama-3.1-8B"]


def test_the_largest_size_that_fits_the_users_memory() -> None:
    assert shown(Verdict.CHAT, gpu_memory_gb=24, method="qlora") == ["Qwen2.5-14B", "Llama-3.1-8B"]
    assert shown(Verdict.CHAT, gpu_memory_gb=80, method="qlora") == ["Qwen2.5-32B", "Llama-3.1-8B"]
    assert shown(Verdict.CHAT, gpu_memory_gb=4, method="full")[0] == "Qwen2.5-0.5B"
    assert shown(Verdict.CHAT, gpu_memory_gb=24)[0] == "Qwen2.5-7B"


def test_a_named_pair_comes_first_and_the_nearest_where_its_variant_is_missing() -> None:
    assert shown(Verdict.BASE, "Qwen3-8B") == ["Qwen3-8B"]
    assert shown(Verdict.BASE, "Llama-3.3-70B") == ["Llama-3.3-70B", "Llama-3.1-70B"]
    assert shown(Verdict.CHAT, "Llama-3.3-70B") == ["Llama-3.3-70B"]
    assert shown(Verdict.BASE, "Yi-1.5") == ["Yi-1.5-6B"]
    assert shown(Verdict.BASE, model="Qwen3-8B") == ["Qwen3-8B"]


def test_only_the_verdicts_variant_is_recommended() -> None:
    found = catalogue().resolve("Qwen3-8B")
    assert isinstance(found, One)
    assert checkpoint_of(found.pair, Verdict.BASE).recommended == "Qwen/Qwen3-8B-Base"
    assert checkpoint_of(found.pair, Verdict.CHAT).recommended == "Qwen/Qwen3-8B"
    assert checkpoint_of(found.pair, Verdict.EITHER).recommended is None
    assert {"Qwen3-8B", "Qwen/Qwen3-8B-Base", "Qwen3-8B-Base", "Qwen"} <= names_of(found.pair)


def test_answers_carry_the_checkpoints_that_they_name() -> None:
    material = choosing("en", task="code_generation")
    assert [pair.recommended for pair in checkpoints_of(material, shelf())] == ["Qwen/Qwen2.5-Coder-7B"]
    assert "`Qwen/Qwen2.5-Coder-7B`" in text(material)
    assert checkpoints_of(choosing("en"), shelf()) == ()


def test_a_bare_name_that_is_the_other_variant_is_warned_of() -> None:
    assert "Qwen3-8B without a suffix is the Chat variant" in text(choosing("en", question="Qwen3-8B", dialogue="no"))
    assert "without a suffix" not in text(choosing("en", question="Qwen3-8B", dialogue="yes"))


def test_stop_tokens_are_said_only_where_they_are_certain() -> None:
    assert "`<|endoftext|>`" in text(choosing("en", dialogue="no", method="lora"))
    assert "`<|im_end|>`" in text(choosing("en", dialogue="no", method="full"))
    assert "`<|" not in text(choosing("en", dialogue="no", question="Llama-3.1-8B"))


@pytest.mark.parametrize(
    ("question", "size"),
    [
        ("Will a 32B model fit?", 32),
        ("7B 要多少", 7),
        ("1.5b lora", 1.5),
        ("B2B, 3 bits, Qwen-7Bx", None),
        ("0B", None),
    ],
)
def test_sizes_in_a_message(question: str, size: float | None) -> None:
    need = need_for((), {"method": "lora"}, question)
    assert need is not None
    assert need.asked_size == (size is not None)
    assert size is None or need.rows[0].size_b == size


def test_need_of_a_named_model_of_common_sizes_and_of_nothing() -> None:
    models = named_models(catalogue(), "Qwen2.5-7B", {})
    need = need_for(models, {"method": "lora", "gpu_memory_gb": 24})
    assert need is not None
    assert (need.model, need.rows[0].fit) == ("Qwen2.5-7B", Fit.FITS)
    assert need.as_json()["fits"] == [{"gpu": "", "memory_gb": 24.0, "cards": 1, "fit": "fits"}]
    common = need_for((), {"gpu_memory_gb": 24})
    assert common is not None
    assert len(common.rows) == 15
    assert need_for((), {}) is None


def test_gigabytes_are_whole_from_thirty_on() -> None:
    assert [gigabytes(value) for value in (5.04, 17.21, 30.4, 1120.6)] == ["5", "17.2", "30", "1,121"]


def test_memory_is_carried_only_where_it_was_asked_about() -> None:
    asked = informing("en", Intent.MEMORY, "32B", method="qlora", gpu_memory_gb=24)
    found = memory_of(asked)
    assert found is not None
    assert found["fits"][0]["fit"] == "does not fit"
    assert memory_of(choosing("en", method="qlora", gpu_memory_gb=24)) is None


def test_a_question_about_the_variant_is_answered_before_the_figures() -> None:
    said = text(informing("en", Intent.MEMORY, "Only 24 GB: so Base?", gpu_memory_gb=24))
    assert said.startswith("Base and Chat of one size need the same")
    assert said.count("Base and Chat of one size need the same") == 1


def test_uncertain_values_are_called_so() -> None:
    said = text(informing("en", Intent.MODEL_LOOKUP, "Phi-4-mini"))
    assert "no published Base" in said
    assert "(recalled, not verified)" in said
    assert "no proof" in text(informing("en", Intent.MODEL_LOOKUP, "gpt-oss-20b"))


def test_a_look_up_without_a_model_explains_if_it_can_and_lists_if_not() -> None:
    explained = text(
        informing("en", Intent.MODEL_LOOKUP, "A stricter chat licence?", passages=["mpt-7b-licence-differs"])
    )
    assert explained.startswith("MPT-7B")
    assert "Qwen3-32B" in text(informing("en", Intent.MODEL_LOOKUP, "Which models have no base?"))


@pytest.mark.parametrize("question", ["Is there a base for Foobar-9B?", "What licence has acme/Widget_2-70B-Instruct?"])
def test_a_name_that_nobody_knows_is_said_not_to_be_held(question: str) -> None:
    said = text(informing("en", Intent.MODEL_LOOKUP, question, passages=["glm-4-9b-0414-no-base"]))
    assert said.startswith("The model you name is not in the catalogue")
    assert "GLM" not in said


def test_a_name_that_only_an_entry_knows_is_explained() -> None:
    said = text(informing("en", Intent.MODEL_LOOKUP, "Does SaulLM-7B have a base?", passages=["saullm"]))
    assert said.startswith("SaulLM-7B")


def test_what_was_asked_besides_the_name_is_added() -> None:
    said = text(
        informing(
            "en",
            Intent.MODEL_LOOKUP,
            "What does the Llama 4 licence say about companies with many monthly users?",
            passages=["licence-llama-one-per-release"],
        )
    )
    assert "700 million monthly active users" in said


def test_while_nothing_is_decided_the_named_models_are_described() -> None:
    said = text(choosing("en", question="Llama-3.3-70B, what if it has no base?", method="full"))
    assert "**Llama-3.3-70B** is a Chat model and has no published Base" in said
    assert "the closest other models are `meta-llama/Llama-3.1-70B`." in said
    assert "has no published Base" not in text(choosing("en", question="Llama-3.3-70B", dialogue="yes"))


def test_a_pair_that_is_named_by_both_its_names_is_described_once() -> None:
    said = text(informing("en", Intent.MODEL_LOOKUP, "Is the context of GLM-4-9B and glm-4-9b-chat the same?"))
    assert said.count("**GLM-4-9B**") == 1


@pytest.mark.parametrize("pair", [pair for pair in catalogue().pairs if pair.complete], ids=lambda pair: pair.name)
def test_values_with_words_in_them_read_chinese_in_chinese(pair: Pair) -> None:
    for known in (pair.base.licence, pair.chat.licence, pair.base.context, pair.chat.context):
        in_words = any(sign in known.value for sign in "(;,") or known.value.startswith("up to")
        assert bool(known.zh) == in_words, known


def test_a_family_has_its_licences_by_size() -> None:
    english, chinese = (text(informing(language, Intent.MODEL_LOOKUP, "Qwen2.5")) for language in ("en", "zh"))
    assert "Qwen2.5-3B: Qwen Research" in english
    assert "Qwen2.5-3B 是 Qwen Research" in chinese
    assert "The licence depends on the size" not in text(informing("en", Intent.MODEL_LOOKUP, "Llama 2"))


@pytest.mark.parametrize(
    ("question", "en", "zh"),
    [
        (
            "Qwen3-8B, Llama-3.1-8B",
            "not the same: Qwen3-8B: Apache-2.0; Llama-3.1-8B",
            "不一样：Qwen3-8B 是 Apache-2.0",
        ),
        ("Qwen3-8B, Qwen2.5-7B", "They share one licence, Apache-2.0.", "许可证一样，都是 Apache-2.0"),
    ],
)
def test_licences_of_several_models_are_compared(question: str, en: str, zh: str) -> None:
    assert en in text(informing("en", Intent.MODEL_LOOKUP, question))
    assert zh in text(informing("zh", Intent.MODEL_LOOKUP, question))
