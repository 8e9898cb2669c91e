"""Who phrases, by the settings: nobody, a local model, an engine elsewhere, and the local one while that is down."""

from pathlib import Path

import pytest

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
