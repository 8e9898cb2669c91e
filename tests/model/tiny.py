"""Makes small real GGUF files of qwen2's architecture: a tokenizer trained on the knowledge entries, random weights.

The same shape and seed give the same bytes. Such a model writes noise, which is what the tests want of it.
"""

import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, TokenType
from numpy.typing import NDArray

ENTRIES = Path(__file__).resolve().parents[2] / "knowledge" / "entries"
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


@dataclass(frozen=True)
class Shape:
    """A model's shape; `kind` is Q8_0 or Q4_0, `vocabulary` in tokens (filled up with unused ones)."""

    layers: int = 2
    width: int = 64
    feed_forward: int = 128
    heads: int = 4
    kv_heads: int = 2
    vocabulary: int = 4096
    trained: int = 4096
    context: int = 32_768
    kind: str = "Q8_0"


TINY = Shape()


def knowledge_texts() -> list[str]:
    """The texts of the entries, in the order of their files."""
    return [text for path in sorted(ENTRIES.glob("*.toml")) for text in _texts(tomllib.loads(path.read_text("utf-8")))]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _texts(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def train(size: int) -> tuple[list[str], list[str]]:
    """Tokens by id and merges of a byte-level BPE over the knowledge entries."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(SPECIAL), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(knowledge_texts(), trainer)
    by_id = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    tokens = [token for token, _ in by_id]
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return tokens, [" ".join(pair) for pair in merges]


def write_model(path: Path, shape: Shape = TINY, seed: int = 7) -> Path:
    """Writes the file and returns its path."""
    writer = GGUFWriter(str(path), "qwen2")
    writer.add_name("tiny-qwen2-noise")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    add_tokenizer(writer, shape)
    rng = np.random.default_rng(seed)
    for name, rows, columns in _matrices(shape):
        data, kind = _quantized(rng, rows, columns, shape.kind)
        writer.add_tensor(name, data, raw_dtype=kind)
    for name, length in _vectors(shape):
        writer.add_tensor(name, np.full(length, 0.0 if name.endswith("bias") else 1.0, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def add_tokenizer(writer: GGUFWriter, shape: Shape) -> None:
    """Adds the trained tokenizer, filled up to the shape's vocabulary."""
    tokens, merges = train(shape.trained)
    kinds = [TokenType.NORMAL] * len(tokens) + [TokenType.CONTROL] * len(SPECIAL)
    tokens += SPECIAL
    unused = shape.vocabulary - len(tokens)
    tokens += [f"[unused{number}]" for number in range(unused)]
    kinds += [TokenType.UNUSED] * unused
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(value=False)


def _matrices(shape: Shape) -> Iterator[tuple[str, int, int]]:
    """Name, rows (outputs) and columns (inputs)."""
    kv = shape.width // shape.heads * shape.kv_heads
    yield "token_embd.weight", shape.vocabulary, shape.width
    for layer in range(shape.layers):
        yield f"blk.{layer}.attn_q.weight", shape.width, shape.width
        yield f"blk.{layer}.attn_k.weight", kv, shape.width
        yield f"blk.{layer}.attn_v.weight", kv, shape.width
        yield f"blk.{layer}.attn_output.weight", shape.width, shape.width
        yield f"blk.{layer}.ffn_gate.weight", shape.feed_forward, shape.width
        yield f"blk.{layer}.ffn_up.weight", shape.feed_forward, shape.width
        yield f"blk.{layer}.ffn_down.weight", shape.width, shape.feed_forward
    yield "output.weight", shape.vocabulary, shape.width


def _vectors(shape: Shape) -> Iterator[tuple[str, int]]:
    kv = shape.width // shape.heads * shape.kv_heads
    for layer in range(shape.layers):
        yield f"blk.{layer}.attn_norm.weight", shape.width
        yield f"blk.{layer}.ffn_norm.weight", shape.width
        for name, length in (("q", shape.width), ("k", kv), ("v", kv)):
            yield f"blk.{layer}.attn_{name}.bias", length
    yield "output_norm.weight", shape.width


def _quantized(
    rng: np.random.Generator, rows: int, columns: int, kind: str
) -> tuple[NDArray[np.uint8], GGMLQuantizationType]:
    """Random blocks: a scale in half precision, then 32 weights; their spread is that of a trained layer."""
    blocks = rows * columns // 32
    payload, spread = (32, 73.0) if kind == "Q8_0" else (16, 4.6)
    raw = np.empty((blocks, 2 + payload), np.uint8)
    scale = np.float16(1.0 / (spread * columns**0.5))
    raw[:, :2] = np.frombuffer(scale.tobytes(), np.uint8)
    raw[:, 2:] = rng.integers(0, 256, (blocks, payload), np.uint8)
    return raw.reshape(rows, -1), GGMLQuantizationType[kind]
