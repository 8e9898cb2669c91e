"""Whether a fine-tuning run fits on given GPUs, and how many cards it needs. Compares ranges; never says one figure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from service.domain.faults import Faulty
from service.domain.memory import Estimate, Job, Method, estimate

USABLE = 0.9
"""The share of a card's memory to plan with; the rest is left for fragmentation."""

_MOST_CARDS = 1024


class Fit(StrEnum):
    """fits: the high end is within 0.9 of the card; tight: only the low end is; does not fit: not even that."""

    FITS = "fits"
    TIGHT = "tight"
    NOT = "does not fit"


@dataclass(frozen=True, slots=True)
class CardsNeeded:
    """How many equal cards: with `least` it is tight, with `enough` it fits."""

    least: int
    enough: int


def fit(found: Estimate, card_gb: float) -> Fit:
    """How the estimate sits on each card of `card_gb` GB. A missing term makes a fit tight at best."""
    if not 0 < card_gb <= 100_000:
        raise Faulty(["The memory of a card must be above 0 and at most 100000 GB."])
    if found.low > USABLE * card_gb:
        return Fit.NOT
    return Fit.FITS if found.high <= USABLE * card_gb and not found.missing else Fit.TIGHT


def cards_needed(job: Job, card_gb: float) -> CardsNeeded | None:
    """How many cards of `card_gb` GB share the run; None when no number does (under QLoRA each holds the whole)."""
    least = None
    for cards in range(1, _MOST_CARDS + 1 if job.method != "qlora" else 2):
        found = fit(estimate(replace(job, cards=cards)), card_gb)
        if found is not Fit.NOT and least is None:
            least = cards
        if found is Fit.FITS and least is not None:
            return CardsNeeded(least, cards)
    return None


def methods_that_fit(job: Job, card_gb: float) -> dict[Method, Fit]:
    """Every method for the same model, rows and cards: memory picks size and method, never the variant."""
    methods: tuple[Method, ...] = ("full", "full_bf16", "lora", "qlora")
    adapters = ("lora", "qlora")
    return {
        method: fit(
            estimate(replace(job, method=method, trains_embedding=job.trains_embedding and method in adapters)), card_gb
        )
        for method in methods
    }


def estimate_as_json(found: Estimate, fits: Sequence[tuple[str, float, Fit]] = ()) -> dict[str, Any]:
    """The `memory` member of an answer: GB per card; `fits` are (name of the card, its GB, how it sits)."""
    job = found.job
    return {
        "method": job.method,
        "parameters_b": job.parameters_b,
        "tokens": job.tokens,
        "batch": job.batch,
        "cards": job.cards,
        "low_gb": round(found.low, 1),
        "high_gb": round(found.high, 1),
        "terms": [
            {
                "name": term.name,
                "low_gb": round(term.low, 1),
                "high_gb": round(term.high, 1),
                "formula": term.formula,
                "source": term.source,
                "entry": term.entry,
            }
            for term in found.terms
        ],
        "missing": list(found.missing),
        "fits": [{"gpu": name, "memory_gb": gb, "cards": job.cards, "fit": sits.value} for name, gb, sits in fits],
    }
