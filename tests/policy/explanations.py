"""Fifty varied cases explained in both languages, to be read aloud. `python -m tests.policy.explanations` records."""

from pathlib import Path
from typing import Any

from service.domain.decide import decide
from service.domain.decision import Contradiction, Decision
from service.domain.explain import clause
from service.domain.facts import Language
from tests import engines

RECORDED = Path(__file__).parent / "recorded"

CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("guide", {}),
    ("field", {}),
    ("guide", {"task": "customer_service"}),
    ("field", {"task": "customer_service", "public_facing": "yes"}),
    ("guide", {"task": "customer_service", "special_domain": "yes"}),
    ("guide", {"task": "customer_service", "continued_pretraining": "yes"}),
    ("guide", {"task": "customer_service", "license": "chat_blocked"}),
    ("field", {"task": "customer_service", "license": "chat_blocked"}),
    ("guide", {"task": "roleplay", "resources": "limited"}),
    ("guide", {"task": "dialogue", "data_shape": "document"}),
    ("guide", {"task": "qa", "dialogue": "no"}),
    ("guide", {"task": "multi_hop_qa"}),
    ("guide", {"task": "multi_hop_qa", "data_shape": "document"}),
    ("guide", {"task": "multi_hop_qa", "dialogue": "no"}),
    ("guide", {"task": "instruction_following"}),
    ("guide", {"task": "instruction_following", "examples": 52_000}),
    ("field", {"task": "instruction_following", "examples": 52_000, "method": "full"}),
    ("guide", {"task": "instruction_following", "special_domain": "no"}),
    ("guide", {"task": "summarization", "special_domain": "yes"}),
    ("field", {"task": "summarization", "special_domain": "yes", "examples": 800}),
    ("guide", {"task": "summarization", "examples": "500..5000"}),
    ("field", {"task": "summarization", "examples": "500..5000"}),
    ("guide", {"task": "classification", "data_shape": "instruction"}),
    ("field", {"task": "classification", "examples": 20_000, "method": "full"}),
    ("field", {"task": "classification", "examples": 20_000, "method": "qlora"}),
    ("field", {"task": "extraction", "examples": 4_000, "method": "lora"}),
    ("guide", {"task": "code_generation"}),
    ("field", {"task": "code_completion", "keep_general_ability": "yes"}),
    ("field", {"task": "code_generation", "examples": "100000.."}),
    ("guide", {"task": "domain_pretraining"}),
    ("field", {"task": "domain_pretraining", "language_cover": "absent"}),
    ("guide", {"task": "tool_use"}),
    ("field", {"task": "tool_use", "examples": 300_000}),
    ("guide", {"task": "reasoning", "resources": "ample"}),
    ("field", {"task": "reasoning", "examples": 817}),
    ("guide", {"resources": "limited"}),
    ("guide", {"resources": "limited", "special_domain": "no"}),
    ("guide", {"data_shape": "dialogue", "special_domain": "no"}),
    ("guide", {"data_shape": "document"}),
    ("field", {"base_published": "no"}),
    ("field", {"chat_published": "no", "dialogue": "yes"}),
    ("field", {"base_published": "no", "license": "chat_blocked"}),
    ("field", {"license": "both_blocked"}),
    ("field", {"baseline": "enough", "task": "qa"}),
    ("field", {"examples": 0}),
    ("field", {"examples": 60}),
    ("field", {"dialogue": "yes", "examples": 200_000}),
    ("field", {"language_cover": "absent", "examples": 5_000}),
    ("field", {"keep_general_ability": "yes", "method": "lora", "examples": 15_000}),
    ("guide", {"contradiction": ("special_domain", ("yes", "no"))}),
)  # fmt: skip


def explained(language: Language) -> str:
    """All cases as Markdown."""
    return "\n".join(one(number, policy, dict(facts), language) for number, (policy, facts) in enumerate(CASES, 1))


def one(number: int, policy: str, raw: dict[str, Any], language: Language) -> str:
    """One case: what is known, what is decided, why, why not, what would change it, what is asked."""
    clashes = []
    if clash := raw.pop("contradiction", None):
        fact, values = clash
        clashes = [Contradiction(fact, values, ("…", "…"))]
    decided = decide(engines.engine(), engines.facts(**raw), policy=policy, language=language, contradictions=clashes)
    vocabulary = engines.book().vocabulary
    known = [clause(vocabulary[name], fact.value, language) for name, fact in decided.facts.items()]
    return "\n".join([f"## {number}. {policy}: {'; '.join(known) or '—'}", "", *lines(decided.decision), ""])


def lines(decision: Decision) -> list[str]:
    """The decision, a line each."""
    strength = f", {decision.strength}" if decision.strength else ""
    said = [f"**{decision.verdict}**{strength}{', settled' if decision.settled else ''}", ""]
    said += [f"- {reason.rule}: {reason.text}" for reason in decision.reasons]
    said += [
        f"- against, {reason.rule} (outranked by {reason.outranked_by}): {reason.text}" for reason in decision.against
    ]
    said += [f"- why not {other.verdict}: {other.text}" for other in decision.why_not]
    said += [f"- warning: {item.text}" for item in decision.warnings]
    if question := decision.next_question:
        said.append(f"- next ({question.policy}, {question.fact}): {question.text} {question.why}")
    return said


def file(language: Language) -> Path:
    """Where the cases of a language are recorded."""
    return RECORDED / f"explanations.{language}.md"


if __name__ == "__main__":
    RECORDED.mkdir(exist_ok=True)
    for spoken in ("zh", "en"):
        file(spoken).write_text(explained(spoken), encoding="utf-8")
