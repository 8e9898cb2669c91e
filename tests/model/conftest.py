"""A tiny real model file, made once a session, and a runtime over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.adapters.llama import LlamaConfig, LlamaRuntime
from service.adapters.llama.states import Serving
from tests.model.tiny import write_model


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model's file."""
    return write_model(tmp_path_factory.mktemp("model") / "tiny.gguf")


def config_for(path: Path, **settings: object) -> LlamaConfig:
    """A small configuration that leaves the machine to others."""
    return LlamaConfig(**{"path": str(path), "threads": 1, **settings})  # type: ignore[arg-type]


def serving(config: LlamaConfig) -> LlamaRuntime:
    """A runtime that serves."""
    runtime = LlamaRuntime(config)
    runtime.start()
    state = runtime.wait(60)
    assert isinstance(state, Serving), state
    return runtime


@pytest.fixture
def runtime(tiny: Path) -> Iterator[LlamaRuntime]:
    """A runtime over the tiny model, closed at the end."""
    opened = serving(config_for(tiny))
    yield opened
    opened.close()
