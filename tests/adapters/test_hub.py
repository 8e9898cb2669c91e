"""The catalogue of models, and downloading one from a stand-in of the hub on loopback: whole, resumed, wrong."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.adapters.hub import Offer, chosen, fitting, named, offers_from
from service.errors import BadInput, BadKnowledge

ROOT = Path(__file__).resolve().parents[2]
DATA = bytes(range(256)) * 100_000
ROW = {"id": "a", "repo": "o/r", "file": "a.gguf", "size_gb": 1, "memory_gb": 2, "licence": "MIT", "verified": False}


@dataclass
class Hub:
    """What the stand-in sends, states and was asked for."""

    url: str = ""
    sent: bytes = DATA
    etag: str = hashlib.sha256(DATA).hexdigest()
    breaks_after: int | None = None
    ranges: list[str] = field(default_factory=list)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A stand-in of the hub."""
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._head(200, len(DATA), 0)

        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            state.ranges.append(asked)
            start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
            body = state.sent[start:]
            self._head(206 if start else 200, len(body), start)
            if state.breaks_after is not None:
                body, state.breaks_after = body[: state.breaks_after], None
                self.close_connection = True
            self.wfile.write(body)

        def _head(self, status: int, length: int, start: int) -> None:
            self.send_response(status)
            self.send_header("ETag", f'"{state.etag}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.send_header("Content-Length", str(length))
            self.send_header("Accept-Ranges", "bytes")
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(DATA) - 1}/{len(DATA)}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


def pulled(hub: Hub, folder: Path) -> "subprocess.CompletedProcess[str]":
    """One download in a process of its own; hub libraries read their environment when imported."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from service.adapters import hub\nfrom service.errors import AdvisorError\n"
        f"offer = hub.Offer(**{ROW!r})\n"
        "try:\n    found = hub.pull(offer, Path(sys.argv[2]), sys.argv[1])\n    hub.choose(Path(sys.argv[2]), found)\n"
        "except AdvisorError as error:\n    print(error.message)\n    sys.exit(1)\n"
    )
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment |= {"HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1"}
    environment["HF_HOME"] = str(folder / "home")
    command = [sys.executable, "-c", code, hub.url, str(folder / "models")]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, cwd=ROOT, check=False)


def test_a_model_is_downloaded_checked_and_chosen(hub: Hub, tmp_path: Path) -> None:
    done = pulled(hub, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    found = chosen(tmp_path / "models")
    assert found is not None
    assert Path(found.path).read_bytes() == DATA
    assert (found.size, found.sha256) == (len(DATA), hub.etag)


def test_a_download_that_broke_off_goes_on_where_it_was(hub: Hub, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "a"
    folder.mkdir(parents=True)
    (folder / f"a.gguf.{hub.etag[:16]}.part").write_bytes(DATA[:9_000_000])
    hub.breaks_after = 12_000_000
    done = pulled(hub, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    starts = [int(asked.removeprefix("bytes=").split("-")[0]) for asked in hub.ranges]
    assert starts[0] == 9_000_000
    assert starts[1] > starts[0]
    assert chosen(tmp_path / "models") is not None


@pytest.mark.parametrize("how", ["other bytes", "no hash"])
def test_what_is_not_what_was_stated_is_removed(hub: Hub, tmp_path: Path, how: str) -> None:
    if how == "other bytes":
        hub.sent = DATA[:-1] + b"?"
    else:
        hub.etag = "no-hash"
    done = pulled(hub, tmp_path)
    assert done.returncode == 1
    assert ("not what the hub stated" if how == "other bytes" else "states no size") in done.stdout
    assert not list((tmp_path / "models").rglob("*.gguf"))
    assert chosen(tmp_path / "models") is None


def test_a_hub_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = pulled(Hub(url="http://127.0.0.1:9"), tmp_path)
    assert done.returncode == 1
    assert "could not be downloaded" in done.stdout


def test_the_catalogue_is_sound_and_covers_small_machines_and_large_ones() -> None:
    offers = offers_from(tomllib.loads((ROOT / "knowledge" / "gguf.toml").read_text("utf-8")))
    assert len({offer.id for offer in offers}) == len(offers)
    assert offers[0].size_gb < 1
    assert fitting(offers, 80) is offers[-1]
    assert fitting(offers, 1) is None
    assert named(offers, offers[0].id) is offers[0]
    with pytest.raises(BadInput):
        named(offers, "none")


@pytest.mark.parametrize(
    "wrong", [{"repo": "../x"}, {"file": "../a.gguf"}, {"file": "a.bin"}, {"licence": 1}, {"more": 1}]
)
def test_a_broken_row_is_refused(wrong: dict[str, object]) -> None:
    assert offers_from({"models": [ROW]}) == (Offer(**ROW),)  # type: ignore[arg-type]
    with pytest.raises(BadKnowledge):
        offers_from({"models": [ROW | wrong]})


def test_a_choice_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert chosen(tmp_path) is None
    for raw in ("no", "[]", json.dumps({"path": str(tmp_path / "gone"), "size": 1, "sha256": "x"})):
        (tmp_path / "chosen.json").write_text(raw, "utf-8")
        assert chosen(tmp_path) is None
