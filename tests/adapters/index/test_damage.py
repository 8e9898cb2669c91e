"""Nothing that happens to the folder stops a search: damage, killed builds, crowds, full disks, folders of no use."""

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from service.adapters.index import Index, open_index
from tests.adapters.index.samples import config, samples

ROOT = Path(__file__).resolve().parents[3]
BUILD = """
import sys
from pathlib import Path
from service.adapters.index import open_index
from tests.adapters.index.samples import config, samples
entries = samples()
if "changed" in sys.argv:
    entries.pop("forgetting")
def say(progress):
    print(progress.phase, flush=True)
index = open_index(entries, config(Path(sys.argv[1])), say)
print("PROBLEM", index.problem, len(index.search("显存", language="zh")), flush=True)
"""


def generation(folder: Path) -> Path:
    return folder / str(json.loads((folder / "current.json").read_text())["generation"])


def serves(index: Index) -> bool:
    return index.search("显存", language="zh")[0].entry == "same-memory"


def build(folder: Path, *arguments: str, limit: int | None = None) -> "subprocess.Popen[str]":
    def narrow() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-c", BUILD, str(folder), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=narrow)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    assert open_index(samples(), config(tmp_path)).problem is None
    return tmp_path


FILES = ["manifest.json", "names.json", "vectors.npy", "words_documents.npy", "latent_rows.npy", "line_terms.npy"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", ["truncate", "flip", "empty", "remove", "grow"])
def test_damage_is_seen_at_open_and_healed(built: Path, name: str, harm: str) -> None:
    path = generation(built) / name
    raw = path.read_bytes()
    match harm:
        case "truncate":
            path.write_bytes(raw[: len(raw) // 2])
        case "flip":
            middle = len(raw) // 2
            path.write_bytes(raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :])
        case "empty":
            path.write_bytes(b"")
        case "remove":
            path.unlink()
        case "grow":
            path.write_bytes(raw + b"\0")
    before = generation(built)
    index = open_index(samples(), config(built))
    assert index.problem is None
    assert serves(index)
    assert generation(built) != before
    after = generation(built)
    open_index(samples(), config(built))
    assert generation(built) == after


@pytest.mark.parametrize(
    "pointer",
    [b"", b"{", b"[]", b"null", b'{"generation": "../..", "manifest": ""}',
     b'{"generation": "generation-no", "manifest": ""}',
     b'{"generation": 1, "manifest": 2}', b"\xff\xfe", b'{"manifest": "x"}'],
)  # fmt: skip
def test_a_broken_pointer_is_healed(built: Path, pointer: bytes) -> None:
    (built / "current.json").write_bytes(pointer)
    index = open_index(samples(), config(built))
    assert index.problem is None
    assert serves(index)
    assert len(list(built.glob("generation-*"))) == 1


def test_nothing_is_written_when_nothing_changed(built: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.is_file() and path.name != "lock"}
    assert serves(open_index(samples(), config(built)))
    assert {path: path.stat().st_mtime_ns for path in times} == times


@pytest.mark.parametrize("moment", range(12))
def test_a_build_killed_at_any_moment_leaves_the_last_good_index(built: Path, moment: int) -> None:
    before = generation(built)
    worker = build(built, "changed")
    assert worker.stdout is not None
    worker.stdout.readline()  # it has begun
    time.sleep(moment * 0.15)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    after = generation(built)
    assert after.is_dir()
    expected = samples() if after == before else {name: e for name, e in samples().items() if name != "forgetting"}
    index = open_index(expected, config(built))
    assert index.problem is None
    assert generation(built) == after, "the index that was current was whole"
    assert serves(index)
    assert open_index(samples(), config(built)).problem is None
    assert not list(built.glob("building-*"))


def test_what_a_killed_build_left_is_swept_when_the_index_is_opened_unless_somebody_builds(built: Path) -> None:
    left = built / "building-0badcafe"
    left.mkdir()
    with FileLock(built / "lock"):
        assert serves(open_index(samples(), config(built)))
        assert left.is_dir(), "it may be the one that is being written"
    assert serves(open_index(samples(), config(built)))
    assert not left.exists()


@pytest.mark.parametrize("step", ["save", "rename", "pointer"])
def test_a_write_that_fails_at_any_step_leaves_the_last_good_index(
    built: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = generation(built)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    target = {
        "save": ("service.adapters.index.shelf.save", full),
        "rename": ("pathlib.Path.rename", full),
        "pointer": ("service.adapters.index.shelf.write_whole", full),
    }[step]
    monkeypatch.setattr(*target)
    changed = samples()
    changed["forgetting"] = replace(changed["forgetting"], topic="another")
    index = open_index(changed, config(built))
    monkeypatch.undo()
    assert index.problem is not None
    assert "No space left on device" in index.problem
    assert serves(index)
    assert generation(built) == before
    assert open_index(samples(), config(built)).problem is None
    assert generation(built) == before


def test_a_real_limit_on_file_size_is_one_clear_sentence(built: Path) -> None:
    before = generation(built)
    out, _ = build(built, "changed", limit=2_000).communicate(timeout=120)
    last = out.strip().splitlines()[-1]
    assert last.startswith("PROBLEM The index cannot be written to")
    assert last.endswith(" 4") or last[-1].isdigit()
    assert generation(built) == before
    assert serves(open_index(samples(), config(built)))


def test_a_full_disk_without_an_index_serves_from_memory(tmp_path: Path) -> None:
    out, _ = build(tmp_path / "new", limit=2_000).communicate(timeout=120)
    assert out.strip().splitlines()[-1].startswith("PROBLEM The index cannot be written")
    assert not (tmp_path / "new" / "current.json").exists()


def test_a_folder_that_is_a_file_serves_from_memory(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("not a folder")
    index = open_index(samples(), config(tmp_path / "index"))
    assert index.problem is not None
    assert serves(index)


def _open(folder: str) -> bool:
    index = open_index(samples(), config(Path(folder)))
    return index.problem is None and serves(index)


def test_many_processes_that_open_at_once_build_one_index(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(_open, [str(tmp_path)] * 8) == [True] * 8
    assert len(list(tmp_path.glob("generation-*"))) == 1
    assert not list(tmp_path.glob("building-*"))


def test_a_lock_held_too_long_is_told_and_served_around(built: Path) -> None:
    from filelock import FileLock

    changed = {name: entry for name, entry in samples().items() if name != "forgetting"}
    with FileLock(built / "lock"):
        index = open_index(changed, config(built, lock_wait_s=0.1))
    assert index.problem is not None
    assert "Another process" in index.problem
    assert serves(index)


def test_the_same_inputs_give_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        command = [sys.executable, "-c", BUILD, str(folder)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        found.append({path.name: path.read_bytes() for path in generation(folder).iterdir()})
    assert found[0] == found[1]
