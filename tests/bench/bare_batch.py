"""`llama_decode` alone: so many sequences, one token each, over and over, with nothing sampled. JSON in and out."""

import ctypes
import json
import sys
import time
from typing import Any

import llama_cpp.llama_cpp as native

WARM = 3


def measured(request: dict[str, Any]) -> dict[str, float]:
    """Tokens per second of `steps` batches of `readers` tokens; only llama.cpp's own time counts."""
    lib: Any = native
    quiet = lib.llama_log_callback(lambda *_: None)
    lib.llama_log_set(quiet, None)
    lib.llama_backend_init()
    model_params = lib.llama_model_default_params()
    model_params.n_gpu_layers = request["gpu_layers"]
    model = lib.llama_model_load_from_file(str(request["path"]).encode(), model_params)
    params = lib.llama_context_default_params()
    readers = int(request["readers"])
    params.n_ctx, params.n_seq_max, params.n_outputs_max = readers * 1024, readers, readers
    params.n_threads = params.n_threads_batch = request["threads"]
    params.flash_attn_type = -1 if request["gpu_layers"] else 0
    context = lib.llama_init_from_model(model, params)
    batch = lib.llama_batch_init(readers, 0, 1)
    batch.n_tokens = readers
    taken = 0.0
    for step in range(WARM + int(request["steps"])):
        for row in range(readers):
            batch.token[row], batch.pos[row], batch.n_seq_id[row], batch.logits[row] = 5, step, 1, 1
            batch.seq_id[row][0] = row
        started = time.perf_counter()
        if lib.llama_decode(context, batch):
            raise RuntimeError("decode failed")
        ctypes.cast(lib.llama_get_logits(context), ctypes.POINTER(ctypes.c_float))[0]
        taken += time.perf_counter() - started if step >= WARM else 0.0
    return {"tokens_per_s": readers * int(request["steps"]) / taken, "weights": float(lib.llama_model_size(model))}


if __name__ == "__main__":
    print(json.dumps(measured(json.loads(sys.stdin.read()))))
