"""Which entries a search may return: worked out once for an index, so that a filter costs no walk over the entries."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from service.domain.evidence import Entry, Status
from service.domain.facts import Language

Mask = npt.NDArray[np.bool_]


class Masks:
    """Marks over the entries of an index, in its order; an entry that is no longer known is allowed nowhere."""

    def __init__(self, entries: Mapping[str, Entry], ids: Sequence[str]) -> None:
        self._entries = [entries.get(name) for name in ids]

    def allowed(self, status: Status | None, rules: Sequence[str]) -> Mask:
        """Entries of the status, where one is given, that support one of the rules, where any is given."""
        mask = self._known if status is None else self._statuses.get(status, self._none)
        if not rules:
            return mask
        supporting = self._none.copy()
        for rule in rules:
            supporting[self._rules.get(rule, [])] = True
        return mask & supporting

    def lacking(self, language: Language) -> Mask:
        """Entries that have no text in the language."""
        return self._lacking.get(language, self._none)

    @cached_property
    def _none(self) -> Mask:
        return np.zeros(len(self._entries), bool)

    @cached_property
    def _known(self) -> Mask:
        return np.array([entry is not None for entry in self._entries], bool)

    @cached_property
    def _statuses(self) -> dict[Status, Mask]:
        return {
            status: np.array([entry is not None and entry.status is status for entry in self._entries], bool)
            for status in Status
        }

    @cached_property
    def _lacking(self) -> dict[Language, Mask]:
        languages: set[Language] = {name for entry in self._entries if entry for name in entry.texts}
        return {
            language: np.array([entry is not None and language not in entry.texts for entry in self._entries], bool)
            for language in languages
        }

    @cached_property
    def _rules(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, entry in enumerate(self._entries):
            for rule in entry.rules if entry else ():
                found.setdefault(rule, []).append(number)
        return found
