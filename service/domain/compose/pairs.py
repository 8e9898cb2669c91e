"""Real checkpoints for a verdict: the pair that the user named, else pairs of well-known families in a size that
fits. Picks among the catalogue's pairs; the verdict comes from elsewhere."""

from collections.abc import Iterable, Sequence

from service.domain.answer import Checkpoint
from service.domain.catalogue import Catalogue, One, Resolution, Several
from service.domain.checkpoints import Pair
from service.domain.compose.need import need_of_pair
from service.domain.decision import Verdict
from service.domain.facts import Values
from service.domain.memory_fit import Fit

COMMON_B = 8.5
"""Where nothing tells the size, the largest of a family up to this many billion parameters is shown."""


def named_models(catalogue: Catalogue, message: str, values: Values) -> tuple[Resolution, ...]:
    """What the message names, else what the conversation's `model` fact says."""
    found = {mention.text.lower(): mention.resolution for mention in catalogue.mentions(message)}
    if found:
        return tuple(found.values())
    model = values.get("model")
    return (catalogue.resolve(model),) if isinstance(model, str) else ()


def pairs_for(
    catalogue: Catalogue, models: Sequence[Resolution], verdict: Verdict, values: Values, families: Sequence[str]
) -> tuple[Pair, ...]:
    """The pairs to show: the named one, with the nearest where its variant is missing; of several named sizes the one
    that fits; else one of each of `families`."""
    one = next((found for found in models if isinstance(found, One)), None)
    if one is not None:
        usable = _has(one.pair, verdict)
        return (one.pair,) if usable else (one.pair, *catalogue.nearest(one.pair)[:1])
    several = next((found for found in models if isinstance(found, Several)), None)
    if several is not None:
        return _sized([pair for pair in several.pairs if _has(pair, verdict)] or several.pairs, values)
    return tuple(
        pair
        for family in families
        for pair in _sized([pair for pair in catalogue.pairs if pair.family == family and pair.complete], values)
    )


def checkpoint_of(pair: Pair, verdict: Verdict) -> Checkpoint:
    """The pair as the answer carries it; both variants stand, one is recommended where the verdict names one."""
    base = pair.base.id if pair.base.fact != "no" else None
    chat = pair.chat.id if pair.chat.fact != "no" else None
    recommended = {Verdict.BASE: base, Verdict.CHAT: chat}.get(verdict)
    return Checkpoint(pair.name, base, chat, recommended)


def _has(pair: Pair, verdict: Verdict) -> bool:
    if verdict is Verdict.BASE:
        return pair.base.fact == "yes"
    return pair.chat.fact == "yes" if verdict is Verdict.CHAT else pair.complete


def _sized(pairs: Iterable[Pair], values: Values) -> tuple[Pair, ...]:
    """The largest pair that fits the user's memory, else the smallest; a common size where memory is not known."""
    known = sorted((pair for pair in pairs if pair.parameters.value), key=lambda pair: pair.parameters.value or 0.0)
    if not known:
        return ()
    if "gpu_memory_gb" in values and "method" in values:
        needs = [(pair, need_of_pair(pair, values)) for pair in known]
        fitting = [pair for pair, need in needs if need is not None and need.fit is Fit.FITS]
        return (fitting[-1] if fitting else known[0],)
    common = [pair for pair in known if (pair.parameters.value or 0.0) <= COMMON_B]
    return (common[-1] if common else known[0],)


def names_of(pair: Pair) -> frozenset[str]:
    """What the pair is called: its name, family and brand, and its ids with and without the publisher."""
    ids = [weights.id for weights in (pair.base, pair.chat) if weights.id]
    return frozenset({pair.name, pair.family, pair.brand, *ids, *(hub_id.rpartition("/")[2] for hub_id in ids)})
