"""The assistant as its doors see it: every ability, in plain JSON-ready values. Knows no protocol of any door.

Methods block (the desk's do not): a door that serves many callers runs them in a thread.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from service.domain.answer import answer_as_json
from service.domain.checkpoints import pair_as_json
from service.domain.conditions import show
from service.domain.decide import decide
from service.domain.decision import decision_as_json, second_opinion_as_json
from service.domain.events import Finished
from service.domain.evidence import Status, passage_as_json
from service.domain.facts import LANGUAGES, Fact, FactSpec, Language, Source, fact_as_json, parse_value, value_as_json
from service.domain.faults import Faulty
from service.domain.policy import Policy
from service.domain.records import StoredTurn
from service.domain.verify import check_line
from service.errors import AdvisorError, BadInput, NotFound
from service.turn.desk import Desk
from service.turn.memory import estimate_memory
from service.turn.replay import replay
from service.turn.request import QUESTION_MAX, Admitted, Request, check_form, check_policy
from service.turn.run import Parts, admit, run_turn
from service.turn.studies import drawing_of
from service.turn.understand import hear


class Assistant:
    """Every ability of one running service. `health` says of each part how it is, or raises why it does not work."""

    def __init__(self, parts: Parts, unread_s: float, health: Mapping[str, Callable[[], str]]) -> None:
        self.parts = parts
        self.desk = Desk(parts, unread_s)
        self._health = health

    async def ask_once(self, request: Request) -> dict[str, Any]:
        """One turn from start to end, for a caller that waits. Raises BadInput and NotFound."""
        async for event in run_turn(self.parts, await admit(self.parts, request)):
            if isinstance(event, Finished):
                return answer_as_json(event.answer)
        raise AdvisorError("The turn ended without an answer; try again.")

    async def finish_left_over(self) -> int:
        """Finishes, by the composer, the answers that a killed service left unfinished; returns how many."""
        left = await asyncio.to_thread(self.parts.store.unfinished)
        hurry = asyncio.Event()
        hurry.set()
        for owner, conversation_id, turn in left:
            async for _ in run_turn(self.parts, Admitted(owner, conversation_id, turn), hurry=hurry):
                pass
        return len(left)

    def verify(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """One sentence checked against a decision, facts and passages. Raises BadInput."""
        try:
            return dict(check_line(row, self.parts.checker, self.parts.engine))
        except Faulty as faulty:
            raise BadInput(" ".join(faulty.faults)) from None

    def decide(
        self, owner: str, facts: Mapping[str, Any], policy: str | None = None, language: Language = "en"
    ) -> dict[str, Any]:
        """The engine alone: raw fact values in, the `Decision` out, with its receipt stored."""
        engine, chosen = self.parts.engine, policy or self.parts.default_policy
        check_policy(policy, engine.machines)
        check_form(facts, engine.vocabulary)
        given = {
            name: Fact(parse_value(engine.vocabulary, name, raw), Source.FORM)
            for name, raw in facts.items()
            if raw is not None
        }
        decided = decide(engine, given, policy=chosen, language=language)
        for receipt, record in decided.records().items():
            self.parts.store.keep_receipt(owner, receipt, record)
        out = decision_as_json(decided.decision)
        out["second_opinion"] = second_opinion_as_json(decided.second_opinion, decided.decision)
        return out

    def extract(self, text: str, language: Language | None = None) -> dict[str, Any]:
        """What one message states, read without a conversation."""
        if not text.strip() or len(text) > QUESTION_MAX:
            raise BadInput(f"The text must have 1 to {QUESTION_MAX} characters.", param="text")
        heard = hear(self.parts.ear, (), StoredTurn("", text, {}, language=language))
        said = heard.understanding
        return {
            "language": said.language,
            "intent": said.intent.value,
            "facts": {name: fact_as_json(fact) for name, fact in heard.facts.items()},
            "contradictions": [
                {"fact": item.fact, "values": [value_as_json(value) for value in item.values], "quotes": item.quotes}
                for item in said.contradictions
            ],
            "doubts": [
                {"fact": item.name, "value": value_as_json(item.value), "quote": item.quote} for item in said.doubts
            ],
            "models": list(said.model_mentions),
        }

    def search(
        self, query: str, top: int = 8, language: Language | None = None, status: str | None = None
    ) -> dict[str, Any]:
        """Passages of the knowledge base for a query, best first, in the query's language or the one asked for."""
        if not query.strip() or len(query) > QUESTION_MAX:
            raise BadInput(f"The query must have 1 to {QUESTION_MAX} characters.", param="query")
        if status is not None and status not in set(Status):
            raise BadInput(f"status must be one of {', '.join(Status)}.", param="status")
        chosen = language or hear(self.parts.ear, (), StoredTurn("", query, {})).understanding.language
        found = self.parts.retriever.search(
            query, language=chosen, top=top, status=Status(status) if status is not None else None
        )
        return {"language": chosen, "results": [passage_as_json(passage) for passage in found]}

    def memory(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The memory of a run: see `turn.memory`."""
        return estimate_memory(request, self.parts.catalogue, self.parts.gpus)

    def facts(self) -> dict[str, Any]:
        """The vocabulary with labels, questions and values in both languages."""
        return {"facts": [_spec_as_json(spec) for spec in self.parts.engine.vocabulary.values()]}

    def catalogue(self) -> dict[str, Any]:
        """Every pair of checkpoints that is known, with how sure each field is."""
        return {"models": [pair_as_json(pair) for pair in self.parts.catalogue.pairs]}

    def policies(self) -> dict[str, Any]:
        """The policies that there are, the default first."""
        chosen = self.parts.default_policy
        ids = sorted(self.parts.engine.machines, key=lambda policy: (policy != chosen, policy))
        return {"policies": [_policy_head(self.parts.engine.machines[policy].policy) for policy in ids]}

    def policy(self, policy_id: str) -> dict[str, Any]:
        """One policy: its rules in order, in words and as conditions, and its drawing. Raises NotFound."""
        machine = self.parts.engine.machines.get(policy_id)
        if machine is None:
            raise NotFound(f"There is no policy {policy_id}.")
        rules = [
            {
                "id": rule.id,
                "when": show(rule.when),
                "verdict": rule.verdict.value,
                "strength": rule.strength.value if rule.strength else None,
                "text": dict(rule.text),
                "source": rule.source,
                "entries": list(machine.entries[rule.id]),
            }
            for rule in machine.policy.rules
        ]
        return {
            **_policy_head(machine.policy),
            "rules": rules,
            "mermaid": {language: drawing_of(self.parts.engine, policy_id, language) for language in LANGUAGES},
        }

    def receipt(self, owner: str, receipt: str) -> dict[str, Any]:
        """A stored decision, made again and compared. Raises NotFound."""
        return replay(self.parts.engine, receipt, self.parts.store.receipt(owner, receipt))

    def conversations(self, owner: str) -> dict[str, Any]:
        """The owner's conversations, newest first."""
        return {"conversations": [dict(item) for item in self.parts.store.conversations(owner)]}

    def conversation(self, owner: str, conversation_id: str) -> dict[str, Any]:
        """A conversation's turns. Raises NotFound."""
        turns = self.parts.store.turns(owner, conversation_id)
        if turns is None:
            raise NotFound(f"There is no conversation {conversation_id}.")
        shown = [
            {"answer_id": turn.answer_id, "question": turn.question, "facts": dict(turn.form), "answer": turn.answer}
            for turn in turns
        ]
        return {"id": conversation_id, "turns": shown}

    def delete(self, owner: str, conversation_id: str) -> None:
        """Deletes a conversation and all that belongs to it. Raises NotFound."""
        self.parts.store.delete(owner, conversation_id)

    def feedback(
        self, owner: str, answer_id: str, thumb: str, reason: str | None = None, comment: str | None = None
    ) -> None:
        """Keeps a thumb (`up` or `down`) and a comment on an answer. Raises NotFound."""
        if thumb not in ("up", "down"):
            raise BadInput("thumb must be up or down.", param="thumb")
        self.parts.store.rate(owner, answer_id, thumb, reason, comment)

    def take_event(self, event_id: str) -> bool:
        """True the first time an outside event is seen, False ever after."""
        return self.parts.store.take_event(event_id)

    def status(self) -> dict[str, Any]:
        """Which parts work. `ready` is true when questions can be asked and their answers stored."""
        parts = {name: _state(check) for name, check in self._health.items()}
        parts["store"] = _state(self._check_store)
        return {"ready": parts["store"]["ok"], "parts": parts}

    def _check_store(self) -> str:
        self.parts.store.check()
        return "answers are stored"


def _state(check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "message": check()}
    except AdvisorError as error:
        return {"ok": False, "message": error.message}


def _policy_head(policy: Policy) -> dict[str, Any]:
    return {"id": policy.id, "title": dict(policy.title), "version": policy.version, "rules": len(policy.rules)}


def _spec_as_json(spec: FactSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind.value,
        "label": dict(spec.label),
        "question": dict(spec.question),
        "values": [{"value": choice.value, "label": dict(choice.label)} for choice in spec.choices],
        "bands": [{"value": value_as_json(band.interval), "label": dict(band.label)} for band in spec.bands],
    }
