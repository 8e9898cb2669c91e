"""Guards of the whole suite: no network but loopback, no model by accident, no setting from outside."""

import os
import socket
from collections.abc import Generator
from typing import Any

import hypothesis
import pytest

for name in [name for name in os.environ if name.startswith("SFT_ADVISOR_") and "_TESTS_" not in name]:
    del os.environ[name]
os.environ.update(ANONYMIZED_TELEMETRY="False", HF_HUB_OFFLINE="1", DO_NOT_TRACK="1")

hypothesis.settings.register_profile("suite", deadline=None)  # speed is measured in tests/bench, not here
hypothesis.settings.load_profile("suite")

COMPLETE = os.environ.get("SFT_ADVISOR_TESTS_COMPLETE") == "1"


class NetworkUsed(Exception):
    """A test reached for an address outside this machine."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections leave this machine from no test; a test server on loopback is fine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in {"127.0.0.1", "::1", "localhost"}:
            raise NetworkUsed(f"a test wanted to connect to {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """llama.cpp is loaded only by tests that are marked `model`."""
    if "model" not in request.keywords:
        monkeypatch.setitem(__import__("sys").modules, "llama_cpp", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of the model and of the page fail, rather than skip, where the run must be complete."""
    config.stash[_counts] = {mark: sum(mark in item.keywords for item in items) for mark in ("model", "browser")}


_counts: pytest.StashKey[dict[str, int]] = pytest.StashKey()
_ran: pytest.StashKey[dict[str, int]] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Counts the model and browser tests that passed."""
    report = yield
    if report.when == "call" and report.passed:
        ran = item.config.stash.setdefault(_ran, {"model": 0, "browser": 0})
        for mark in ran:
            ran[mark] += mark in item.keywords
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A complete run without model or browser tests is a failed run."""
    if COMPLETE:
        ran = session.config.stash.get(_ran, {"model": 0, "browser": 0})
        missing = [mark for mark, count in ran.items() if not count]
        if missing:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            print(f"\nincomplete: no test ran and passed for: {', '.join(missing)}")
