"""The folder of an index: generations side by side, one of them current, replaced in one step under a lock.

current.json          which generation is current, and the SHA-256 of its manifest
generation-<random>/  an index as files, whole
building-<random>/    one that is being written; left over when a build was killed, swept when the index is opened
lock                  held by the process that builds
"""

import json
import logging
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from service.adapters.index.build import Built
from service.adapters.index.files import Damaged, load, save, write_whole
from service.errors import Unavailable

log = logging.getLogger(__name__)

CURRENT = "current.json"
ATTEMPTS = 3
"""How often a generation that vanishes while it is read is looked up anew."""


class Shelf:
    """Reads and replaces the current index of one folder."""

    def __init__(self, folder: Path, lock_wait_s: float) -> None:
        self.folder = folder
        self._wait = lock_wait_s

    def current(self) -> Built | None:
        """The current index; None when there is none. Raises Damaged when it is not whole."""
        for attempt in range(ATTEMPTS):
            generation, digest = self._pointer()
            if not generation:
                return None
            try:
                return load(self.folder / generation, digest)
            except Damaged:
                if attempt == ATTEMPTS - 1 or self._pointer()[0] == generation:
                    raise
        return None

    @property
    def generation(self) -> Path | None:
        """The folder of the current index."""
        name, _ = self._pointer()
        return self.folder / name if name else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the lock of the folder. Raises OSError when it cannot be written, Unavailable after the wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "lock", timeout=self._wait):
                yield
        except Timeout:
            raise Unavailable(
                f"Another process has been building the index in {self.folder} for over {self._wait:.0f} s."
            ) from None

    def tidy(self) -> None:
        """Removes what a killed build left. Where the lock is held, somebody builds, and sweeps when that is done."""
        if not any(self.folder.glob("building-*")):
            return
        try:
            with FileLock(self.folder / "lock", timeout=0):
                self._sweep()
        except (Timeout, OSError) as error:
            log.info("%s is not tidied now (%s)", self.folder, error)

    def publish(self, built: Built, beside: Callable[[Path], None]) -> None:
        """Writes the index, lets `beside` add to its folder, makes it current and drops the others.

        The lock must be held. Raises OSError when something cannot be written; the current index is then as before.
        """
        self._sweep()
        building = self.folder / f"building-{secrets.token_hex(4)}"
        try:
            building.mkdir()
            digest = save(built, building)
            beside(building)
            whole = building.rename(self.folder / building.name.replace("building", "generation"))
            write_whole(self.folder / CURRENT, {"generation": whole.name, "manifest": digest})
        except OSError:
            shutil.rmtree(building, ignore_errors=True)
            raise
        self._sweep()

    def _pointer(self) -> tuple[str, str]:
        try:
            data = json.loads((self.folder / CURRENT).read_bytes())
            name, digest = data["generation"], data["manifest"]
        except FileNotFoundError:
            return "", ""
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Damaged(f"{CURRENT}: {error}") from None
        if not (isinstance(name, str) and name.startswith("generation-") and "/" not in name):
            raise Damaged(f"{CURRENT} names no generation")
        return name, str(digest)

    def _sweep(self) -> None:
        """Removes what a killed build left and every generation that is not current."""
        try:
            keep, _ = self._pointer()
        except Damaged:
            keep = ""
        for path in self.folder.glob("*"):
            left_over = path.name.startswith(("building-", "generation-")) and path.name != keep
            if left_over or path.name.endswith(".new"):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
