"""The checkpoint catalogue: what a user's words for a model resolve to, and which published pair is nearest.

It looks up; it reads no files (see `catalogue_data`), knows no file format and decides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain.checkpoints import Pair
from service.domain.model_names import Names, Naming
from service.domain.spelling import Variant, alike


@dataclass(frozen=True, slots=True)
class One:
    """The text names this pair; `variant` is the one that its suffix or hub id says."""

    pair: Pair
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """The text names `name` (a family or brand), which may be any of these: ask which."""

    name: str
    pairs: tuple[Pair, ...]
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The catalogue does not hold what the text names; `nearest` is closest in family and size, best first."""

    text: str
    nearest: tuple[Pair, ...] = ()


Resolution = One | Several | Unknown


@dataclass(frozen=True, slots=True)
class Mention:
    """A model named in a message: `text` is `message[start:end]`."""

    start: int
    end: int
    text: str
    resolution: Resolution


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All pairs in the order of the files, and the names that lead to them."""

    pairs: tuple[Pair, ...]
    names: Names

    def resolve(self, text: str) -> Resolution:
        """What a user means who writes `text` where a model is asked for."""
        if known := self.names.exact(text):
            return One(self.pairs[known[0]], known[1])
        found = [self._resolution(naming, text[naming.start : naming.end]) for naming in self.names.find(text)]
        ones = [resolution for resolution in found if isinstance(resolution, One)]
        if len(found) <= 1 or not ones:
            return found[0] if found else Unknown(text.strip())
        pairs = {one.pair.name: one.pair for one in ones}
        if len(pairs) == 1:
            variants = {one.variant for one in ones}
            return One(ones[0].pair, variants.pop() if len(variants) == 1 else None)
        return Several(_shared_name(pairs.values()), tuple(pairs.values()))

    def mentions(self, text: str) -> list[Mention]:
        """The models that a message names, in order. Words that may mean something else are left out."""
        return [
            Mention(naming.start, naming.end, said, self._resolution(naming, said))
            for naming in self.names.find(text)
            if naming.sure
            for said in [text[naming.start : naming.end]]
        ]

    def nearest(self, pair: Pair) -> tuple[Pair, ...]:
        """Complete pairs to turn to when a variant of `pair` is missing or its licence blocks, best first."""
        named = tuple(other for name in pair.nearest for other in self.pairs if other.name == name)
        if named:
            return named
        complete = [i for i, p in enumerate(self.pairs) if p.complete and p.brand == pair.brand and p != pair]
        return tuple(self.pairs[i] for i in self.names.nearest(complete, pair.parameters.value))

    def answer_names(self, pairs: Iterable[Pair]) -> frozenset[str]:
        """Every name that an answer about `pairs` may say: families, sizes and hub ids, those of the nearest too."""
        every: set[str] = set()
        for pair in pairs:
            for one in (pair, *self.nearest(pair)):
                ids = [weights.id for weights in (one.base, one.chat) if weights.id]
                every |= {one.name, one.family, one.brand, *ids, *(hub_id.rpartition("/")[2] for hub_id in ids)}
        return frozenset(every)

    def _resolution(self, naming: Naming, said: str) -> Resolution:
        pairs = tuple(self.pairs[index] for index in naming.pairs)
        if not pairs:
            return Unknown(said, tuple(self.pairs[index] for index in naming.nearest))
        if naming.decided:
            return One(pairs[0], naming.variant)
        return Several(_shared_name(pairs), pairs, naming.variant)


def agreed_facts(resolution: Resolution) -> dict[str, str]:
    """`base_published` and `chat_published` as far as all pairs that may be meant agree on them."""
    pairs: tuple[Pair, ...] = ()
    match resolution:
        case One(pair):
            pairs = (pair,)
        case Several(_, several):
            pairs = several
    said = {
        "base_published": {pair.base.fact for pair in pairs},
        "chat_published": {pair.chat.fact for pair in pairs},
    }
    return {name: value for name, values in said.items() if len(values) == 1 for value in values if value}


def _shared_name(pairs: Iterable[Pair]) -> str:
    """What the families' names begin with in common, at least the brand."""
    named = {pair.family: pair.brand for pair in pairs}
    first, *others = named
    begin = first[: min((alike(first, other) for other in others), default=len(first))].rstrip("-.")
    brand = next(iter(named.values()))
    return begin if begin.lower().startswith(brand.lower()) else brand
