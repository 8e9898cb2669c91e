"""llama.cpp itself: what the architecture can share, and tokens found where the model runs."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.engine import Engine
from service.adapters.llama.jobs import Order, Part
from service.adapters.llama.native import Native
from service.adapters.llama.plan import Plan
from service.adapters.llama.sampling import best
from service.adapters.llama.start import probe, probe_tops

pytestmark = pytest.mark.model
READERS = 4


@pytest.fixture(scope="module", autouse=True)
def bindings_closed() -> Iterator[None]:
    """The bindings open the null device when they are imported, and never close it."""
    yield
    utils = importlib.import_module("llama_cpp._utils")
    utils.outnull_file.close()
    utils.errnull_file.close()


@pytest.fixture(params=[True, False], ids=["split", "shared"])
def model(tiny: Path, request: pytest.FixtureRequest) -> Iterator[Native]:
    """The tiny model, each reader with memory of its own or all with one."""
    plan = Plan(4096, READERS, split=request.param, flash=0)
    opened = Native(LlamaConfig(str(tiny), threads=1, readers=READERS), plan, 0, lambda _: None)
    yield opened
    opened.close()


def test_a_transformer_shares_and_trims(model: Native) -> None:
    assert probe(model) == (True, True)


def test_tokens_found_where_the_model_runs_are_those_found_here(model: Native) -> None:
    here = read(model)
    expected = best(here)
    assert probe_tops(model)
    model.clear()
    decode(model)
    found = model.tops(READERS)
    assert found.ids.shape[0] == READERS
    for row in range(READERS):
        known = {*expected.ids[row][np.isfinite(expected.logits[row])].tolist()}
        assert known <= {*found.ids[row].tolist()}
        assert np.allclose(found.logits[row], here[row][found.ids[row]], atol=1e-5)
    assert not model.find_tops_on_the_backend(wanted=False)
    model.clear()
    assert np.allclose(read(model), here, atol=1e-5)


def test_what_is_said_does_not_depend_on_where_tokens_are_found(model: Native) -> None:
    said = []
    for on_backend in (False, True):
        assert model.find_tops_on_the_backend(wanted=on_backend) is on_backend
        model.clear()
        out: list[dict[str, Any]] = []
        engine = Engine(model, out.append, shares=True, trims=True)
        for number in range(2 * READERS):
            parts = (Part("The same beginning for all. " * 20 + str(number)), Part(""))
            engine.add(Order(number, number, parts, 99, 4000, 40, number, 1.0, lines=True))
        while engine.step():
            pass
        said.append(sorted((message["say"], message["text"]) for message in out if "say" in message))
        assert len({message["done"] for message in out if "done" in message}) == 2 * READERS
    assert said[0] == said[1]


def decode(model: Native) -> None:
    """Prompts of different lengths, one a sequence, the last logits of each wanted."""
    for sequence in range(READERS):
        tokens = [7 + sequence, 90, 300 + 10 * sequence]
        assert model.decode(tokens[:2], [0, 1], [sequence] * 2, [False, False]) == 0
    last = [300 + 10 * sequence for sequence in range(READERS)]
    assert model.decode(last, [2] * READERS, range(READERS), [True] * READERS) == 0


def read(model: Native) -> Any:
    """The logits after those prompts."""
    decode(model)
    return np.array(model.logits(READERS))
