"""Memory questions that shape the run: length, batch, cards, pure bf16, embeddings; and what the answer makes of it."""

import pytest

from service.domain.compose import memory_of
from service.domain.compose.run import Run, run_in
from service.domain.understanding import Intent
from tests.domain.compose.tables import informing, text


@pytest.mark.parametrize(
    ("question", "run"),
    [
        ("LoRA 7B 要多少显存", Run()),
        ("序列长度 8192 的 LoRA", Run(tokens=8192)),
        ("cutoff_len=2048, LoRA 7B", Run(tokens=2048)),
        ("8k 上下文 LoRA 7B", Run(tokens=8192)),
        ("长度调到 16k 呢", Run(tokens=16_384)),
        ("with 4,096-token rows", Run(tokens=4096)),
        ("max length of 8192", Run(tokens=8192)),
        ("训练集有 200M token，7B LoRA", Run()),
        ("2 亿 token 的语料", Run()),
        ("batch size 从 1 加到 8", Run(batch=8)),
        ("批大小为 4", Run(batch=4)),
        ("a batch of 16", Run(batch=16)),
        ("4 张 24G 的卡", Run(cards=4)),
        ("双卡 4090", Run(cards=2)),
        ("8卡 A100", Run(cards=8)),
        ("A100 80G×8 全参 72B", Run(cards=8)),
        ("2×4090", Run(cards=2)),
        ("dual 3090s", Run(cards=2)),
        ("two 24 GB cards", Run(cards=2)),
        ("Mixtral 8x7B LoRA", Run()),
        ("8 GPUs with 80GB each", Run(cards=8, each_gb=80)),
        ("4 张卡，每张 24G", Run(cards=4, each_gb=24)),
        ("纯 bf16 全参", Run(pure_bf16=True)),
        ("pure bf16 versus mixed-precision AdamW", Run(pure_bf16=True, mixed=True)),
        ("embed_tokens 和 lm_head 一起训", Run(embedding=True)),
        ("train the embeddings as well", Run(embedding=True)),
        ("Which embedding model is best?", Run()),
        ("长度 99999999，batch 99999，9999 张卡", Run()),
    ],
)
def test_the_run_in_the_words_of_a_question(question: str, run: Run) -> None:
    assert run_in(question) == run


def test_longer_rows_cost_more_and_the_answer_says_how_long_they_are() -> None:
    short = memory_of(informing("en", Intent.MEMORY, "LoRA on Qwen2.5-7B", method="lora"))
    long = informing("en", Intent.MEMORY, "LoRA on Qwen2.5-7B with rows of 8192 tokens", method="lora")
    found = memory_of(long)
    assert short is not None
    assert found is not None
    assert found["high_gb"] > short["high_gb"] + 15
    assert "at most 8,192 tokens a row" in text(long)
    assert "7680 tokens" in text(long)


def test_several_cards_share_the_run_and_the_figures_are_for_each() -> None:
    said = text(informing("en", Intent.MEMORY, "Full tuning of 7B on 4 cards?", method="full", gpu_memory_gb=96))
    assert said.startswith("**It does not fit: full tuning on a 7B model takes about 32–39 GB on each of 4 cards")
    assert "each of your cards has 24 GB" in said
    assert "ZeRO-3 or FSDP" in said
    many = text(informing("zh", Intent.MEMORY, "2 张 24G 的卡能训多大？", gpu_memory_gb=48))
    assert many.startswith("**2 张 24 GB 的卡：")


def test_embeddings_are_a_term_of_their_own_where_their_size_is_known() -> None:
    known = informing("en", Intent.MEMORY, "LoRA on Llama-3.1-8B, embed_tokens and lm_head too?", method="lora")
    assert "training the embeddings and the head takes about 11.2–11.8 GB" in text(known)
    unknown = text(informing("en", Intent.MEMORY, "LoRA on 7B with embed_tokens and lm_head?"))
    assert "some 11 bytes for each of their parameters" in unknown
    assert "LoRA on a 7B model" in unknown


def test_pure_bf16_is_a_method_and_stands_beside_mixed_precision_where_both_are_named() -> None:
    alone = text(informing("zh", Intent.MEMORY, "纯 bf16 全参训 14B", method="full"))
    assert alone.startswith("**纯 bf16 全参微调 14B 模型，大约要 113–122 GB**")
    both = text(informing("en", Intent.MEMORY, "8B full: pure bf16 versus mixed precision?", method="full"))
    assert "How much an 8B model takes" in both
    assert "| 8B | 129–145 GB | 65–70 GB |" in both
    assert "Unsloth" not in both


def test_a_mixture_counts_all_its_experts() -> None:
    said = text(informing("zh", Intent.MEMORY, "Qwen3-30B-A3B 微调要多少显存？"))
    assert "显存按全部参数算" in said
    assert "混合专家" not in text(informing("zh", Intent.MEMORY, "Qwen2.5-7B 微调要多少显存？"))


def test_a_question_that_names_nothing_is_explained_if_entries_speak_of_it() -> None:
    question = "How does memory grow with the batch size?"
    assert "Longer training rows cost" in text(
        informing("en", Intent.MEMORY, question, passages=["memory-sequence-growth"])
    )
    assert text(informing("en", Intent.MEMORY, question)).startswith("To work out the memory")
