"""The assistant as its doors see it: every ability, in plain JSON-ready values. Knows no protocol of any door.

Methods block (the desk's do not): a door that serves many callers runs them in a thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.advising import memory_request
from service.domain.checkpoints import pair_as_json
from service.domain.decide import decide, replay
from service.domain.decision import decision_as_json
from service.domain.drawing import draw
from service.domain.evidence import Status, passage_as_json
from service.domain.facts import Fact, Language, Source, fact_as_json, parse_value, value_as_json
from service.domain.records import StoredTurn
from service.errors import BadInput, NotFound
from service.turn.desk import Desk
from service.turn.request import check_form, check_policy
from service.turn.run import Parts
from service.turn.understand import hear
