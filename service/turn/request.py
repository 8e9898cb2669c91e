"""What a door asks of a turn, checked: question, facts set in forms, policy, language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.facts import LANGUAGES, Language, Vocabulary, parse_value
from service.domain.faults import Faulty
from service.domain.records import StoredTurn
from service.errors import BadInput

QUESTION_MAX = 8_000


@dataclass(frozen=True, slots=True)
class Request:
    """One turn as asked. `form` maps fact names to raw values; None takes a fact back."""

    owner: str
    question: str
    conversation_id: str | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    policy: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that was checked and stored."""

    owner: str
    conversation_id: str
    turn: StoredTurn


def check_request(request: Request, vocabulary: Vocabulary, policies: Collection[str]) -> None:
    """Raises BadInput with one sentence that says what to change."""
    if not request.question.strip():
        raise BadInput("The question is empty; write one of 1 to 8000 characters.", param="question")
    if len(request.question) > QUESTION_MAX:
        raise BadInput(
            f"The question has {len(request.question)} characters; at most {QUESTION_MAX} are read.", param="question"
        )
    check_policy(request.policy, policies)
    if request.language is not None and request.language not in LANGUAGES:
        raise BadInput("language must be zh or en.", param="language")
    check_form(request.form, vocabulary)


def check_policy(policy: str | None, policies: Collection[str]) -> None:
    """Raises BadInput for a policy that does not exist."""
    if policy is not None and policy not in policies:
        raise BadInput(f"Unknown policy {policy!r}; there are {', '.join(sorted(policies))}.", param="policy")


def check_form(form: Mapping[str, Any], vocabulary: Vocabulary) -> None:
    """Raises BadInput for a fact or a value that does not exist; all faults in one message."""
    faults: list[str] = []
    for name, raw in form.items():
        try:
            if raw is not None or name not in vocabulary:
                parse_value(vocabulary, name, raw)
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise BadInput(" ".join(faults), param="facts")
