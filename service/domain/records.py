"""What is kept of a turn. Values only; where and how they are stored is an adapter's business."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.facts import Language


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn of a conversation: what was asked and set, and the answer's JSON form once there is one.

    `form` maps fact names to raw JSON values; None takes a fact back.
    """

    answer_id: str
    question: str
    form: Mapping[str, Any]
    policy: str | None = None
    language: Language | None = None
    answer: Mapping[str, Any] | None = None
