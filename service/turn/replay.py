"""Makes a stored decision again from its record, and says whether the bytes are the same or which input differs."""

from collections.abc import Mapping
from typing import Any

from service.domain.decide import Decided, Engine, decide
from service.domain.decision import Contradiction
from service.domain.facts import Fact, Source, Vocabulary, parse_value
from service.domain.faults import Faulty
from service.domain.receipt import canonical, differences


def replay(engine: Engine, receipt: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The stored decision, `same` (the bytes of today's decision are equal) and, if not, which inputs differ."""
    try:
        again = _decide_again(engine, record)
    except Faulty as faulty:
        return {"receipt": receipt, **record, "same": False, "differs": list(faulty.faults)}
    fresh = again.records()
    now = next(item for item in fresh.values() if item["inputs"]["policy"] == record["inputs"]["policy"])
    same = canonical(now) == canonical(record)
    differs = [] if same else differences(record["inputs"], now["inputs"]) or ["The decision's text differs."]
    return {"receipt": receipt, **record, "same": same, "differs": differs}


def facts_of(record: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Fact]:
    """The facts of a stored record. Raises Faulty where the vocabulary has changed."""
    return {
        name: Fact(parse_value(vocabulary, name, item["value"]), Source(item["source"]))
        for name, item in record["inputs"]["facts"].items()
    }


def _decide_again(engine: Engine, record: Mapping[str, Any]) -> Decided:
    inputs = record["inputs"]
    if inputs["policy"] not in engine.machines:
        raise Faulty([f"Policy {inputs['policy']} does not exist any more."])
    contradictions = tuple(
        Contradiction(name, tuple(parse_value(engine.vocabulary, name, value) for value in values), ())
        for name, values in inputs["contradictions"]
    )
    return decide(
        engine,
        facts_of(record, engine.vocabulary),
        policy=inputs["policy"],
        language=record["language"],
        contradictions=contradictions,
        context=inputs["context"],
    )
