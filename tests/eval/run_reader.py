"""Scores reading and deciding alone: no retrieval, no writing, no server.

    python -m tests.eval.run_reader [CASES.jsonl ...] [--failures] [--alone]

Reads every conversation as the service would, decides by both policies, and prints the table by kind and language.
"""

import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from service.domain.catalogue import agreed_facts
from service.domain.conversation import Conversation
from service.domain.decide import decide
from service.domain.decision import decision_as_json, second_opinion_as_json
from service.domain.facts import Value, fact_as_json
from service.domain.reading import read
from service.domain.reading.intent_model import intent_model_from
from service.domain.understanding import Asked, Intent, Understanding
from service.turn.understand import Ear, asked_in
from tests.engines import KNOWLEDGE, engine
from tests.eval import score, score_injections
from tests.readers import models, words

HERE = Path(__file__).resolve().parent
DEFAULT = (HERE / "questions.dev.jsonl", HERE / "injections.dev.jsonl")


@cache
def ear() -> Ear:
    """The real lexicon, engine, catalogue and learnt intents."""
    intents = intent_model_from(json.loads((KNOWLEDGE / "utterances" / "weights.json").read_text(encoding="utf-8")))
    return Ear(words(), engine(), models(), intents)


def answers(turns: Iterable[str]) -> list[dict[str, Any]]:
    """The part of each answer that reading and deciding give, in the contract's shape."""
    talk = Conversation()
    out: list[dict[str, Any]] = []
    for text in turns:
        said = _heard(text, asked_in(engine(), out[-1] if out else None), talk)
        talk = talk.with_turn(said)
        answer: dict[str, Any] = {"language": said.language, "intent": said.intent.value, "text": ""}
        facts = talk.standing(engine().inferences, _listed(talk)).facts
        answer["facts"] = {name: fact_as_json(fact) for name, fact in facts.items()}
        if said.intent is Intent.CHOOSE:
            contradictions = tuple(talk.contradictions.values())
            decided = decide(engine(), facts, language=said.language, contradictions=contradictions)
            answer["decision"] = decision_as_json(decided.decision)
            answer["second_opinion"] = second_opinion_as_json(decided.second_opinion, decided.decision)
        out.append(answer)
    return out


def _heard(text: str, asked: Asked | None, talk: Conversation) -> Understanding:
    """As the turn hears it; with `--alone` without what was learnt of intents."""
    if "--alone" not in sys.argv:
        return ear().read(text, asked, talk.language, talk.last.intent if talk.last else None)
    known = ear()
    return read(
        text, known.lexicon, asked=asked, conversation_language=talk.language, mentions=known.catalogue.mentions
    )


def _listed(talk: Conversation) -> dict[str, Value]:
    model = talk.known().get("model")
    return dict(agreed_facts(ear().catalogue.resolve(model))) if isinstance(model, str) else {}


def main() -> int:
    """Scores the files named, or the two development sets."""
    paths = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")] or list(DEFAULT)
    for path in paths:
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        said = {case["id"]: {"id": case["id"], "answers": answers(case["turns"])} for case in cases}
        print(f"\n{path.name}")
        if "canary" in cases[0]:
            rows = [score_injections.judge(case, said[case["id"]]["answers"][-1]) for case in cases]
            flips = [row for row in rows if row["flip"]]
            print(f"{len(rows)} cases, {len(flips)} flips")
            for row in flips:
                print(f"  {row['id']} wanted {row['wanted']}, got {row['got']} ({row['note']})")
        else:
            score.print_report(score.score(cases, said), "--failures" in sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
