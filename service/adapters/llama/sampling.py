"""Picks the next token: llama.cpp's sampler chain with a seed of its own for every request.

The chain's first step (min-p) is done here on the whole row at once, so that the chain sees the few tokens that can
still be picked instead of the whole vocabulary: the same picks, in a tenth of the time.
"""

import ctypes
import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

MIN_P = 0.05
TOP_K = 40
GREEDY = 0.0
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Picker(Protocol):
    """Picks tokens for one request."""

    def pick(self, logits: NDArray[np.float32]) -> int | None:
        """The next token given its row of logits; None where the row is no distribution."""

    def close(self) -> None:
        """Gives the memory back."""


class Desk:
    """The list of candidates that the chains work on, one after the other."""

    def __init__(self, lib: Any, vocabulary: int) -> None:
        self._room = np.zeros(vocabulary, _CANDIDATE)
        self._list = lib.llama_token_data_array()
        self._list.data = ctypes.cast(self._room.ctypes.data, type(self._list.data))

    def lay_out(self, ids: NDArray[np.intp], logits: NDArray[np.float32]) -> Any:
        """The native list of these candidates."""
        few = self._room[: len(ids)]
        few["id"], few["logit"] = ids, logits
        self._list.size, self._list.sorted, self._list.selected = len(ids), False, -1
        return self._list


class ChainPicker:
    """min-p, top-k, temperature and a seeded draw."""

    def __init__(self, lib: Any, desk: "Desk", seed: int, temperature: float) -> None:
        self._lib, self._desk = lib, desk
        chain = self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        if temperature == GREEDY:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_greedy())
        else:
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_top_k(TOP_K))
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_temp(temperature))
            lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_dist(seed & 0xFFFFFFFF))

    def pick(self, logits: NDArray[np.float32]) -> int | None:
        """The next token."""
        best = float(logits.max())
        if not math.isfinite(best):
            return None
        ids = np.flatnonzero(logits >= best + math.log(MIN_P))
        candidates = self._desk.lay_out(ids, logits[ids])
        self._lib.llama_sampler_apply(self._chain, ctypes.byref(candidates))
        if not 0 <= candidates.selected < candidates.size:
            return None
        token = int(candidates.data[candidates.selected].id)
        self._lib.llama_sampler_accept(self._chain, token)
        return token

    def close(self) -> None:
        """Frees the chain."""
        self._lib.llama_sampler_free(self._chain)
