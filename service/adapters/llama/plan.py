"""How much context there is and how it is laid out, from the file's header and the memory that is free. Pure.

Laid out `split`, every reader has memory of its own: nobody's attention runs over the others' tokens, which made eight
readers 1.7 times faster on a CPU, and a prefix is shared by copying it. Where memory is short, all share one (`split`
false): a shared prefix is then held once.
"""

from dataclasses import dataclass

from service.adapters.llama.config import SEQUENCES_MAX, LlamaConfig
from service.adapters.llama.header import Header

READER_TOKENS = 4096
"""Tokens that an answer may need: prompt, what was shown, and the longest span."""
SPLIT_TOKENS = 3072
"""With less than this for each, readers share one memory."""
CONTEXT_MIN = 4096
RESERVE = 1 << 30
"""Bytes left alone, for the computation itself and for others."""
_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}


@dataclass(frozen=True, slots=True)
class Plan:
    """Tokens in all, sequences, whether each has its own part, and flash attention as llama.cpp counts it."""

    context: int
    sequences: int
    split: bool
    flash: int


def plan_for(config: LlamaConfig, header: Header, free: int, *, on_gpu: bool) -> Plan:
    """The plan for a model with `free` bytes of memory where it will run (its own weights not yet loaded)."""
    context = config.context or _affordable(config, header, free)
    split = config.cache == "split" or (config.cache == "auto" and context >= config.readers * SPLIT_TOKENS)
    sequences = config.readers if split else min(2 * config.readers, SEQUENCES_MAX)
    return Plan(context, sequences, split, _flash(config, on_gpu=on_gpu))


def token_bytes(config: LlamaConfig, header: Header) -> float:
    """Bytes of key-value cache for one token in all layers; one at least, whatever the header says."""
    name = header.text("general.architecture")
    layers = header.number(f"{name}.block_count") or 1
    heads = header.number(f"{name}.attention.head_count") or 1
    kv_heads = header.number(f"{name}.attention.head_count_kv") or heads
    width = (header.number(f"{name}.embedding_length") or 4096) // heads
    key = header.number(f"{name}.attention.key_length") or width
    value = header.number(f"{name}.attention.value_length") or width
    return max(1.0, layers * kv_heads * (key + value) * _BYTES[config.kv_type])


def _affordable(config: LlamaConfig, header: Header, free: int) -> int:
    wanted = config.readers * READER_TOKENS
    left = (free - header.file_size - RESERVE) * 0.8
    tokens = int(left / token_bytes(config, header))
    return min(wanted, max(CONTEXT_MIN, tokens))


def _flash(config: LlamaConfig, *, on_gpu: bool) -> int:
    """-1 leaves it to llama.cpp. On a CPU plain attention decodes faster (measured), where the cache allows it."""
    if config.flash_attention == "auto":
        return -1 if on_gpu or config.kv_type != "f16" else 0
    return 1 if config.flash_attention == "on" else 0
