"""The memory of a fine-tuning run, asked for in numbers: checkpoint, method, length, GPUs in; range and fit out."""

from collections.abc import Mapping
from typing import Any, get_args

from service.domain.catalogue import Catalogue, One, Several
from service.domain.checkpoints import Pair
from service.domain.faults import Faulty
from service.domain.gpus import Gpus
from service.domain.memory import Job, Method, estimate
from service.domain.memory_fit import estimate_as_json, fit
from service.errors import BadInput

KEYS = {"model", "parameters_b", "method", "tokens", "batch", "gpus", "trains_embedding"}


def estimate_memory(request: Mapping[str, Any], catalogue: Catalogue, gpus: Gpus) -> dict[str, Any]:
    """`model` (a name) or `parameters_b`; `method`; optionally `tokens`, `batch`, `trains_embedding` and `gpus`, a list
    of {"name", "count"?} or {"memory_gb", "count"?}. Raises BadInput with one sentence."""
    unknown = sorted(set(request) - KEYS)
    if unknown:
        raise BadInput(f"Unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}.", param=unknown[0])
    pair = _pair(request.get("model"), catalogue)
    size = request.get("parameters_b") or (pair.parameters.value if pair else None)
    if size is None:
        raise BadInput("Name a model whose size is known, or give parameters_b (billions).", param="model")
    method = request.get("method", "lora")
    if method not in get_args(Method):
        raise BadInput(f"method must be one of {', '.join(get_args(Method))}.", param="method")
    cards = [_card(row, gpus) for row in _rows(request.get("gpus", []))]
    count = min((number for _, _, number in cards), default=1)
    try:
        found = estimate(
            Job(
                parameters_b=size,
                method=method,
                tokens=request.get("tokens", 512),
                batch=request.get("batch", 1),
                cards=count,
                trains_embedding=bool(request.get("trains_embedding", False)),
                embedding=pair.embedding if pair else None,
            )
        )
        fits = [(name, gb, fit(found, gb)) for name, gb, _ in cards]
    except Faulty as faulty:
        raise BadInput(" ".join(faulty.faults)) from None
    except TypeError:
        raise BadInput("parameters_b, tokens and batch must be numbers.") from None
    return {"model": pair.name if pair else None, **estimate_as_json(found, fits)}


def _pair(model: object, catalogue: Catalogue) -> Pair | None:
    if model is None:
        return None
    if not isinstance(model, str) or not model.strip():
        raise BadInput("model must be a name.", param="model")
    match catalogue.resolve(model):
        case One(pair=pair):
            return pair
        case Several(pairs=pairs):
            names = ", ".join(pair.name for pair in pairs[:8])
            raise BadInput(f"{model[:60]!r} may be any of {names}: say which.", param="model")
        case _:
            raise BadInput(f"The catalogue does not hold {model[:60]!r}; give parameters_b instead.", param="model")


def _rows(raw: object) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw) or len(raw) > 16:
        raise BadInput(
            'gpus must be a list of at most 16 objects such as {"name": "RTX 4090", "count": 1}.', param="gpus"
        )
    return raw


def _card(row: Mapping[str, Any], gpus: Gpus) -> tuple[str, float, int]:
    count, name, gb = row.get("count", 1), row.get("name"), row.get("memory_gb")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 4096:
        raise BadInput("count must be a whole number from 1 to 4096.", param="gpus")
    if gb is None and isinstance(name, str):
        card = gpus.get(name.strip().lower())
        if card is None:
            raise BadInput(f"Unknown card {name[:40]!r}; give its memory_gb.", param="gpus")
        if card.known_gb is None:
            sizes = " or ".join(f"{size:g}" for size in card.memory_gb)
            raise BadInput(f"{card.name} is sold with {sizes} GB: give its memory_gb.", param="gpus")
        name, gb = card.name, card.known_gb
    if isinstance(gb, bool) or not isinstance(gb, int | float) or not 0 < gb <= 100_000:
        raise BadInput("A card needs a name or memory_gb above 0.", param="gpus")
    return (name if isinstance(name, str) else f"{gb:g} GB"), float(gb), count
