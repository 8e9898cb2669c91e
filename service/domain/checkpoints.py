"""What is known of a pair of checkpoints, and how surely: values and their JSON form.

Contexts and licences are as of the sources named; they have to be read again on the model card before use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.domain.facts import Language
from service.domain.memory import Embedding
from service.domain.spelling import Variant

Certainty = Literal["read", "secondary", "recalled", "name", "unknown"]
"""How sure a value is: read in the source; read on another page; from memory; taken from the checkpoint's name
(parameter counts only); not known."""

CERTAINTIES: tuple[Certainty, ...] = ("read", "secondary", "recalled", "name", "unknown")
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Known:
    """A value with its certainty; `?` where it is unknown. `zh` is how it reads in Chinese, where that differs."""

    value: str
    certainty: Certainty
    zh: str = ""

    def said(self, language: Language) -> str:
        """The value as it reads in a language."""
        return self.zh if language == "zh" and self.zh else self.value


@dataclass(frozen=True, slots=True)
class Count:
    """A number of parameters in billions, None where unknown."""

    value: float | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Weights:
    """One variant of a pair. `published` is yes, no (confirmed), "not listed" (in none of the public lists that were
    read: a strong hint, no proof) or ?; `seen_in` are the lists that hold the id, none when it is recalled."""

    id: str | None
    published: Known
    seen_in: tuple[str, ...]
    context: Known
    licence: Known

    @property
    def fact(self) -> str | None:
        """The value of `base_published` or `chat_published`: "no" also when not listed, None when unknown."""
        if self.published.value == UNKNOWN:
            return None
        return "yes" if self.published.value == "yes" else "no"


@dataclass(frozen=True, slots=True)
class Trap:
    """A thing that people get wrong about a name, in both languages."""

    text: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One size of one family: its Base and its Chat variant.

    `parameters` counts all of them (a mixture of experts holds every expert in memory), `active` those used for a
    token. `bare_name` says which variant the name without a suffix is. `nearest` are complete pairs to turn to when
    a variant is missing, best first. `shared_licence` is yes, no or ?.
    """

    name: str
    family: str
    brand: str
    vendor: str
    size: str
    parameters: Count
    active: Count | None
    base: Weights
    chat: Weights
    bare_name: Variant | None
    shared_licence: Known
    languages: Known
    template: Known
    thinking: Known
    embedding: Embedding | None
    nearest: tuple[str, ...]
    traps: tuple[Trap, ...]
    source: str

    def weights(self, variant: Variant) -> Weights:
        """The named variant."""
        return self.base if variant == "base" else self.chat

    @property
    def complete(self) -> bool:
        """Whether both variants are published."""
        return self.base.fact == "yes" and self.chat.fact == "yes"


def pair_as_json(pair: Pair) -> dict[str, Any]:
    """A member of `/v1/catalogue`: uncertain values as {"value", "certainty"}, unknown ones as null."""
    return {
        "model": pair.name,
        "family": pair.family,
        "vendor": pair.vendor,
        "size": pair.size,
        "parameters_b": {"value": pair.parameters.value, "certainty": pair.parameters.certainty},
        "active_b": {"value": pair.active.value, "certainty": pair.active.certainty} if pair.active else None,
        "base": _weights_as_json(pair.base),
        "chat": _weights_as_json(pair.chat),
        "bare_name": pair.bare_name,
        "shared_licence": _known_as_json(pair.shared_licence),
        "languages": _known_as_json(pair.languages),
        "template": _known_as_json(pair.template),
        "thinking": _known_as_json(pair.thinking),
        "nearest": list(pair.nearest),
        "traps": [dict(trap.text) for trap in pair.traps],
        "source": pair.source,
    }


def _weights_as_json(weights: Weights) -> dict[str, Any]:
    return {
        "id": weights.id,
        "published": _known_as_json(weights.published),
        "seen_in": list(weights.seen_in),
        "context": _known_as_json(weights.context),
        "licence": _known_as_json(weights.licence),
    }


def _known_as_json(known: Known) -> dict[str, str | None]:
    return {"value": None if known.value == UNKNOWN else known.value, "certainty": known.certainty}
