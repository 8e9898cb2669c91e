"""llama.cpp's low-level API, as little of it as is needed: one model, one context, a batch, tokens and logits.

Only the worker process makes one of these. Nothing here survives an abort of the native code, nor has to.
"""

import ctypes
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.adapters.llama.backend import BackendTops
from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.plan import Plan
from service.adapters.llama.sampling import Tops, best

_KV_TYPES = {"f16": 1, "q8_0": 8, "q4_0": 2}
_SPLITS = {"none": 0, "layer": 1, "row": 2}
_WARNING, _ERROR = 3, 4
_WHY_MAX = 200
_GPU_DEVICE = 1
UBATCH = 512
"""Tokens that llama.cpp computes at once inside a batch."""


class CannotLoad(Exception):
    """The model or its context could not be made."""


def library() -> Any:
    """The bindings. Raises CannotLoad when they are not installed or do not load."""
    try:
        return importlib.import_module("llama_cpp.llama_cpp")
    except (ImportError, OSError, RuntimeError) as error:
        raise CannotLoad(f"llama-cpp-python cannot be loaded ({error})") from None


class Native:
    """A loaded model with its context. Every sequence number is below `sequences`."""

    def __init__(self, config: LlamaConfig, plan: Plan, gpu_layers: int, progress: Callable[[float], None]) -> None:
        self.lib = library()
        self._said = _Log()
        self._log = self.lib.llama_log_callback(self._said)
        self.lib.llama_log_set(self._log, None)
        self.lib.llama_backend_init()
        self._model = self._load(config, gpu_layers, progress)
        self._vocab = self.lib.llama_model_get_vocab(self._model)
        self.vocabulary: int = self.lib.llama_vocab_n_tokens(self._vocab)
        self._refuse_what_cannot_phrase()
        self._context = self._make_context(config, plan)
        self._memory = self.lib.llama_get_memory(self._context)
        self.split, self.sequences, self.batch = plan.split, plan.sequences, config.batch
        self.context: int = self.lib.llama_n_ctx(self._context)
        trained = self.lib.llama_model_n_ctx_train(self._model) or self.context
        self.longest: int = min(self.lib.llama_n_ctx_seq(self._context), trained)
        self.layers: int = self.lib.llama_model_n_layer(self._model)
        self.spaced = bool(self.lib.llama_vocab_type(self._vocab) == 1)
        self._rows = _Batch(self.lib, config.batch)
        self._pieces: dict[int, bytes] = {}
        self._ends: dict[int, bool] = {}
        self._backend: BackendTops | None = None

    def _load(self, config: LlamaConfig, gpu_layers: int, progress: Callable[[float], None]) -> Any:
        params = self.lib.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        params.split_mode = _SPLITS[config.split]

        def report(fraction: float, _: object) -> bool:
            progress(fraction)
            return True

        self._progress = self.lib.llama_progress_callback(report)
        params.progress_callback = self._progress
        model = self.lib.llama_model_load_from_file(config.path.encode(), params)
        if not model:
            raise CannotLoad(f"llama.cpp could not load the file{self._said.why()}")
        return model

    def _refuse_what_cannot_phrase(self) -> None:
        lib, model = self.lib, self._model
        if lib.llama_model_has_encoder(model) or lib.llama_model_is_diffusion(model):
            raise CannotLoad("it is no model that continues text")
        if not lib.llama_model_has_decoder(model) or self.vocabulary < 1:
            raise CannotLoad("it has no decoder or no vocabulary")

    def _make_context(self, config: LlamaConfig, plan: Plan) -> Any:
        params = self.lib.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = plan.context, config.batch, min(config.batch, UBATCH)
        params.n_seq_max = params.n_outputs_max = plan.sequences
        params.n_threads = params.n_threads_batch = max(1, config.threads)
        params.flash_attn_type = plan.flash
        params.type_k = params.type_v = _KV_TYPES[config.kv_type]
        params.kv_unified = not plan.split
        params.no_perf = True
        context = self.lib.llama_init_from_model(self._model, params)
        if not context:
            raise CannotLoad(f"there is no memory for a context of {plan.context} tokens")
        return context

    @property
    def remembers_only_the_whole(self) -> bool:
        """Whether the architecture keeps a running state, which cannot be cut back or shared in part."""
        return bool(self.lib.llama_model_is_recurrent(self._model) or self.lib.llama_model_is_hybrid(self._model))

    @property
    def on_gpu(self) -> bool:
        """Whether this build can use a GPU."""
        return bool(self.lib.llama_supports_gpu_offload())

    def set_threads(self, one: int, many: int) -> None:
        """CPU threads for batches of one token a sequence, and for longer ones."""
        self.lib.llama_set_n_threads(self._context, one, many)

    def tokenize(self, text: str, *, special: bool, begin: bool) -> list[int]:
        """Tokens of a text; `special` lets control tokens be written out, `begin` adds what a text starts with."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self.lib.llama_tokenize(self._vocab, raw, len(raw), buffer, room, begin, special)
        tokens = list(buffer[: max(0, count)])
        if self.spaced and not begin and tokens and not raw.startswith(b" ") and self.piece(tokens[0]) == b" ":
            del tokens[0]
        return tokens

    def piece(self, token: int) -> bytes:
        """The bytes of a token; nothing for a control token."""
        found = self._pieces.get(token)
        if found is None:
            found = self._pieces[token] = self._render(token)
        return found

    def _render(self, token: int) -> bytes:
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            count = self.lib.llama_token_to_piece(self._vocab, token, buffer, room, 0, 0)
            if count >= 0:
                return buffer.raw[:count]
            room = -count

    def is_end(self, token: int) -> bool:
        """Whether the token ends a text or a turn."""
        found = self._ends.get(token)
        if found is None:
            found = self._ends[token] = bool(self.lib.llama_vocab_is_eog(self._vocab, token))
        return found

    def is_control(self, token: int) -> bool:
        """Whether the token is a mark of the template and no text."""
        return bool(self.lib.llama_vocab_is_control(self._vocab, token))

    def decode(
        self, tokens: Sequence[int], positions: Sequence[int], sequences: Sequence[int], wanted: Sequence[bool]
    ) -> int:
        """Computes one batch. 0: done; 1: no room in the context; else an error."""
        code = int(self.lib.llama_decode(self._context, self._rows.fill(tokens, positions, sequences, wanted)))
        if code == 0:
            self.lib.llama_synchronize(self._context)
        return code

    def logits(self, rows: int) -> NDArray[np.float32]:
        """The logits of the last batch's wanted tokens, in their order; valid until the next batch."""
        pointer = self.lib.llama_get_logits(self._context)
        address = ctypes.cast(pointer, ctypes.c_void_p).value
        if address is None:
            raise RuntimeError("llama.cpp gave no logits")
        view = (ctypes.c_float * (rows * self.vocabulary)).from_address(address)
        return np.ctypeslib.as_array(view).reshape(rows, self.vocabulary)

    def tops(self, rows: int) -> Tops:
        """The likeliest tokens of the last batch's wanted ones, in their order."""
        if self._backend is not None:
            return self._backend.read(self._rows.wanted())
        return best(self.logits(rows))

    def find_tops_on_the_backend(self, *, wanted: bool) -> bool:
        """Has the likeliest tokens found where the model runs, or no longer; whether they are now. Meanwhile there are
        no logits to be had."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None
        if wanted:
            found = BackendTops(self.lib, self._context, self.sequences)
            self._backend = found if found.attached else None
        return self._backend is not None

    def copy(self, source: int, target: int, start: int, end: int) -> None:
        """Gives `target` what `source` remembers up to `end`; what both have before `start` is the same already.

        Sequences with memory of their own can only be copied whole, and are cut back then.
        """
        if self.split:
            self.lib.llama_memory_seq_cp(self._memory, source, target, -1, -1)
            self.cut(target, end)
        else:
            self.lib.llama_memory_seq_cp(self._memory, source, target, start, end)

    def cut(self, sequence: int, keep: int) -> bool:
        """Forgets a sequence from position `keep` on. False where the architecture cannot."""
        return bool(self.lib.llama_memory_seq_rm(self._memory, sequence, keep, -1))

    def last_position(self, sequence: int) -> int:
        """The last position in memory; -1 when empty."""
        return int(self.lib.llama_memory_seq_pos_max(self._memory, sequence))

    def clear(self) -> None:
        """Forgets every sequence."""
        self.lib.llama_memory_clear(self._memory, 1)

    def close(self) -> None:
        """Gives the memory back."""
        self.lib.llama_free(self._context)
        self.lib.llama_model_free(self._model)


def free_memory(*, gpu: bool) -> tuple[int, bool]:
    """Bytes that are free where the model will run, and whether that is on GPUs."""
    ggml = importlib.import_module("llama_cpp._ggml").libggml
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_load_all()
    on_cards = 0
    for index in range(ggml.ggml_backend_dev_count() if gpu else 0):
        device = ctypes.c_void_p(ggml.ggml_backend_dev_get(ctypes.c_size_t(index)))
        if ggml.ggml_backend_dev_type(device) == _GPU_DEVICE:
            free, total = ctypes.c_size_t(), ctypes.c_size_t()
            ggml.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
            on_cards += free.value
    return (on_cards, True) if on_cards else (available_memory(), False)


def available_memory() -> int:
    """Bytes of memory that can be had without swapping, half of it where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            rows = dict(line.split(":", 1) for line in file)
        return int(rows["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


class _Batch:
    """llama_batch over arrays of our own, filled in one go."""

    def __init__(self, lib: Any, size: int) -> None:
        self._tokens = np.zeros(size, np.int32)
        self._positions = np.zeros(size, np.int32)
        self._counts = np.ones(size, np.int32)
        self._sequences = np.zeros(size, np.int32)
        self._wanted = np.zeros(size, np.int8)
        first = self._sequences.ctypes.data
        self._pointers = np.array(range(first, first + 4 * size, 4), np.uint64)
        batch = self._batch = lib.llama_batch()
        batch.token = self._tokens.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        batch.pos = self._positions.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        batch.n_seq_id = self._counts.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        batch.seq_id = self._pointers.ctypes.data_as(ctypes.POINTER(ctypes.POINTER(ctypes.c_int32)))
        batch.logits = self._wanted.ctypes.data_as(ctypes.POINTER(ctypes.c_int8))

    def wanted(self) -> list[int]:
        """The places in the batch whose logits are wanted."""
        found: list[int] = np.flatnonzero(self._wanted[: self._batch.n_tokens]).tolist()
        return found

    def fill(
        self, tokens: Sequence[int], positions: Sequence[int], sequences: Sequence[int], wanted: Sequence[bool]
    ) -> Any:
        """The native batch with these rows; at most as many as the batch was made for."""
        count = len(tokens)
        self._tokens[:count] = tokens
        self._positions[:count] = positions
        self._sequences[:count] = sequences
        self._wanted[:count] = wanted
        self._batch.n_tokens = count
        return self._batch


class _Log:
    """What llama.cpp warns of goes to stderr, whose end the other process keeps; the first error is kept here too."""

    def __init__(self) -> None:
        self._first = ""

    def __call__(self, level: int, text: bytes, _: object) -> None:
        if level >= _WARNING:
            said = text.decode("utf-8", "replace")
            sys.stderr.write(said)
            sys.stderr.flush()
            self._first = self._first or (said.strip() if level == _ERROR else "")

    def why(self) -> str:
        """The first error in brackets, as a line that can be shown; nothing where there was none."""
        line = "".join(mark if mark.isprintable() else " " for mark in self._first).strip()
        return f" ({line[:_WHY_MAX]})" if line else ""
