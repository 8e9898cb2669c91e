"""Builds the catalogue from parsed files: a brand a file, families in it, pairs in those. Knows the files' form and
refuses bad data with all faults at once. It opens no file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.domain.catalogue import Catalogue
from service.domain.catalogue_table import TableReader
from service.domain.checkpoints import UNKNOWN, Known, Pair, Trap, Weights
from service.domain.faults import Faulty
from service.domain.model_names import Names
from service.domain.spelling import Brand, Spelling, Variant, billions, squeezed

_VARIANTS: tuple[Variant, ...] = ("base", "chat")
_BRAND_KEYS = {"brand", "vendor", "words", "alone", "others", "family"}
_FAMILY_KEYS = {"name", "versions", "names", "marks", "also", "pair", "trap"}
_SHARED_KEYS = {
    *("bare_name", "thinking", "shared_licence", "languages", "template", "source"),
    *("context", "context_base", "context_chat", "licence", "licence_base", "licence_chat"),
    *("base_seen_in", "chat_seen_in"),
}
_PAIR_KEYS = {
    *("name", "size", "sizes", "marks", "also", "parameters_b", "active_b", "embedding", "nearest"),
    *("base", "chat", "base_published", "chat_published"),
}


def read_catalogue(files: Mapping[str, Mapping[str, Any]]) -> Catalogue:
    """The catalogue of the parsed files by file name. Raises Faulty with every fault, each naming file and model."""
    faults: list[str] = []
    readers = [TableReader(data, name, faults) for name, data in files.items()]
    brands = _brands(readers)
    claimed = _claimed_twice(readers)
    pairs: list[Pair] = []
    spellings: list[Spelling] = []
    for file in readers:
        brand = file.text("brand")
        for table in file.tables("family"):
            family = TableReader(table, f"{file.place}, {table.get('name', '?')}", faults)
            family.only(_FAMILY_KEYS | _SHARED_KEYS)
            for row in _rows(family):
                pair = _pair(row, family, brand, file.text("vendor"))
                pairs.append(pair)
                spellings.append(_spelling(row, family, pair, brands[brand].words, claimed))
    faults += _across(pairs)
    if faults:
        raise Faulty(dict.fromkeys(faults))
    return Catalogue(tuple(pairs), Names(brands, spellings))


def _brands(files: Sequence[TableReader]) -> dict[str, Brand]:
    """Each brand with its words; a brand may go on in a second file, which then gives no words."""
    brands: dict[str, Brand] = {}
    for file in files:
        file.only(_BRAND_KEYS)
        words, alone, others = file.words("words"), file.words("alone"), file.words("others")
        if words:
            brands[file.text("brand")] = Brand(words, frozenset(map(squeezed, alone)), frozenset(others))
    for file in files:
        if file.text("brand") not in brands:
            file.fault("words must say what people type for the brand")
            brands[file.text("brand")] = Brand(("?",), frozenset(), frozenset())
    return brands


def _claimed_twice(files: Sequence[TableReader]) -> frozenset[str]:
    """Names that more than one family gives as its own."""
    seen: set[str] = set()
    twice: set[str] = set()
    for file in files:
        for table in file.tables("family"):
            names = set(map(squeezed, TableReader(table, file.place, []).words("names")))
            twice |= seen & names
            seen |= names
    return frozenset(twice)


def _rows(family: TableReader) -> Iterator[TableReader]:
    defaults = {key: value for key, value in family.table.items() if key in _SHARED_KEYS}
    for table in family.tables("pair"):
        row = TableReader(table, f"{family.place}, {table.get('name', '?')}", family.faults, defaults)
        row.only(_PAIR_KEYS | _SHARED_KEYS)
        yield row


def _spelling(
    row: TableReader, family: TableReader, pair: Pair, words: Sequence[str], claimed: frozenset[str]
) -> Spelling:
    names = (*(word + version for version in family.words("versions") for word in words), *family.words("names"))
    if not names:
        family.fault("versions or names must say how it is written")
    size = pair.size.lower()
    if billions(size) is None:
        row.fault(f"size {pair.size!r} is not written like 7B or 30B-A3B")
    sizes = (size.partition("-")[0], size, *(extra.lower() for extra in row.words("sizes")))
    return Spelling(
        title=pair.name,
        brand=pair.brand,
        names=names,
        own=frozenset(map(squeezed, family.words("names"))) - claimed,
        marks=frozenset(map(str.lower, (*family.words("marks"), *row.words("marks")))),
        sizes=tuple(dict.fromkeys(sizes)),
        ids=tuple((hub_id, variant) for variant in _VARIANTS if (hub_id := pair.weights(variant).id)),
        bare=pair.bare_name,
        also=frozenset(map(str.lower, (*family.words("also"), *row.words("also")))),
    )


def _pair(row: TableReader, family: TableReader, brand: str, vendor: str) -> Pair:
    bare = row.text("bare_name")
    if bare not in (*_VARIANTS, "none"):
        row.fault("bare_name must be base, chat or none")
    shared_licence = row.known("shared_licence")
    if shared_licence.value not in ("yes", "no", UNKNOWN):
        row.fault("shared_licence must be yes, no or ?")
    return Pair(
        name=row.text("name"),
        family=family.text("name"),
        brand=brand,
        vendor=vendor,
        size=row.text("size"),
        parameters=row.count("parameters_b"),
        active=row.count("active_b") if row.get("active_b") is not None else None,
        base=_weights(row, "base"),
        chat=_weights(row, "chat"),
        bare_name=next((variant for variant in _VARIANTS if variant == bare), None),
        shared_licence=shared_licence,
        languages=row.known("languages"),
        template=row.known("template"),
        thinking=row.known("thinking"),
        embedding=row.embedding(),
        nearest=row.words("nearest"),
        traps=tuple(_trap(table, family) for table in family.tables("trap")),
        source=row.text("source"),
    )


def _trap(table: Mapping[str, Any], family: TableReader) -> Trap:
    reader = TableReader(table, f"{family.place}, trap", family.faults)
    reader.only({"zh", "en"})
    return Trap({"zh": reader.text("zh"), "en": reader.text("en")})


def _weights(row: TableReader, variant: Variant) -> Weights:
    hub_id = row.get(variant)
    if hub_id is not None and (not isinstance(hub_id, str) or hub_id.count("/") != 1):
        row.fault(f"{variant} must be a hub id, owner/name")
        hub_id = None
    published = row.known(f"{variant}_published")
    if hub_id and published.value != UNKNOWN:
        row.fault(f"{variant} has an id, so {variant}_published must not be given")
    elif published.value not in ("no", "not listed", UNKNOWN):
        row.fault(f"{variant}_published must be no, 'not listed' or ?")
    seen_in = row.words(f"{variant}_seen_in") if hub_id else ()
    return Weights(
        id=hub_id,
        published=Known("yes", "read" if seen_in else "recalled") if hub_id else published,
        seen_in=seen_in,
        context=row.known(f"context_{variant}", "context"),
        licence=row.known(f"licence_{variant}", "licence"),
    )


def _across(pairs: Sequence[Pair]) -> Iterator[str]:
    """What only shows over all files: names twice, nearest pairs that are missing or incomplete."""
    names = [pair.name for pair in pairs]
    complete = {pair.name for pair in pairs if pair.complete}
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: the name stands for two pairs."
    for pair in pairs:
        if not pair.complete and not pair.nearest:
            yield f"{pair.name}: a variant is missing, so nearest must name a published pair."
        for name in pair.nearest:
            if name not in complete:
                yield f"{pair.name}: nearest names {name!r}, which is no complete pair of the catalogue."
