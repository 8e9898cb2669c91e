"""`model list|pull|check`: what is offered and fits, what a check says of sound and broken files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.assemble.models import Models
from service.cli import main
from service.settings import load_settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: its exit code, stdout and stderr."""
    monkeypatch.setenv("SFT_ADVISOR_DATA_DIR", str(tmp_path))

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_the_list_marks_the_largest_that_fits(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("model", "list")
    models = Models(load_settings({}, data_dir=tmp_path))
    assert code == 0
    first, *rows, last = out.splitlines()
    assert first.startswith("memory for a model: ")
    assert last == "serving: none downloaded"
    assert len(rows) == len(models.offers)
    assert all(offer.licence in row for offer, row in zip(models.offers, rows, strict=True))
    marked = [row.split()[1] for row in rows if row.startswith("*")]
    default = models.default()
    assert marked == ([default.id] if default else [])


def test_what_is_not_offered_is_not_pulled(run: Run) -> None:
    code, out, err = run("model", "pull", "no-such-model")
    assert (code, out) == (2, "")
    assert "no-such-model" in err
    assert "qwen" in err


def test_without_a_file_there_is_nothing_to_check(run: Run) -> None:
    code, _, err = run("model", "check")
    assert code == 2
    assert "SFT_ADVISOR_MODEL_PATH" in err


@pytest.mark.model
def test_a_sound_file_is_ready_and_a_broken_one_says_why(run: Run, tiny: Path, tmp_path: Path) -> None:
    code, out, _ = run("model", "check", str(tiny))
    assert code == 0
    assert "qwen2, template chatml" in out
    assert "is ready" in out
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(tiny.read_bytes()[:-100])
    code, out, err = run("model", "check", str(broken))
    assert (code, out) == (1, "")
    assert "it is cut off" in err
