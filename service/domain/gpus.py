"""Cards that people name and the memory they are sold with. Reads parsed data; knows no card by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.faults import Faulty

_KEYS = {"name", "aliases", "memory_gb"}


@dataclass(frozen=True, slots=True)
class Gpu:
    """A card as sold: every size in GB; with several sizes its memory is unknown until the user says which."""

    name: str
    aliases: tuple[str, ...]
    memory_gb: tuple[float, ...]

    @property
    def known_gb(self) -> float | None:
        """The memory in GB where there is just one size."""
        return self.memory_gb[0] if len(self.memory_gb) == 1 else None


Gpus = Mapping[str, Gpu]
"""Every way to write a card, in lower case, with the card."""


def read_gpus(data: Mapping[str, Any]) -> Gpus:
    """The cards of the parsed file. Raises Faulty with every fault, each naming the card."""
    rows = data.get("gpu")
    if not isinstance(rows, list) or not rows:
        raise Faulty(["There must be a list of [[gpu]] tables."])
    faults: list[str] = []
    gpus: dict[str, Gpu] = {}
    for row in rows:
        gpu = _gpu(row, faults)
        if gpu is None:
            continue
        for word in dict.fromkeys(word.lower() for word in (gpu.name, *gpu.aliases)):
            if word in gpus:
                faults.append(f"{word!r} is written for two cards.")
            gpus[word] = gpu
    if faults:
        raise Faulty(faults)
    return gpus


def _gpu(row: Any, faults: list[str]) -> Gpu | None:
    table: Mapping[str, Any] = row if isinstance(row, dict) else {}
    name, aliases, sizes = table.get("name"), table.get("aliases"), table.get("memory_gb")
    wrong = [f"unknown key {key!r}" for key in sorted(set(table) - _KEYS)]
    if not isinstance(name, str) or not name:
        wrong.append("name is missing")
    if not isinstance(aliases, list) or not all(isinstance(word, str) and word for word in aliases):
        wrong.append("aliases must be a list of texts")
    if not _sizes(sizes):
        wrong.append("memory_gb must be a list of sizes in GB")
    if wrong:
        faults.extend(f"{name or 'a card'}: {what}." for what in wrong)
        return None
    return Gpu(str(name), tuple(aliases or ()), tuple(float(size) for size in sizes or ()))


def _sizes(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(size, int | float) and not isinstance(size, bool) and 0 < size < 10_000 for size in value)
