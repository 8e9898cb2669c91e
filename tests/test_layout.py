"""The rooms and who may knock on which door, as tests: imports, file sizes, and nothing built at import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVICE = ROOT / "service"
TOP_LEVEL = {
    "pyproject.toml", "Makefile", "README.md", "Dockerfile", "compose.yaml", "LICENSE",
    "service", "ui", "knowledge", "tests", ".ci", ".gitignore", ".dockerignore", ".streamlit",
}  # fmt: skip
MAY_IMPORT = {
    "cli": {"cli", "assemble", "settings", "log", "errors"},
    "assemble": {"assemble", "api", "adapters", "turn", "domain", "settings", "log", "errors"},
    "api": {"api", "turn", "domain", "errors"},
    "adapters": {"adapters", "domain", "errors"},
    "turn": {"turn", "domain", "errors"},
    "domain": {"domain"},
    "settings": {"settings", "errors"},
    "log": {"log", "errors"},
    "errors": {"errors"},
}
STANDARD_LIBRARY_ONLY = {"domain", "turn", "errors"}
NOT_PURE = {
    "asyncio", "datetime.now", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def room(path: Path) -> str:
    part = path.relative_to(SERVICE).parts[0]
    return part.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@pytest.mark.parametrize("path", python_files(SERVICE), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_inward(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    for name, line in imports(path):
        head, _, rest = name.partition(".")
        if head == "service":
            target = rest.split(".")[0]
            assert target in MAY_IMPORT[here], f"{path.name}:{line}: {here} may not import service.{target}"
        else:
            assert head != "ui", f"{path.name}:{line}: the service does not know the chat page"
            if here in STANDARD_LIBRARY_ONLY:
                assert head in sys.stdlib_module_names, f"{path.name}:{line}: {here} imports {head}"


@pytest.mark.parametrize("path", python_files(SERVICE / "domain"), ids=lambda path: path.name)
def test_domain_has_no_io_no_clock_no_randomness(path: Path) -> None:
    for name, line in imports(path):
        assert name.split(".")[0] not in NOT_PURE, f"{path.name}:{line}: {name} in the pure core"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input", "eval", "exec", "hash", "id"}, (
                f"{path.name}:{node.lineno}: {node.func.id}() in the pure core"
            )
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow"}, f"{path.name}:{node.lineno}: a clock in the pure core"


@pytest.mark.parametrize("path", python_files(ROOT / "ui"), ids=lambda path: path.name)
def test_the_chat_page_speaks_http_only(path: Path) -> None:
    for name, line in imports(path):
        assert name.split(".")[0] != "service", f"{path.name}:{line}: the chat page imports the service"


def tracked_python_files() -> list[Path]:
    return [path for folder in ("service", "ui", "tests") for path in python_files(ROOT / folder)]


@pytest.mark.parametrize("path", tracked_python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350, f"{path} is over 350 lines"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path} does not say what it is"


def test_most_files_are_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(SERVICE))
    assert lengths[len(lengths) // 2] < 120


def test_top_level_holds_only_what_was_agreed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    assert {name.split("/")[0] for name in listed if name} <= TOP_LEVEL


@pytest.mark.parametrize("path", python_files(SERVICE), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_built_at_import(path: Path) -> None:
    builders = {"FastAPI", "App", "AsyncApp", "Llama", "Settings", "load_settings", "create_engine", "Client", "OpenAI"}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        for call in ast.walk(node) if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) else ():
            if isinstance(call, ast.Call):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                assert name not in builders, f"{path.name}:{call.lineno}: {name} is built at import"
