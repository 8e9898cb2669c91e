"""The image and the compose file: what can be known of them without building."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import PREFIX, ROOT, Settings

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]


def test_hadolint_has_nothing_to_say() -> None:
    tool = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([tool, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.stdout + done.stderr == ""


def test_the_image_runs_as_nobody_special_and_installs_by_hash() -> None:
    (user,) = re.findall(r"^USER (\S+)", LAST_STAGE, re.MULTILINE)
    assert int(user) >= 1000
    assert DOCKERFILE.count("--require-hashes") == 2
    assert "RUN" not in LAST_STAGE[LAST_STAGE.index("USER") :]


def test_every_file_that_the_image_copies_exists() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert name not in ignored


def test_the_images_settings_exist() -> None:
    named = re.findall(rf"{PREFIX}([A-Z_]+)=", DOCKERFILE)
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_services_are_published_here_only_and_may_do_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["image"] == "sft-advisor"
    assert "privileged" not in service


def test_the_chat_page_runs_from_the_same_image_and_finds_the_api() -> None:
    page = COMPOSE["services"]["ui"]
    assert (ROOT / page["command"][2]).exists()
    assert page["environment"]["ADVISOR_API_URL"] == f"http://api:{Settings.model_fields['port'].default}"
    assert page["depends_on"] == {"api": {"condition": "service_healthy"}}


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_reads_the_file() -> None:
    done = subprocess.run(
        ["docker-compose", "-f", ROOT / "compose.yaml", "config", "-q"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
