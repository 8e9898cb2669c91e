"""llama.cpp's own samplers, run where the model runs: they leave the likeliest tokens of each row, so that rows of a
whole vocabulary (600 kB each) need not come over from a GPU. What is picked of those is decided in `sampling`."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from service.adapters.llama.sampling import TOP_K, Tops


class BackendTops:
    """A chain of top-k alone at every sequence of a context; it holds no state of a request."""

    def __init__(self, lib: Any, context: Any, sequences: int) -> None:
        self._lib, self._context = lib, context
        self._chains: list[Any] = []
        self.attached = all(self._attach(sequence) for sequence in range(sequences))
        if not self.attached:
            self.close()

    def _attach(self, sequence: int) -> bool:
        chain = self._lib.llama_sampler_chain_init(self._lib.llama_sampler_chain_default_params())
        self._lib.llama_sampler_chain_add(chain, self._lib.llama_sampler_init_top_k(TOP_K))
        self._chains.append(chain)
        return bool(self._lib.llama_set_sampler(self._context, sequence, chain))

    def read(self, places: Sequence[int]) -> Tops:
        """The likeliest tokens at these places of the last batch; none where the backend found none."""
        lib, context = self._lib, self._context
        width = lib.llama_get_sampled_candidates_count_ith(context, places[0])
        ids, logits = np.zeros((len(places), width), np.int32), np.zeros((len(places), width), np.float32)
        to_ids, to_logits, size = ids.ctypes.data, logits.ctypes.data, 4 * width
        for row, place in enumerate(places):
            ctypes.memmove(to_ids + row * size, lib.llama_get_sampled_candidates_ith(context, place), size)
            ctypes.memmove(to_logits + row * size, lib.llama_get_sampled_logits_ith(context, place), size)
        return Tops(ids, logits)

    def close(self) -> None:
        """Takes the chains off again."""
        for sequence, chain in enumerate(self._chains):
            self._lib.llama_set_sampler(self._context, sequence, None)
            self._lib.llama_sampler_free(chain)
        self._chains = []
        self.attached = False
