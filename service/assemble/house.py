"""From settings to the parts to the assistant: picks every concrete class, builds each when it is first used."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from service.adapters.index import Index, IndexConfig, Progress, open_index
from service.adapters.index.glossary import read_glossary
from service.adapters.index.unanswered import read_unanswered
from service.adapters.knowledge import Refused, build, build_json, read_entries
from service.adapters.policies import PolicyShelf, open_policies, read_folder
from service.adapters.store import SqlStore, open_store
from service.assemble.voices import Voices, said_of
from service.domain.advice import AdviceBook, advice_from
from service.domain.catalogue import Catalogue
from service.domain.catalogue_data import read_catalogue
from service.domain.compose import Shelf, phrases_from
from service.domain.decide import Engine, engine_from
from service.domain.evidence import Entry
from service.domain.facts import Language
from service.domain.faults import Faulty
from service.domain.gpus import Gpus, read_gpus
from service.domain.policy import Policy, policy_from
from service.domain.reading import Lexicon, lexicon
from service.domain.reading.intent_model import IntentModel, intent_model_from
from service.domain.reading.posited import posited
from service.domain.reading.statement_model import statement_model_from
from service.domain.reading.task_model import task_model_from
from service.domain.verify import Checker, opinion_from, words_from
from service.domain.verify.tokens import variants_by
from service.domain.vocabulary import FactBook, fact_book
from service.errors import BadKnowledge, Unavailable
from service.settings import Settings
from service.turn.assistant import Assistant
from service.turn.request import Request
from service.turn.run import Parts
from service.turn.understand import Ear

logger = logging.getLogger(__name__)

POLICIES = ("guide", "field")
Report = Callable[[Progress], None]
T = TypeVar("T")


@dataclass(frozen=True)
class House:
    """Everything that one process needs, each part built when it is first used."""

    settings: Settings
    report: Report | None = None

    @cached_property
    def book(self) -> FactBook:
        """The vocabulary of facts and what follows from what."""
        return build(self.settings.knowledge_dir / "facts.toml", fact_book)

    @cached_property
    def shelf_of_policies(self) -> PolicyShelf:
        """Both policies; the last good version of a broken one."""
        vocabulary = self.book.vocabulary
        found = open_policies(
            self.settings.knowledge_dir / "policies",
            self.settings.data_dir / "policies",
            POLICIES,
            lambda data, file: policy_from(data, vocabulary, file),
        )
        for sentence in found.refused:
            logger.error("%s", sentence)
        return found

    @cached_property
    def entries_and_refused(self) -> tuple[Mapping[str, Entry], tuple[Refused, ...]]:
        """The whole entries by id, and the files that were left out."""
        entries, refused = read_entries(self.settings.knowledge_dir / "entries")
        for file in refused:
            logger.error("Entry left out: %s: %s", file.file, " ".join(file.reasons))
        return entries, tuple(refused)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The whole entries by id."""
        return self.entries_and_refused[0]

    @cached_property
    def engine(self) -> Engine:
        """The engine that decides. `policy` names the default, which comes first."""
        first = self.settings.policy
        policies = sorted(self.shelf_of_policies.policies, key=lambda policy: policy.id != first)
        support: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for rule in entry.rules:
                support.setdefault(rule, []).append(entry.id)
        return engine_from(self.book, policies, support, self.advice)

    @cached_property
    def advice(self) -> AdviceBook:
        """Warnings and advice."""
        policies: tuple[Policy, ...] = self.shelf_of_policies.policies
        path = self.settings.knowledge_dir / "advice.toml"
        return build(path, lambda data: advice_from(data, self.book.vocabulary, policies))

    @cached_property
    def catalogue(self) -> Catalogue:
        """Known checkpoints."""
        return _from_folder(self.settings.knowledge_dir / "catalogue", read_catalogue)

    @cached_property
    def gpus(self) -> Gpus:
        """Known cards."""
        return build(self.settings.knowledge_dir / "gpus.toml", read_gpus)

    @cached_property
    def words(self) -> Lexicon:
        """The words that the reader knows."""
        return _from_folder(self.settings.knowledge_dir / "words", lambda files: lexicon(files, self.gpus))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words that the reader knows, with what was learnt of tasks and other facts."""
        folder = self.settings.knowledge_dir
        tasks = build_json(folder / "tasks" / "weights.json", task_model_from)
        statements = build_json(folder / "statements" / "weights.json", statement_model_from)
        return replace(self.words, tasks=tasks, statements=statements)

    @cached_property
    def intents(self) -> IntentModel:
        """What labelled messages taught about intents."""
        return build_json(self.settings.knowledge_dir / "utterances" / "weights.json", intent_model_from)

    @cached_property
    def checker(self) -> Checker:
        """The checker of sentences."""
        folder = self.settings.knowledge_dir / "stance"
        opinion = build_json(folder / "opinion.json", opinion_from)
        return Checker(
            _from_folder(folder, words_from),
            variants_by(self.catalogue),
            opinion,
            self.words.simplified,
            lru_cache(maxsize=1 << 10)(partial(posited, lexicon=self.words)),
        )

    @cached_property
    def shelf(self) -> Shelf:
        """What the composer works from."""
        return Shelf(
            vocabulary=self.book.vocabulary,
            policies={policy.id: policy for policy in self.shelf_of_policies.policies},
            entries=self.entries,
            phrases=_from_folder(self.settings.knowledge_dir / "phrases", phrases_from),
            catalogue=self.catalogue,
        )

    @cached_property
    def index(self) -> Index:
        """The knowledge index: opened, or built when its inputs differ."""
        settings = self.settings
        key = settings.embedder_api_key
        config = IndexConfig(
            folder=settings.index_dir,
            embedder=settings.embedder,
            embedder_path=settings.embedder_path,
            embedder_url=settings.embedder_url,
            embedder_model=settings.embedder_model,
            embedder_api_key=key.get_secret_value() if key else None,
            chroma=True,
            chroma_url=settings.chroma_url,
            simplified=self.lexicon.simplified,
            glossary=read_glossary(settings.knowledge_dir / "glossary.toml"),
            unanswered=read_unanswered(settings.knowledge_dir / "unanswered.toml"),
        )
        return open_index(self.entries, config, self.report or _quiet)

    @cached_property
    def store(self) -> SqlStore:
        """Conversations, answers, receipts, feedback."""
        address = self.settings.database_url
        return open_store(address.get_secret_value() if address else None, self.settings.data_dir)

    @cached_property
    def voices(self) -> Voices:
        """Who phrases."""
        return Voices(self.settings, self.book.vocabulary)

    @cached_property
    def parts(self) -> Parts:
        """The parts of a turn."""
        return Parts(
            ear=Ear(self.lexicon, self.engine, self.catalogue, self.intents),
            shelf=self.shelf,
            checker=self.checker,
            retriever=self.index,
            store=self.store,
            phraser=self.voices.phraser,
            suggester=self.voices.suggester,
            new_id=lambda: secrets.token_urlsafe(16),
            gpus=self.gpus,
            default_policy=self.settings.policy,
        )

    @cached_property
    def assistant(self) -> Assistant:
        """The assistant, with its health."""
        health = {"knowledge": self._knowledge_health, "index": self._index_health, "model": self.voices.health}
        return Assistant(self.parts, self.settings.unread_s, health)

    def request(
        self,
        owner: str,
        question: str,
        conversation_id: str | None,
        facts: Mapping[str, Any],
        policy: str | None,
        language: Language | None,
    ) -> Request:
        """A turn's request, for doors that may not name the turn's types."""
        return Request(owner, question, conversation_id, facts, policy, language)

    def model_line(self) -> str:
        """One line about the model: which one phrases, or how to add one."""
        return f"model {said_of(self.voices)}"

    def close(self) -> None:
        """Gives back what was opened."""
        if "voices" in self.__dict__:
            self.voices.close()
        if "store" in self.__dict__:
            self.store.close()

    def _knowledge_health(self) -> str:
        refused = [f"{file.file}: {' '.join(file.reasons)}" for file in self.entries_and_refused[1]]
        refused += self.shelf_of_policies.refused
        if refused:
            raise BadKnowledge(" ".join(refused))
        return f"{len(self.entries)} entries"

    def _index_health(self) -> str:
        if self.index.problem:
            raise Unavailable(self.index.problem)
        return "the index is up to date"


def _from_folder(folder: Path, make: Callable[[Mapping[str, Mapping[str, Any]]], T]) -> T:
    """What `make` builds from a folder's files by name. Raises BadKnowledge with the folder and every fault."""
    try:
        return make(read_folder(folder))
    except Faulty as faulty:
        raise BadKnowledge(f"{folder.name}/: {' '.join(faulty.faults)}") from None


def _quiet(_: Progress) -> None:
    """Progress that nobody watches."""
