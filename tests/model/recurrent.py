"""Makes a small real GGUF file of mamba's architecture, which keeps a running state that can be neither shared in
part nor cut back: random weights over the tiny model's tokenizer."""

from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from tests.model.tiny import TINY, add_tokenizer

WIDTH, INNER, STATE, KERNEL, RANK, LAYERS = 64, 128, 8, 4, 4, 2


def write_recurrent(path: Path, seed: int = 7) -> Path:
    """Writes the file and returns its path."""
    writer = GGUFWriter(str(path), "mamba")
    writer.add_name("tiny-mamba-noise")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(0)
    writer.add_head_count(0)
    writer.add_block_count(LAYERS)
    writer.add_ssm_conv_kernel(KERNEL)
    writer.add_ssm_inner_size(INNER)
    writer.add_ssm_state_size(STATE)
    writer.add_ssm_time_step_rank(RANK)
    writer.add_layer_norm_rms_eps(1e-5)
    add_tokenizer(writer, TINY)
    rng = np.random.default_rng(seed)
    for name, shape in _tensors().items():
        spread = 1.0 if name.startswith("token_embd") else shape[-1] ** -0.5
        data = np.ones(shape) if "norm" in name else rng.normal(0, spread, shape)
        writer.add_tensor(name, (-np.abs(data) - 0.1 if name.endswith("ssm_a") else data).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors() -> dict[str, tuple[int, ...]]:
    """Shapes by name, outputs first."""
    vocabulary = TINY.vocabulary
    found: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary, WIDTH),
        "output_norm.weight": (WIDTH,),
        "output.weight": (vocabulary, WIDTH),
    }
    for layer in range(LAYERS):
        of_layer: dict[str, tuple[int, ...]] = {
            "attn_norm.weight": (WIDTH,),
            "ssm_in.weight": (2 * INNER, WIDTH),
            "ssm_conv1d.weight": (INNER, KERNEL),
            "ssm_conv1d.bias": (INNER,),
            "ssm_x.weight": (RANK + 2 * STATE, INNER),
            "ssm_dt.weight": (INNER, RANK),
            "ssm_dt.bias": (INNER,),
            "ssm_a": (INNER, STATE),
            "ssm_d": (INNER,),
            "ssm_out.weight": (WIDTH, INNER),
        }
        found |= {f"blk.{layer}.{name}": shape for name, shape in of_layer.items()}
    return found
