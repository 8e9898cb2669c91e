"""An index as files of one folder: arrays, names and a manifest with the SHA-256 of each. Damage shows at open."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from service.adapters.index.build import Built
from service.adapters.index.dense import dense_from
from service.adapters.index.latent import latent_from
from service.adapters.index.lexical import lexical_from
from service.adapters.index.likelihood import likelihood_from
from service.adapters.index.lines import lines_from
from service.adapters.index.links import links_from

MANIFEST = "manifest.json"
NAMES = "names.json"


class Damaged(Exception):
    """A saved index is not what was written; it has to be built again."""


def save(built: Built, folder: Path) -> str:
    """Writes the index into an empty folder, all of it on disk at return; gives the manifest's SHA-256.

    Raises OSError when something cannot be written.
    """
    sums: dict[str, str] = {}
    arrays = built.lexical.arrays("words") | built.common.arrays("common") | built.lines.arrays()
    arrays |= built.links.arrays() | built.likelihood.arrays()
    if built.dense:
        arrays |= built.dense.arrays()
    if built.latent:
        arrays |= built.latent.arrays()
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, array, allow_pickle=False)
            _to_disk(file)
        sums[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    names = {
        "ids": built.ids,
        "words": sorted(built.words),
        "spelling": dict(sorted(built.spelling.items())),
        "terms": list(built.lexical.terms),
        "common": list(built.common.terms),
        "traits": list(built.likelihood.terms),
        "features": list(built.latent.features) if built.latent else [],
        "hashes": built.hashes,
    }
    sums[NAMES] = _write(folder / NAMES, names)
    return _write(folder / MANIFEST, {"key": built.key, "files": sums})


def load(folder: Path, manifest_sum: str) -> Built:
    """The index that was saved. Raises Damaged when a file is missing, cut short or changed."""
    try:
        manifest = _read(folder / MANIFEST, manifest_sum)
        raw = {name: _checked(folder / name, digest) for name, digest in manifest["files"].items()}
        names = json.loads(raw.pop(NAMES))
        arrays = {name.removesuffix(".npy"): _array(data) for name, data in raw.items()}
        return _assemble(manifest["key"], names, arrays)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"{folder.name}: {error}") from None


def write_whole(path: Path, data: Any) -> None:
    """Replaces a small JSON file in one step: readers see the old one or the new one. Raises OSError."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        _write(beside, data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _assemble(key: str, names: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Built:
    size = len(names["ids"])
    latent = latent_from(names["features"], arrays) if "latent_rows" in arrays else None
    return Built(
        key,
        tuple(names["ids"]),
        frozenset(names["words"]),
        names["spelling"],
        lexical_from("words", names["terms"], arrays, size),
        lexical_from("common", names["common"], arrays, size),
        likelihood_from(names["traits"], arrays),
        lines_from(arrays, len(names["terms"])),
        links_from(arrays),
        dense_from(arrays) if "vectors" in arrays else None,
        latent,
        tuple(names["hashes"]),
    )


def _write(path: Path, data: Any) -> str:
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    with path.open("wb") as file:
        file.write(raw)
        _to_disk(file)
    return hashlib.sha256(raw).hexdigest()


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _read(path: Path, digest: str) -> dict[str, Any]:
    data = json.loads(_checked(path, digest))
    if not isinstance(data, dict):
        raise Damaged(f"{path.name} holds no object")
    return data


def _checked(path: Path, digest: str) -> bytes:
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        raise Damaged(f"{path.name} is not as it was written")
    return raw


def _array(raw: bytes) -> npt.NDArray[Any]:
    from io import BytesIO

    return np.asarray(np.load(BytesIO(raw), allow_pickle=False))
