"""What there is of a whole family that was named, whether several models share a licence, and how sure values are."""

from collections.abc import Iterable, Sequence

from service.domain.catalogue import One, Resolution, Several
from service.domain.checkpoints import Known, Pair
from service.domain.compose.page import Page
from service.domain.compose.wording import row

NAMES_MAX = 14


def family_in_words(page: Page, found: Several) -> str:
    """The sizes that may be meant: those with both variants, those with one, their licences, and what misleads."""
    both = [pair.name for pair in found.pairs if pair.complete]
    single = [pair.name for pair in found.pairs if not pair.complete and pair.base.fact != "yes"]
    said = [page.say("lookup.several", name=found.name)]
    said += [page.say("lookup.several_both", names=names_in_a_row(page, both))] if both else []
    said += [page.say("lookup.several_chat_only", names=names_in_a_row(page, single))] if single else []
    said += [_licences(page, found.pairs), *(trap.text[page.language] for trap in found.pairs[0].traps[:1])]
    return page.glue.join([*(part for part in said if part), page.say("lookup.which")])


def compared(page: Page, models: Sequence[Resolution]) -> str:
    """Whether the models named have the same licence; nothing where they are fewer than two or a licence is not known
    or depends on the size or the variant."""
    named = {name: _only(_known(pairs)) for name, pairs in map(_named, models) if pairs}
    values = {known.said(page.language) for known in named.values() if known}
    if len(named) < 2 or not all(named.values()):
        return ""
    if len(values) == 1:
        return page.say("lookup.licences_equal", value=values.pop())
    each = [
        page.say("lookup.licence_of", names=name, value=known.said(page.language))
        for name, known in named.items()
        if known
    ]
    return page.say("lookup.licences_unequal", each=_apart(page, each))


def certainty(page: Page, *values: Known) -> str:
    """How sure the least sure of the values is, in brackets; empty where all were read in the source."""
    for level in ("unknown", "recalled", "secondary"):
        if any(value.certainty == level for value in values):
            return page.glue + page.say(f"lookup.{level}")
    return ""


def names_in_a_row(page: Page, names: Sequence[str]) -> str:
    """Names in a row, the last of many left out."""
    shown = row(page.language, names[:NAMES_MAX])
    return page.say("lookup.and_more", names=shown) if len(names) > NAMES_MAX else shown


def _named(found: Resolution) -> tuple[str, tuple[Pair, ...]]:
    if isinstance(found, One):
        return found.pair.name, (found.pair,)
    return (found.name, found.pairs) if isinstance(found, Several) else (found.text, ())


def _licences(page: Page, pairs: Sequence[Pair]) -> str:
    """The licence, where all the pairs and both variants have the same; else which sizes have which, where each size
    has one."""
    pairs = [pair for pair in pairs if pair.complete]
    known = _known(pairs)
    if only := _only(known):
        return page.say("lookup.licence_same", value=only.said(page.language), sure=certainty(page, *known))
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        if (one := _only(_known([pair]))) is None:
            return ""
        groups.setdefault(one.said(page.language), []).append(pair.name)
    each = [
        page.say("lookup.licence_of", names=names_in_a_row(page, names), value=value)
        for value, names in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    ]
    return page.say("lookup.licences_by_size", each=_apart(page, each), sure=certainty(page, *known)) if each else ""


def _apart(page: Page, parts: Iterable[str]) -> str:
    return ("；" if page.language == "zh" else "; ").join(parts)


def _known(pairs: Iterable[Pair]) -> list[Known]:
    """The licences of the variants that are published."""
    return [weights.licence for pair in pairs for weights in (pair.base, pair.chat) if weights.fact == "yes"]


def _only(licences: Sequence[Known]) -> Known | None:
    """The one licence that all have; None where they differ or one is not known."""
    same = len({known.value for known in licences}) == 1
    return licences[0] if same and all(known.certainty != "unknown" for known in licences) else None
