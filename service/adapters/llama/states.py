"""How the local model is, as a closed union of values, and the sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Starting:
    """The worker is on its way; `percent` of the stage (checking, loading, measuring, probing). `after` is why the one
    before it ended, if there was one."""

    stage: str
    percent: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Serving:
    """The model answers. `about` is what the worker found out: family, threads, tokens/s, layers and the like."""

    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Down:
    """The model does not answer; `retry_s` is when it is tried again."""

    reason: str
    retry_s: float


@dataclass(frozen=True, slots=True)
class Closed:
    """The model was given back."""


State = Starting | Serving | Down | Closed


def sentence(name: str, state: State) -> str:
    """What an operator is told."""
    if isinstance(state, Starting):
        last = f"; the last time: {state.after}" if state.after else ""
        return f"{name} is being made ready ({state.stage} {state.percent} %{last}); the composer writes meanwhile."
    if isinstance(state, Serving):
        return f"{name} ({_described(state.about)}) is ready."
    if isinstance(state, Down):
        return f"{name} cannot be used: {state.reason}; the composer writes, next try in {state.retry_s:.0f} s."
    return f"{name} was given back; the composer writes."


def _described(about: Mapping[str, Any]) -> str:
    gpu = f", {about['gpu_layers']} layers on the GPU" if about["gpu_layers"] else ""
    return (
        f"{about['architecture']}, template {about['family']}, {about['threads']} threads{gpu}, "
        f"{about['tokens_per_s']:.0f} tokens/s for one reader"
    )
