"""Model files from a hub: the catalogue of those offered, and a download that resumes and is checked before use.

The hub is not trusted: what it sends must have the size and sha256 that were stated before, and is only read as data.
"""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.errors import BadInput, BadKnowledge, Unavailable

CHOSEN = "chosen.json"
GB = 1_000_000_000
PIECE = 4 << 20
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_REPO = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}")
_FILE = re.compile(r"\w[\w.-]{0,199}\.gguf")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NEEDED: Mapping[str, type | tuple[type, ...]] = {
    "id": str,
    "repo": str,
    "file": str,
    "size_gb": (int, float),
    "memory_gb": (int, float),
    "licence": str,
    "verified": bool,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A model of the catalogue; sizes in GB (10^9 bytes). `verified` says whether somebody has checked the row."""

    id: str
    repo: str
    file: str
    size_gb: float
    memory_gb: float
    licence: str
    verified: bool
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A downloaded file, with the size in bytes and the hash that it was checked against."""

    path: str
    size: int
    sha256: str


def offers_from(tables: Mapping[str, Any]) -> tuple[Offer, ...]:
    """The offers of the parsed catalogue, least memory first. Raises BadKnowledge."""
    offers = []
    for row in tables.get("models", ()):
        wrong = [key for key, kind in _NEEDED.items() if not isinstance(row.get(key), kind)]
        unknown = set(row) - set(_NEEDED) - {"sha256"}
        if wrong or unknown or not _names_are_plain(row):
            raise BadKnowledge(
                f"gguf.toml, model {row.get('id', '?')}: wrong or unknown {', '.join([*wrong, *unknown])}."
            )
        offers.append(Offer(**row))
    return tuple(sorted(offers, key=lambda offer: offer.memory_gb))


def _names_are_plain(row: Mapping[str, Any]) -> bool:
    """Whether the names can be part of a path and an address without leading elsewhere."""
    return bool(_ID.fullmatch(row["id"]) and _REPO.fullmatch(row["repo"]) and _FILE.fullmatch(row["file"]))


def fitting(offers: Sequence[Offer], memory_gb: float) -> Offer | None:
    """The largest offer that the memory holds."""
    return next((offer for offer in reversed(offers) if offer.memory_gb <= memory_gb), None)


def gpu_memory_gb() -> float:
    """Memory of all NVIDIA GPUs, GB; 0 where there is none or the driver does not answer."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return 0.0
    query = [command, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0.0
    return sum(int(line) for line in said.split() if line.isdigit()) * (1 << 20) / GB


def pull(offer: Offer, folder: Path, hub: str) -> Pulled:
    """Downloads an offer into a folder, going on where an earlier try ended, and checks it.

    Progress goes to stderr. Raises Unavailable where the hub does not answer or sends something else.
    """
    import httpx2
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        stated = get_hf_file_metadata(hf_hub_url(offer.repo, offer.file, endpoint=hub), token=False, endpoint=hub)
        expected = offer.sha256 or stated.etag or ""
        if stated.size is None or not _SHA256.fullmatch(expected):
            raise Unavailable(f"The hub states no size or no sha256 for {offer.file}; it is not downloaded.")
        return _fetched(offer, folder / offer.id, stated.location, stated.size, expected)
    except (HfHubHTTPError, OfflineModeIsEnabled, httpx2.HTTPError, OSError) as error:
        what = f"{offer.repo}/{offer.file} could not be downloaded"
        raise Unavailable(f"{what} ({type(error).__name__}); try again, it goes on from there.") from None


def _fetched(offer: Offer, folder: Path, url: str, size: int, expected: str) -> Pulled:
    """The file, if it comes as it was stated. The library begins anew in every process, so the part is kept here."""
    from huggingface_hub.file_download import http_get

    folder.mkdir(parents=True, exist_ok=True)
    whole, part = folder / offer.file, folder / f"{offer.file}.{expected[:16]}.part"
    if not (whole.is_file() and whole.stat().st_size == size and _sha256(whole) == expected):
        with part.open("ab") as file:
            at = file.tell()
            if at < size:
                http_get(url, file, resume_size=at, expected_size=size, displayed_filename=offer.file)
        if part.stat().st_size != size or _sha256(part) != expected:
            part.unlink()
            raise Unavailable(f"{offer.file} is not what the hub stated (size or sha256 differs) and was removed.")
        part.replace(whole)
    return Pulled(str(whole), size, expected)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def choose(folder: Path, pulled: Pulled) -> None:
    """Makes a downloaded file the one that serves."""
    part = folder / f"{CHOSEN}.part"
    part.write_text(json.dumps(asdict(pulled)), encoding="utf-8")
    part.replace(folder / CHOSEN)


def chosen(folder: Path) -> Pulled | None:
    """The file that was chosen, while it is there."""
    try:
        raw = json.loads((folder / CHOSEN).read_text(encoding="utf-8"))
        found = Pulled(str(raw["path"]), int(raw["size"]), str(raw["sha256"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if Path(found.path).is_file() else None


def named(offers: Sequence[Offer], name: str) -> Offer:
    """The offer of that id. Raises BadInput."""
    for offer in offers:
        if offer.id == name:
            return offer
    raise BadInput(f"There is no model {name!r}; there are {', '.join(offer.id for offer in offers)}.")
