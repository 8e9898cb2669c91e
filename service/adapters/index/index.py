"""The knowledge index: opens what was saved, builds what is missing or damaged, and answers searches from memory."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from service.adapters.index import chroma
from service.adapters.index.analysis import Analyzer
from service.adapters.index.build import Built, compute, compute_lexical, key_of
from service.adapters.index.config import IndexConfig, Progress, Report, silent
from service.adapters.index.embedders import Embedder, embedder_from
from service.adapters.index.files import Damaged
from service.adapters.index.lexical import Floats
from service.adapters.index.masks import Mask, Masks
from service.adapters.index.rank import Evidence, Ranking, leaders, rank
from service.adapters.index.reading import Query, Reader
from service.adapters.index.shelf import Shelf
from service.domain.evidence import Entry, Passage, Status
from service.domain.facts import Language
from service.errors import AdvisorError, Unavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _State:
    """What searches read; replaced as a whole. `problem` says in one sentence why the index is less than whole."""

    entries: Mapping[str, Entry]
    built: Built
    reader: Reader
    masks: Masks
    problem: str | None = None


def open_index(
    entries: Mapping[str, Entry], config: IndexConfig, report: Report = silent, embedder: Embedder | None = None
) -> "Index":
    """The index of `entries`: read from its folder, or built there when it is missing, damaged or of other inputs.

    `embedder` takes the place of the one that the settings name.

    Raises BadSettings when a setting is missing. A full disk, an unreachable embedder or Chroma are told by
    `Index.problem`; what can be served is served.
    """
    index = Index(config, embedder)
    index.refresh(entries, report)
    return index


class Index:
    """Finds passages for questions in either language. Safe to search from several threads while it is refreshed."""

    def __init__(self, config: IndexConfig, embedder: Embedder | None = None) -> None:
        self._config = config
        self._analyzer = Analyzer(config)
        self._embedder = embedder or embedder_from(config)
        self._shelf = Shelf(config.folder, config.lock_wait_s) if config.folder else None
        self._state = self._state_of({}, compute_lexical("", [], self._analyzer))

    @property
    def problem(self) -> str | None:
        """Why the index is less than whole, in one sentence; None when all is well."""
        return self._state.problem

    @property
    def built(self) -> Built:
        """What searches read now."""
        return self._state.built

    @property
    def analyzer(self) -> Analyzer:
        """How texts are cut into terms."""
        return self._analyzer

    def read(self, text: str) -> Query:
        """A question as searches read it."""
        return self._state.reader.read(text)

    def search(
        self,
        query: str,
        *,
        language: Language,
        top: int = 8,
        status: Status | None = None,
        rules: Sequence[str] = (),
    ) -> list[Passage]:
        """Passages for `query`, best first, in `language` where the entry has it; empty when nothing is relevant.

        `rules` keeps entries that support one of them; those are relevant by that, so that none is held back.
        """
        state = self._state
        built = state.built
        allowed = state.masks.allowed(status, rules)
        if top < 1 or not allowed.any():
            return []
        ranking = self._ranked(state, query, language, allowed)
        if not rules and not ranking.evidence.relevant:
            return []
        order = leaders(ranking.scores, min(top, int(allowed.sum())))
        return [_passage(state.entries[built.ids[at]], language, float(ranking.scores[at])) for at in order]

    def evidence(self, query: str, language: Language) -> Evidence | None:
        """What speaks for `query` having an answer here, and against it; None when there are no entries."""
        state = self._state
        allowed = state.masks.allowed(None, ())
        return self._ranked(state, query, language, allowed).evidence if allowed.any() else None

    def passages(self, entries: Sequence[str], *, language: Language) -> list[Passage]:
        """The named entries as passages, in the order given; unknown ids are left out."""
        known = self._state.entries
        return [_passage(known[name], language, 0.0) for name in entries if name in known]

    def refresh(self, entries: Mapping[str, Entry], report: Report = silent) -> bool:
        """Makes the index that of `entries`; whether anything was built. Searches go on meanwhile, on the old one."""
        ordered = [entries[name] for name in sorted(entries)]
        key = key_of(ordered, self._config, self._embedder)
        if key == self._state.built.key and self._state.problem is None:
            self._state = self._state_of(entries, self._state.built)
            return False
        self._state, fresh = self._found_or_built(key, ordered, entries, report)
        report(Progress("ready", 100))
        if self._state.problem:
            log.warning("%s", self._state.problem)
        return fresh

    def embed(self, texts: Iterable[str]) -> Floats:
        """Unit vectors of `texts` by this index's embedder. Raises Unavailable when it has none that can be asked."""
        built = self._state.built
        if self._embedder is not None:
            return self._embedder.embed(list(texts))
        if built.latent is None:
            raise Unavailable("The index has no embedder: it was built of words alone.")
        folded = [self._analyzer.fold(text) for text in texts]
        return np.stack([built.latent.embed(text, self._analyzer.tokens(text, built.words)) for text in folded])

    def _ranked(self, state: _State, query: str, language: Language, allowed: Mask) -> Ranking:
        asked = state.reader.read(query)
        dense, apart = (
            self._dense(state.built, query, asked),
            state.reader.unanswered.compare(asked.folded, asked.tokens),
        )
        return rank(state.built, asked, dense, state.masks.lacking(language), allowed, apart)

    def _dense(self, built: Built, text: str, query: Query) -> Floats | None:
        if built.dense is None:
            return None
        try:
            vector = built.latent.embed(query.folded, query.tokens) if built.latent else self.embed([text])[0]
            if self._config.chroma_url:
                return chroma.nearest(None, self._config.chroma_url, built.key, vector, built.ids)
        except Unavailable as error:
            log.warning("dense search left out: %s", error.message)
            return None
        return built.dense.scores(vector)

    def _found_or_built(
        self, key: str, ordered: list[Entry], entries: Mapping[str, Entry], report: Report
    ) -> tuple[_State, bool]:
        if self._shelf is None:
            return self._in_memory(key, ordered, entries, {}, report), True
        found = _whole(self._shelf)
        if found and found.key == key:
            self._shelf.tidy()
            return self._state_of(entries, found), False
        try:
            with self._shelf.locked():
                found = _whole(self._shelf)  # another process may have built it while we waited
                if found and found.key == key:
                    return self._state_of(entries, found), False
                state = self._in_memory(key, ordered, entries, _vectors(found), report)
                if state.problem:
                    return state, True
                return self._published(state, self._shelf, report), True
        except (OSError, Unavailable) as error:
            problem = error.message if isinstance(error, Unavailable) else _not_written(self._shelf.folder, error)
            state = self._in_memory(key, ordered, entries, _vectors(found), report)
            return self._state_of(entries, state.built, problem), True

    def _state_of(self, entries: Mapping[str, Entry], built: Built, problem: str | None = None) -> _State:
        reader = Reader(self._analyzer, built, self._config.unanswered)
        return _State(entries, built, reader, Masks(entries, built.ids), problem)

    def _in_memory(
        self, key: str, ordered: list[Entry], entries: Mapping[str, Entry], known: Mapping[str, Floats], report: Report
    ) -> _State:
        try:
            return self._state_of(entries, compute(key, ordered, self._analyzer, self._embedder, known, report))
        except AdvisorError as error:
            return self._state_of(entries, compute_lexical(key, ordered, self._analyzer), error.message)

    def _published(self, state: _State, shelf: Shelf, report: Report) -> _State:
        problem: str | None = None

        def beside(folder: Path) -> None:
            nonlocal problem
            if self._config.chroma:
                report(Progress("storing in Chroma", 80))
                try:
                    chroma.store(folder, self._config.chroma_url, state.built, state.entries)
                except Unavailable as error:
                    problem = error.message

        report(Progress("writing", 75))
        try:
            shelf.publish(state.built, beside)
        except OSError as error:
            problem = _not_written(shelf.folder, error)
        return self._state_of(state.entries, state.built, problem)


def _whole(shelf: Shelf) -> Built | None:
    try:
        return shelf.current()
    except Damaged as error:
        log.warning("the index is damaged and will be rebuilt (%s)", error)
        return None


def _vectors(built: Built | None) -> dict[str, Floats]:
    if built is None or built.dense is None or not built.hashes:
        return {}
    return dict(zip(built.hashes, built.dense.vectors, strict=True))


def _not_written(folder: Path, error: OSError) -> str:
    return (
        f"The index cannot be written to {folder} ({error.strerror}); "
        "it is served from memory, and the last one that was written is untouched."
    )


def _passage(entry: Entry, language: Language, score: float) -> Passage:
    text = entry.texts.get(language) or next(iter(entry.texts.values()))
    url = next((source.url for source in entry.sources if source.url), None)
    return Passage(entry.id, text.title, text.text, score, entry.status, url)
