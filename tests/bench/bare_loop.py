"""The peers on llama.cpp's bare low-level API: decode and sample one token after another, free or held by a grammar.

Runs in a process of its own, as the worker does: JSON on stdin says what to do, JSON on stdout gives seconds.
"""

import ctypes
import json
import sys
import time
from typing import Any

import llama_cpp.llama_cpp as native
import numpy as np


class Bare:
    """A model, a context with one sequence, a sampler chain as anybody would write it."""

    def __init__(self, path: str, context: int, threads: int) -> None:
        self.lib: Any = native
        self.quiet = self.lib.llama_log_callback(lambda *_: None)
        self.lib.llama_log_set(self.quiet, None)
        self.lib.llama_backend_init()
        self.model = self.lib.llama_model_load_from_file(path.encode(), self.lib.llama_model_default_params())
        self.vocab = self.lib.llama_model_get_vocab(self.model)
        params = self.lib.llama_context_default_params()
        params.n_ctx, params.n_batch = context, 512
        params.flash_attn_type = 0  # as the worker chooses on a CPU: the faster one there
        params.n_threads = params.n_threads_batch = threads
        self.context = self.lib.llama_init_from_model(self.model, params)
        self.size = self.lib.llama_vocab_n_tokens(self.vocab)
        self._row = np.zeros(self.size, np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)]))
        self._list = self.lib.llama_token_data_array()
        self._list.data = ctypes.cast(self._row.ctypes.data, type(self._list.data))

    def tokens(self, text: str, *, special: bool = True) -> list[int]:
        """Tokens of a text; control tokens written out, or taken as text."""
        raw = text.encode()
        buffer = (ctypes.c_int32 * (len(raw) + 8))()
        count = self.lib.llama_tokenize(self.vocab, raw, len(raw), buffer, len(buffer), 0, special)
        return list(buffer[:count])

    def chain(self) -> Any:
        """top-k, min-p, temperature, draw."""
        lib = self.lib
        chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        for sampler in (
            lib.llama_sampler_init_top_k(40),
            lib.llama_sampler_init_min_p(0.05, 1),
            lib.llama_sampler_init_temp(0.7),
            lib.llama_sampler_init_dist(1),
        ):
            lib.llama_sampler_chain_add(chain, sampler)
        return chain

    def read(self, tokens: list[int]) -> None:
        """Computes a prompt from the start."""
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), 1)
        for start in range(0, len(tokens), 512):
            piece = tokens[start : start + 512]
            self.decode(piece)

    def decode(self, tokens: list[int]) -> None:
        """Computes some tokens more."""
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        if self.lib.llama_decode(self.context, self.lib.llama_batch_get_one(array, len(tokens))):
            raise RuntimeError("decode failed")

    def free(self, prompt: str, text: str) -> dict[str, float]:
        """As many free tokens as the text has, and one to end it; seconds, and seconds with the prompt."""
        wanted, chain, began = self.tokens(text, special=False), self.chain(), time.perf_counter()
        self.read(self.tokens(prompt))
        self.lib.llama_synchronize(self.context)
        started = time.perf_counter()
        for token in wanted:
            self.lib.llama_sampler_sample(chain, self.context, -1)
            self.decode([token])
        self.lib.llama_sampler_sample(chain, self.context, -1)
        return _taken(began, started, len(wanted) + 1)

    def forced(self, prompt: str, text: str, *, whole: bool) -> dict[str, float]:
        """A text that a grammar holds word for word, token by token; seconds, and seconds with the prompt.

        `whole` masks the whole vocabulary at every token, as the library's own sampling does; else only the token
        that is taken anyway is held against the grammar, which is the least that a grammar can cost.
        """
        lib, wanted = self.lib, self.tokens(text, special=False)
        literal = json.dumps(text, ensure_ascii=False)
        grammar = lib.llama_sampler_init_grammar(self.vocab, f"root ::= {literal}".encode(), b"root")
        if not grammar:
            raise RuntimeError("the grammar does not compile")
        chain, began = self.chain(), time.perf_counter()
        self.read(self.tokens(prompt))
        self.lib.llama_synchronize(self.context)
        started = time.perf_counter()
        for token in wanted:
            if whole:
                self._mask(grammar, np.arange(self.size), self._logits())
                lib.llama_sampler_apply(chain, ctypes.byref(self._list))
            else:
                lib.llama_sampler_sample(chain, self.context, -1)
                self._mask(grammar, np.array([token]), np.ones(1, np.float32))
            lib.llama_sampler_accept(grammar, token)
            self.decode([token])
        return _taken(began, started, len(wanted))

    def _logits(self) -> Any:
        pointer = self.lib.llama_get_logits_ith(self.context, -1)
        return np.ctypeslib.as_array(ctypes.cast(pointer, ctypes.POINTER(ctypes.c_float)), (self.size,))

    def _mask(self, grammar: Any, ids: Any, logits: Any) -> None:
        self._row[: len(ids)]["id"], self._row[: len(ids)]["logit"] = ids, logits
        self._list.size, self._list.sorted, self._list.selected = len(ids), 0, -1
        self.lib.llama_sampler_apply(grammar, ctypes.byref(self._list))


def _taken(began: float, started: float, tokens: int) -> dict[str, float]:
    now = time.perf_counter()
    return {"s": now - started, "whole_s": now - began, "tokens": tokens}


def _answer(bare: Bare, request: dict[str, Any]) -> Any:
    how = request["how"]
    if how == "tokens":
        return [bare.tokens(text, special=special) for text, special in request["parts"]]
    if how == "free":
        return bare.free(request["prompt"], request["text"])
    return bare.forced(request["prompt"], request["text"], whole=how == "masked")


def main() -> int:
    """Serves requests, one JSON object a line."""
    first = json.loads(sys.stdin.readline())
    bare = Bare(first["path"], first["context"], first["threads"])
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(bare, json.loads(line))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
