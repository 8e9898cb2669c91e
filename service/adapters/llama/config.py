"""How the local model is loaded and run, checked before anything native sees it. Unknown names are refused."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from service.errors import BadSettings

FlashAttention = Literal["auto", "on", "off"]
KvType = Literal["f16", "q8_0", "q4_0"]
Split = Literal["none", "layer", "row"]
Cache = Literal["auto", "split", "shared"]

SEQUENCES_MAX = 256
"""Most sequences that llama.cpp keeps in one context."""
CONTEXT_MIN = 512


@dataclass(frozen=True, slots=True)
class LlamaConfig:
    """One model and how it is run. `path` is a GGUF file (the first part of a split one).

    context: tokens of all readers together, 0 for what memory allows; cache: whether each reader has a part of its
    own; batch: tokens; gpu_layers: -1 for all that fit; threads: 0 to measure at start; readers: answers written
    at once; queue: answers that may wait; wait_s: seconds that one may wait; silent_s: seconds without a sign of life
    of a busy worker after which it is ended; size, sha256: what the file must have, where known.
    """

    path: str
    context: int = 0
    batch: int = 512
    gpu_layers: int = -1
    threads: int = 0
    readers: int = 8
    queue: int = 32
    family: str = ""
    flash_attention: FlashAttention = "auto"
    kv_type: KvType = "f16"
    split: Split = "layer"
    cache: Cache = "auto"
    temperature: float = 0.7
    wait_s: float = 20.0
    silent_s: float = 60.0
    unread_s: float = 30.0
    size: int | None = None
    sha256: str | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise BadSettings(f"The model's {name} must be from {low} to {high}, not {value!r}.")
            if name in _WHOLE and not isinstance(value, int):
                raise BadSettings(f"The model's {name} must be a whole number, not {value!r}.")
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise BadSettings(f"The model's {name} must be one of {', '.join(allowed)}.")
        if self.kv_type != "f16" and self.flash_attention == "off":
            raise BadSettings(f"A {self.kv_type} cache needs flash attention: set it to auto or on.")
        if self.context and self.context < max(CONTEXT_MIN, 64 * self.readers):
            raise BadSettings(f"A context of {self.context} tokens is too small for {self.readers} readers.")
        if not self.path or "\0" in self.path:
            raise BadSettings("The model's path is empty or holds a zero byte.")


_RANGES: Mapping[str, tuple[float, float]] = {
    "context": (0, 4_194_304),
    "batch": (32, 8192),
    "gpu_layers": (-1, 1000),
    "threads": (0, 512),
    "readers": (1, 64),
    "queue": (0, 1024),
    "temperature": (0.0, 2.0),
    "wait_s": (0.0, 600.0),
    "silent_s": (1.0, 3600.0),
    "unread_s": (0.1, 3600.0),
}
_WHOLE = frozenset({"context", "batch", "gpu_layers", "threads", "readers", "queue"})
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "flash_attention": get_args(FlashAttention),
    "kv_type": get_args(KvType),
    "split": get_args(Split),
    "cache": get_args(Cache),
}


def config_from(values: Mapping[str, Any]) -> LlamaConfig:
    """The configuration that the named values make. Raises BadSettings, also for a name that does not exist."""
    known = {field.name for field in fields(LlamaConfig)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise BadSettings(f"Unknown model setting {', '.join(unknown)}; there are {', '.join(sorted(known))}.")
    if not isinstance(values.get("path"), str):
        raise BadSettings("The model's path is missing.")
    return LlamaConfig(**values)


def config_as_json(config: LlamaConfig) -> dict[str, Any]:
    """The named values of a configuration."""
    return asdict(config)
