"""llama.cpp itself: what the architecture can share, and tokens found where the model runs."""

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.engine import Engine, drawn
from service.adapters.llama.jobs import Job, Order, Part
from service.adapters.llama.native import Native
from service.adapters.llama.plan import Plan
from service.adapters.llama.sampling import Tops, best
from service.adapters.llama.start import probe, probe_tops
from tests.model.recurrent import write_recurrent

pytestmark = pytest.mark.model
READERS = 4


@pytest.fixture(scope="module", autouse=True)
def bindings_closed() -> Iterator[None]:
    """The bindings open the null device when they are imported, and never close it."""
    yield
    utils = importlib.import_module("llama_cpp._utils")
    utils.outnull_file.close()
    utils.errnull_file.close()


def native(path: Path, *, split: bool) -> Native:
    plan = Plan(4096, READERS, split=split, flash=0)
    return Native(LlamaConfig(str(path), threads=1, readers=READERS), plan, 0, lambda _: None)


@pytest.fixture(params=[True, False], ids=["split", "shared"])
def model(tiny: Path, request: pytest.FixtureRequest) -> Iterator[Native]:
    """The tiny model, each reader with memory of its own or all with one."""
    opened = native(tiny, split=request.param)
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
        said.append(answers(model, shares=True))
    assert said[0] == said[1]
    assert len({tuple(tokens) for tokens in said[0].values()}) == 2 * READERS


@pytest.mark.parametrize("split", [True, False])
def test_an_architecture_with_a_running_state_is_found_out_and_reads_everything_itself(
    tmp_path: Path, split: bool
) -> None:
    model = native(write_recurrent(tmp_path / "mamba.gguf"), split=split)
    assert probe(model) == (False, False)
    together = answers(model, shares=False)
    model.close()
    model = native(tmp_path / "mamba.gguf", split=split)
    alone = [answers(model, shares=False, only=number) for number in range(2 * READERS)]
    model.close()
    assert together == {number: tokens for each in alone for number, tokens in each.items()}
    assert len({tuple(tokens) for tokens in together.values()}) == len(together) == 2 * READERS


def answers(model: Native, *, shares: bool, only: int | None = None) -> dict[int, list[int]]:
    """The tokens drawn after some prompts with a long common beginning."""
    found: dict[int, list[int]] = {}

    def choose(tops: Tops, jobs: Sequence[Job]) -> Sequence[int]:
        tokens = drawn(tops, jobs)
        for job, token in zip(jobs, tokens, strict=True):
            found.setdefault(job.order.id, []).append(token)
        return tokens

    model.clear()
    engine = Engine(model, lambda _: None, shares=shares, trims=shares, choose=choose)
    for number in range(2 * READERS) if only is None else [only]:
        parts = (Part("The same beginning for all. " * 20 + str(number)), Part(""))
        engine.add(Order(number, number, parts, 99, 4000, 12, number, 1.0, lines=True))
    while engine.step():
        pass
    return found


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
