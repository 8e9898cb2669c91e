"""Who phrases, by the settings: nobody, a local model, an engine elsewhere, and the local one while that is down."""

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from service.assemble import House
from service.assemble.voices import Voices
from service.domain.answer import Writer
from service.errors import BadSettings
from service.settings import load_settings


def voices(**settings: object) -> Voices:
    return Voices(load_settings({}, **settings), {})


def test_without_a_model_nobody_phrases() -> None:
    none = voices()
    none.start()
    assert none.phraser() is None
    assert none.suggester() is None
    assert "composer" in none.health()
    none.close()


def test_an_engine_elsewhere_is_one_setting() -> None:
    there = voices(engine_url="http://127.0.0.1:1")
    there.start()
    phraser = there.phraser()
    assert phraser is not None
    assert phraser.writer is Writer.OPENAI
    assert "127.0.0.1:1/v1" in there.health()
    assert voices(engine_url="http://127.0.0.1:1", model_suggest=False).suggester() is None
    with pytest.raises(BadSettings):
        voices(engine_url="nowhere").start()


@pytest.mark.model
def test_a_local_model_stands_in_for_an_engine_that_is_down(tiny: Path) -> None:
    both = voices(engine_url="http://127.0.0.1:1", model_path=tiny, model_threads=1)
    try:
        both.start()
        both.wait(60)
        assert both.engine is not None
        for _ in range(3):
            both.engine.breaker.failed("down")
        phraser = both.phraser()
        assert phraser is not None
        assert phraser.writer is Writer.LLAMA
        assert phraser.ready()
        assert "is ready" in both.health()
    finally:
        both.close()


@pytest.mark.model
def test_readyz_says_why_the_model_does_not_serve(tiny: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(tiny.read_bytes()[:5000])
    cut = "it ends inside its header"
    for path, before, after in ((broken, cut, cut), (tiny, "is ready", "signal 9")):
        settings = load_settings({}, data_dir=tmp_path / path.stem, model_path=path, model_threads=1)
        with closing(House(settings)) as house:
            house.voices.start()
            house.voices.wait(60)
            assert before in said_of_model(house)
            assert house.voices.runtime is not None
            if number := house.voices.runtime.keeper.process_number:
                os.kill(number, signal.SIGKILL)
            ends = time.monotonic() + 10
            while after not in (message := said_of_model(house)):
                assert time.monotonic() < ends, message
            assert "the composer writes" in message


def said_of_model(house: House) -> str:
    """What /readyz says of the model; the service is ready whatever that is."""
    status = house.assistant.status()
    assert status["ready"]
    return str(status["parts"]["model"]["message"])
