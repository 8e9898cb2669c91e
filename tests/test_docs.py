"""README.md says what the code does: its generated parts are current, its links and examples hold."""

import ast
import re
import shlex
import tomllib

import pytest

from service.cli import parser
from service.domain.entries import entry_from
from service.settings import PREFIX, ROOT, Settings
from tests import readme
from tests.bench import bench_gpu

TEXT = readme.README.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [body for name, body in BLOCKS if name == kind]


@pytest.mark.parametrize("name", readme.PARTS)
def test_what_comes_from_the_code_is_current(name: str) -> None:
    assert readme.part(name, TEXT) == "\n".join(readme.PARTS[name]()), "run: .venv/bin/python -m tests.readme"


def test_every_folder_of_knowledge_is_described() -> None:
    folders = {path.name for path in (ROOT / "knowledge").iterdir() if path.is_dir()}
    assert folders == set(readme.KNOWLEDGE)


def test_settings_named_in_the_text_exist() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", TEXT))
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    assert "ADVISOR_API_URL" in (ROOT / "ui" / "calls.py").read_text(encoding="utf-8")


def test_make_targets_named_in_the_text_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b(?=[ `\n])", "\n".join(blocks("sh")))) <= targets


def test_commands_named_in_the_text_are_understood() -> None:
    for line in re.findall(
        r"`(sft-advisor [^`]*)`", re.sub(r"<!-- commands.*?/commands -->", "", TEXT, flags=re.DOTALL)
    ):
        parser().parse_args(shlex.split(line)[1:])


def test_links_to_files_hold() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_the_python_example_is_python() -> None:
    for body in blocks("python"):
        ast.parse(body)


def test_the_example_of_an_entry_has_ten_lines_and_the_form_of_one() -> None:
    (body,) = blocks("toml")
    assert len(body.strip().splitlines()) <= 10
    data = tomllib.loads(body)
    real = tomllib.loads((ROOT / "knowledge/entries/lima.toml").read_text(encoding="utf-8"))
    assert set(data) <= set(real)
    assert set(data["zh"]) == set(data["en"]) == set(real["zh"])
    filled = {**data, **{language: {**data[language], "text": real[language]["text"]} for language in ("zh", "en")}}
    assert entry_from(filled, "my-finding").id == "my-finding"


def test_the_repository_speaks_of_the_project_alone() -> None:
    for path in (readme.README, ROOT / "Dockerfile", ROOT / "compose.yaml", *(ROOT / "ui").rglob("*")):
        if path.is_file() and path.suffix in {".py", ".toml", ".md", ".yaml", ""}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/work/|/tmp/\w|pypi\.org|index-url", text), path


def test_the_benchmark_builds_llama_as_the_makefile_does() -> None:
    flags = re.findall(r"-DCMAKE_(\w+)=(\S+)", bench_gpu.WITHOUT_AMX)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert flags
    assert all(f"-C cmake.define.CMAKE_{name}={value}" in makefile for name, value in flags)
