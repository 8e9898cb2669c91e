"""Tools for those who edit policies and entries: proofs, drawings, differences, findings. Serves the command line."""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.adapters import intent_training, statement_training, task_training
from service.adapters.policies import kept_version, read_policy
from service.assemble.house import POLICIES, House
from service.domain.facts import Language
from service.domain.policy import Policy, policy_from
from service.domain.reading import Lexicon, look
from service.domain.reading.opinions import lesson
from service.domain.reading.statements import lesson as statement_lesson
from service.domain.understanding import Asked
from service.errors import BadInput
from service.turn import studies
from service.turn.request import check_form, check_policy


@dataclass(frozen=True)
class Workbench:
    """The tools over one house."""

    house: House

    def policy_names(self) -> tuple[str, ...]:
        """The policies that there are."""
        return POLICIES

    def policy_called(self, name: str) -> Policy:
        """A policy by id, by file, or by the hash of a kept version. Raises BadInput or BadKnowledge."""
        for policy in self.house.shelf_of_policies.policies:
            if name == policy.id:
                return policy
        path = Path(name)
        if not path.is_file():
            kept = kept_version(self.house.settings.data_dir / "policies", name)
            if kept is None:
                raise BadInput(f"There is no policy, policy file or kept version {name!r}; try guide or field.")
            path = kept
        return read_policy(path, lambda data, file: policy_from(data, self.house.book.vocabulary, file))

    def proof(self, name: str) -> dict[str, Any]:
        """The proof of a policy, as JSON-ready values."""
        return asdict(studies.proof_of(self.policy_called(name), self.house.book, self.house.entries))

    def drawing(self, name: str, language: Language, case: Mapping[str, Any]) -> str:
        """A policy as Mermaid, with a case's path. Raises BadInput."""
        check_policy(name, self.house.engine.machines)
        check_form(case, self.house.book.vocabulary)
        return studies.drawing_of(self.house.engine, name, language, case)

    def difference(self, old: str, new: str, language: Language) -> list[str]:
        """Where two policies differ, in words."""
        return studies.compare(self.policy_called(old), self.policy_called(new), self.house.book, language)

    def flips(self, old: str, new: str) -> Sequence[tuple[str, str, str]]:
        """Stored decisions of `old` that `new` would change."""
        return studies.flipped(
            self.house.store.receipts(), self.policy_called(old), self.policy_called(new), self.house.book
        )

    def knowledge_faults(self) -> list[str]:
        """What an editor of the entries has to mend."""
        entries, refused = self.house.entries_and_refused
        reasons = {file.file: file.reasons for file in refused}
        policies = self.house.shelf_of_policies.policies
        return studies.knowledge_faults(entries, reasons, policies, self.house.index, datetime.now(UTC).date())

    def train(self) -> Mapping[str, int]:
        """Trains the models of tasks, of other facts and of intents anew and writes their weights; returns how many
        texts taught each. Facts come first, for the signs of an intent tell how many were found."""
        knowledge = self.house.settings.knowledge_dir
        lessons = task_training.read_lessons(knowledge / "tasks")
        words, start = self.house.words, task_training.untrained(lessons)
        tasks = task_training.train(lessons, lambda text: lesson(text, words, start))
        task_training.write_weights(tasks, task_training.digest(lessons), knowledge / "tasks" / "weights.json")
        clauses = statement_training.read_clauses(knowledge / "statements", [text for text, _ in lessons.clauses])
        statements = statement_training.train(clauses, lambda text: statement_lesson(text, words, tasks.kinds))
        source = statement_training.digest(clauses)
        statement_training.write_weights(statements, source, knowledge / "statements" / "weights.json")
        known = replace(words, tasks=tasks, statements=statements)
        utterances = self._train_intents(knowledge / "utterances", known)
        return {"utterances": utterances, "clauses": len(lessons.clauses), "statements": len(clauses)}

    def _train_intents(self, folder: Path, lexicon: Lexicon) -> int:
        """Utterances of a conversation are read as if a question had been asked."""
        alone = intent_training.read_utterances(folder)
        following = intent_training.read_utterances(folder / intent_training.FOLLOW_UPS)
        asked = Asked("continued_pretraining", ("yes", "no"))
        looks = [self._look(text, lexicon, None) for text, _ in alone]
        looks += [self._look(text, lexicon, asked) for text, _ in following]
        model = intent_training.train(looks, [intent for _, intent in alone + following])
        intent_training.write_weights(model, intent_training.digest(alone + following), folder / "weights.json")
        return len(looks)

    def _look(self, text: str, lexicon: Lexicon, asked: Asked | None) -> intent_training.Seen:
        """What the classifier of intents sees of an utterance."""
        mentions = self.house.catalogue.mentions
        seen = look(text, lexicon, asked=asked, mentions=mentions, in_talk=asked is not None)
        return seen.view.text, seen.signs

    def libraries(self) -> dict[str, str]:
        """Optional libraries and whether they are installed."""
        found = importlib.util.find_spec("llama_cpp") is not None
        return {"llama.cpp": "installed" if found else "not installed; `make llm` installs it"}
