"""The parts of README.md that come from the code, and `python -m tests.readme`, which writes them anew."""

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from service import errors
from service.api.errors import CODES, SENTENCES, status_of
from service.cli import parser
from service.settings import PREFIX, ROOT, Settings

README = ROOT / "README.md"
QUESTION = "We do medical summaries, no multi-turn dialogue, about 3,000 rows. Base or Chat?"
KNOWLEDGE = {
    "catalogue": "real checkpoints, family by family",
    "entries": "what is known, Chinese and English of each, with source, status and review date",
    "phrases": "what the composer says",
    "policies": "the two policies, rule by rule",
    "stance": "what the sentence checker looks for",
    "statements": "clauses that state other facts than the task, from which the reader's model of statements learns",
    "tasks": "labelled clauses that say what a model will do, from which the classifier of tasks learns",
    "utterances": "labelled messages, from which the reader's classifier learns",
    "words": "what the reader understands",
}
UI = "the chat page (Streamlit); speaks HTTP to the API and imports nothing of it"
TESTS = "mirrors service/; golden cases, a real browser, evaluation, benchmarks"


def first_sentence(path: Path) -> str:
    """What a module says of itself, up to its first full stop or colon's list."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=[.!])\s", docstring.replace("\n", " "), maxsplit=1)[0].rstrip(".")


def tree() -> Iterator[str]:
    """The rooms: folders of service/ and its single files, then the other folders."""
    yield "```"
    yield "service/"
    service = ROOT / "service"
    for path in sorted(service.glob("*.py")):
        if path.name != "__init__.py":
            yield f"  {path.name:<14}{first_sentence(path)}"
    for folder in sorted(path.parent for path in service.glob("*/__init__.py")):
        yield f"  {folder.name + '/':<14}{first_sentence(folder / '__init__.py')}"
        for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
            yield f"    {inner.name + '/':<12}{first_sentence(inner / '__init__.py')}"
    yield f"{'ui/':<16}{UI}"
    yield "knowledge/"
    for folder in sorted(path for path in (ROOT / "knowledge").iterdir() if path.is_dir()):
        yield f"  {folder.name + '/':<14}{KNOWLEDGE.get(folder.name, '')}"
    yield f"{'tests/':<16}{TESTS}"
    yield "```"


def settings() -> Iterator[str]:
    """Every setting with its environment variable, type's limits and default."""
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = str(default).replace(f"{ROOT}/", "") if default not in (None, "", ()) else ""
        yield f"| `{PREFIX}{name.upper()}` | {f'`{shown}`' if shown else ''} | {field.description} |"


def commands() -> Iterator[str]:
    """Every command of the command line with its help."""
    yield "| command | does |"
    yield "|---|---|"
    for name, command, help_text in _subcommands(parser()):
        actions = [inner for inner, _, _ in _subcommands(command)]
        shown = " ".join([name, "\\|".join(actions)]).strip()
        yield f"| `sft-advisor {shown}` | {help_text} |"


def _subcommands(of: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield name, command, helps.get(name, "")


def error_table() -> Iterator[str]:
    """Who must act, with HTTP status and exit code, and what the router itself refuses."""
    yield "| error | HTTP | exit code | who acts |"
    yield "|---|---|---|---|"
    for kind in (errors.BadInput, errors.NotFound, errors.Conflict, errors.BadSettings, errors.BadKnowledge,
                 errors.Unavailable):  # fmt: skip
        exit_code = 2 if issubclass(kind, errors.BadInput | errors.BadSettings) else 1
        yield f"| `{kind.code}` | {status_of(kind(''))} | {exit_code} | {ACTS[kind]} |"
    for status, code in CODES.items():
        if status in SENTENCES and status != 404:
            yield f"| `{code}` | {status} | | {SENTENCES[status]} |"


ACTS: dict[type[errors.AdvisorError], str] = {
    errors.BadInput: "the caller: change the request",
    errors.NotFound: "the caller: what was named does not exist, or belongs to another",
    errors.Conflict: "the caller: it is busy, or done already",
    errors.BadSettings: "the operator: a setting is wrong or missing",
    errors.BadKnowledge: "the editor of `knowledge/`: file and reason are named",
    errors.Unavailable: "nobody at once: a part is down, the rest serves on; try again",
}


def answer() -> Iterator[str]:
    """What the command line answers, with no model, on an index of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
        done = subprocess.run(
            [sys.executable, "-c", "from service.cli import main; raise SystemExit(main())", "ask", QUESTION],
            cwd=ROOT,
            env={**environment, f"{PREFIX}DATA_DIR": folder},
            capture_output=True,
            check=True,
            text=True,
        )
    yield "```console"
    yield f'$ sft-advisor ask "{QUESTION}"'
    yield done.stdout.strip()
    yield "```"


PARTS = {"answer": answer, "commands": commands, "errors": error_table, "settings": settings, "rooms": tree}


def part(name: str, text: str) -> str:
    """What README.md holds between the marks of a part."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    return found[1].rstrip("\n") if found else ""


def main() -> None:
    """Writes every part anew."""
    text = README.read_text(encoding="utf-8")
    for name, lines in PARTS.items():
        head, _, rest = text.partition(f"<!-- {name} -->\n")
        _, end, tail = rest.partition(f"<!-- /{name} -->")
        text = "".join([head, f"<!-- {name} -->\n", "\n".join(lines()), "\n", end, tail])
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
