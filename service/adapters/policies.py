"""Policy files, and every version that ever worked, kept by hash: the last good one serves when a file breaks."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.adapters.knowledge import build, read_toml
from service.domain.policy import Policy
from service.errors import BadKnowledge

Make = Callable[[Mapping[str, Any], str], Policy]
"""A policy from parsed data and the file's name; raises Faulty."""


@dataclass(frozen=True, slots=True)
class PolicyShelf:
    """The policies that serve, and one sentence for each file that was refused."""

    policies: tuple[Policy, ...]
    refused: tuple[str, ...]


def read_policy(path: Path, make: Make) -> Policy:
    """The policy of one file. Raises BadKnowledge with file, rule and reason, all faults at once."""
    return build(path, lambda data: make(data, path.name))


def open_policies(folder: Path, kept: Path | None, names: Sequence[str], make: Make) -> PolicyShelf:
    """The named policies from `folder`; for a broken file the last good version from `kept`.

    Raises BadKnowledge when a file is broken and no good version of it was ever kept.
    """
    policies, refused = [], []
    for name in names:
        path = folder / f"{name}.toml"
        try:
            policy = read_policy(path, make)
        except BadKnowledge as error:
            last = _last_good(kept, name)
            if last is None:
                raise
            policy = read_policy(last, make)
            refused.append(f"{error.message} Version {policy.version} serves instead.")
        else:
            if kept is not None:
                _keep(kept, policy, path)
        policies.append(policy)
    return PolicyShelf(tuple(policies), tuple(refused))


def kept_version(kept: Path, version: str) -> Path | None:
    """The file of an old version, by its hash or the start of it."""
    found = sorted(kept.glob(f"*-{version}*.toml")) if version.isalnum() else []
    return found[0] if len(found) == 1 else None


def _last_good(kept: Path | None, name: str) -> Path | None:
    if kept is None:
        return None
    pointer = kept / f"{name}.current"
    try:
        path = kept / pointer.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return path if path.parent == kept and path.is_file() else None


def _keep(kept: Path, policy: Policy, path: Path) -> None:
    """Keeps this version; where the folder cannot be written the service goes on without a spare."""
    name = f"{policy.id}-{policy.version}.toml"
    try:
        kept.mkdir(parents=True, exist_ok=True)
        if not (kept / name).exists():
            _write(kept / name, path.read_bytes())
        pointer = kept / f"{policy.id}.current"
        if not pointer.exists() or pointer.read_text(encoding="utf-8") != name:
            _write(pointer, name.encode())
    except OSError:
        return


def _write(path: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(temporary, path)


def read_folder(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Every TOML file of a folder, parsed, by name without ending. Raises BadKnowledge."""
    return {path.stem: read_toml(path) for path in sorted(folder.glob("*.toml"))}
