"""`up` and `serve`: the API, with or without the chat page, until Ctrl-C."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import Any

from service.assemble import serve
from service.cli.shared import house
from service.errors import BadSettings, Unavailable
from service.settings import ROOT, Settings

GRACE_S = 8
START_S = 60


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    up = commands.add_parser("up", help="run API and chat page on this machine")
    up.set_defaults(run=_up)
    alone = commands.add_parser("serve", help="run the API alone")
    alone.set_defaults(run=_serve)
    for command in (up, alone):
        command.add_argument("--host", help="address to listen on (default 127.0.0.1)")
        command.add_argument("--port", type=int, help="port of the API (default 8000)")
    up.add_argument("--ui-port", type=int, help="port of the chat page (default 8501)")


def _serve(arguments: argparse.Namespace) -> int:
    with house(host=arguments.host, port=arguments.port) as built:
        _check_port(built.settings.host, built.settings.port, "PORT")
        _ = built.index.problem
        print(f"API   http://{_shown(built.settings.host)}:{built.settings.port}  (docs at /docs)", flush=True)
        with suppress(KeyboardInterrupt):  # how it ends
            serve(built, GRACE_S)
    print("stopped", file=sys.stderr)
    return 0


def _up(arguments: argparse.Namespace) -> int:
    with house(host=arguments.host, port=arguments.port, ui_port=arguments.ui_port) as built:
        settings = built.settings
        _check_port(settings.host, settings.port, "PORT")
        _check_port(settings.host, settings.ui_port, "UI_PORT")
        _ = built.index.problem
        signal.signal(signal.SIGTERM, _end)
        page = _start_page(settings)
        try:
            with suppress(KeyboardInterrupt):  # how it ends
                serve(built, GRACE_S, when_ready=lambda: _greet(settings, built.model_line(), page))
        finally:
            _stop(page)
    print("stopped", file=sys.stderr)
    return 0


def _end(*_: object) -> None:
    """SIGTERM ends both programs as Ctrl-C does."""
    raise KeyboardInterrupt


def _start_page(settings: Settings) -> subprocess.Popen[bytes]:
    api = f"http://{_shown(settings.host)}:{settings.port}"
    environment = {**os.environ, "ADVISOR_API_URL": api}
    for name in [name for name in environment if name.startswith("SFT_ADVISOR_")]:
        del environment[name]
    if settings.api_keys:
        environment["ADVISOR_API_KEY"] = settings.api_keys[0].get_secret_value()
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "app.py")),
        *("--server.address", settings.host, "--server.port", str(settings.ui_port)),
        *("--server.headless", "true", "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"),
        *("--client.toolbarMode", "minimal", "--logger.level", "warning"),
    ]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)


def _greet(settings: Settings, model: str, page: subprocess.Popen[bytes]) -> None:
    host = _shown(settings.host)
    address = f"http://{host}:{settings.ui_port}"
    _wait_for(f"{address}/_stcore/health", page)
    print(
        f"chat  {address}\nAPI   http://{host}:{settings.port}  (docs at /docs)\n{model}\nCtrl-C stops both.",
        flush=True,
    )


def _wait_for(address: str, page: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if page.poll() is not None:
            raise Unavailable(
                "The chat page did not start; see the lines above. `sft-advisor serve` runs the API alone."
            )
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Unavailable(f"The chat page did not answer within {START_S} s.")


def _stop(page: subprocess.Popen[bytes]) -> None:
    if page.poll() is None:
        page.send_signal(signal.SIGTERM)
        try:
            page.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            page.kill()
            page.wait()


def _check_port(host: str, port: int, name: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSettings(
                f"Port {port} on {host} cannot be used ({error.strerror}); choose another with SFT_ADVISOR_{name}."
            ) from None


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  (shown, not bound)
