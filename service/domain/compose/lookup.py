"""Answers about checkpoints from the catalogue: what exists, what it is called, its licence and context. Says how
sure each value is, and never the words in which the user named a model."""

from collections.abc import Sequence

from service.domain.catalogue import One, Resolution, Several, Unknown
from service.domain.checkpoints import Known, Pair, Weights
from service.domain.compose.explain import explain
from service.domain.compose.families import certainty, compared, family_in_words, names_in_a_row
from service.domain.compose.material import Material, Shelf
from service.domain.compose.overlap import names as names_in
from service.domain.compose.overlap import share, share_of_all, terms
from service.domain.compose.page import Page, with_markers
from service.domain.compose.wording import row
from service.domain.evidence import Entry
from service.domain.sentences import sentences
from service.domain.spelling import Variant
from service.domain.strange_names import strange_names

MODELS_MAX = 4
ENTRIES_MAX = 3
ADDED_MAX = 2
SENTENCES_MAX = 4
REST_MIN = 2
"""Least number of terms, asked and not told yet, for which a sentence on no named model is added."""
TOLD = 0.3
"""Share of the question's terms that the catalogue's words must have to be held for the whole answer."""


def look_up(page: Page, material: Material) -> None:
    """One paragraph for each model that was named and what the entries add; where none was, those without a Base."""
    if not material.models:
        if names_nothing_held(page.shelf, material) or any(
            character.isdigit() for name in names_in(material.question) for character in name
        ):
            page.fixed(page.glue.join([page.say("lookup.not_held"), page.say("lookup.name_held")]))
        else:
            _without_base(page)
        return
    models = material.models[:MODELS_MAX]
    held = [*dict.fromkeys(_resolved(page, found) for found in models), compared(page, models)]
    if all(isinstance(found, Unknown) for found in models):
        _add(page, material, held)
        held.append(page.say("lookup.check"))
        page.fixed(page.glue.join(part for part in held if part))
        return
    for said in held:
        page.fixed(said)
    _add(page, material, held)
    page.fixed(page.say("lookup.check"))


def names_nothing_held(shelf: Shelf, material: Material) -> bool:
    """Whether the question names checkpoints of which neither the catalogue nor an entry found has heard."""
    strange = [material.question[start:end] for start, end in strange_names(material.question)]
    found = [shelf.entries[passage.entry] for passage in material.passages if passage.entry in shelf.entries]
    told = " ".join(entry.texts[material.language].text for entry in found).lower()
    return bool(strange) and not material.models and not any(name.lower() in told for name in strange)


def _add(page: Page, material: Material, told: Sequence[str]) -> None:
    """What the entries add: an explanation where the catalogue's words cover little of the question, else what they
    say of the models named."""
    if material.passages and share_of_all(material.question, told) < TOLD:
        explain(page, material, most=SENTENCES_MAX)
    else:
        page.fixed(page.glue.join(_added(page, material, told)))


def say_named_models(page: Page, material: Material) -> None:
    """Where nothing is decided yet: what there is of the models that were named."""
    pairs = [found.pair for found in material.models[:MODELS_MAX] if isinstance(found, One)]
    for pair in {pair.name: pair for pair in pairs}.values():
        page.fixed(page.glue.join(part for part in (pair_in_words(page, pair), nearest_in_words(page, pair)) if part))


def pair_in_words(page: Page, pair: Pair) -> str:
    """Which variants of the pair there are and what they are called."""
    if pair.complete:
        bare = _bare_variant(pair)
        if bare is None:
            return page.say("lookup.both", name=pair.name, base=_id(pair.base), chat=_id(pair.chat))
        other = pair.weights("chat" if bare == "base" else "base")
        return page.say(f"lookup.bare_{bare}", name=pair.name, other=_id(other))
    missing = missing_variant(pair)
    there = pair.weights("chat" if missing == "base" else "base")
    how = "no" if pair.weights(missing).published.value == "no" else "unlisted"
    return page.say(f"lookup.{how}_{missing}", name=pair.name, there=_id(there))


def nearest_in_words(page: Page, pair: Pair) -> str:
    """Complete pairs to turn to where a variant is missing; empty where none is known."""
    if pair.complete or page.shelf.catalogue is None:
        return ""
    missing = missing_variant(pair)
    near = [other.weights(missing).id for other in page.shelf.catalogue.nearest(pair)[:3]]
    names = [f"`{name}`" for name in near if name]
    return page.say(f"lookup.nearest_{missing}", names=row(page.language, names)) if names else ""


def missing_variant(pair: Pair) -> Variant:
    """The variant that is not published, of a pair that is not complete."""
    return "base" if pair.base.fact != "yes" else "chat"


def _added(page: Page, material: Material, told: Sequence[str]) -> list[str]:
    """Sentences of the found entries that speak of a named model and of what was asked besides its name."""
    named = {found.pair.name for found in material.models if isinstance(found, One)}
    named |= {found.name for found in material.models if isinstance(found, Several)}
    wanted = frozenset().union(*(terms(name) for name in named))
    found = [page.shelf.entries[passage.entry] for passage in material.passages if passage.entry in page.shelf.entries]
    candidates = [
        (share(material.question, sentence), sentence, entry.id)
        for entry in found[:ENTRIES_MAX]
        for sentence in sentences(entry.texts[page.language].text)
        if wanted & terms(sentence)
    ]
    best = sorted(candidates, key=lambda item: -item[0])[:ADDED_MAX]
    best = best or _asked_besides(page, material, told, found)
    return [with_markers(sentence, page.cite((entry,), quote=sentence)) for _, sentence, entry in best]


def _asked_besides(
    page: Page, material: Material, told: Sequence[str], found: Sequence[Entry]
) -> list[tuple[float, str, str]]:
    """The sentence that has most of what was asked and not told yet, if it has enough of it."""
    rest = terms(material.question).difference(*map(terms, told))
    held = [
        (len(rest & terms(sentence)), sentence, entry.id)
        for entry in found[:ENTRIES_MAX]
        for sentence in sentences(entry.texts[page.language].text)
    ]
    most = max(held, key=lambda item: item[0], default=(0, "", ""))
    enough = most[0] >= REST_MIN and 2 * most[0] >= len(rest)
    return [(float(most[0]), most[1], most[2])] if enough else []


def _resolved(page: Page, found: Resolution) -> str:
    if isinstance(found, One):
        pair = found.pair
        said = [pair_in_words(page, pair), nearest_in_words(page, pair), _licence(page, pair), _context(page, pair)]
        said += [trap.text[page.language] for trap in pair.traps[:1]]
        return page.glue.join(part for part in said if part)
    if isinstance(found, Several):
        return family_in_words(page, found)
    names = row(page.language, [pair.name for pair in found.nearest[:3]])
    return page.say("lookup.not_held") + (page.glue + page.say("lookup.closest", names=names) if names else "")


def _without_base(page: Page) -> None:
    pairs = page.shelf.catalogue.pairs if page.shelf.catalogue else ()
    confirmed = [pair.name for pair in pairs if pair.base.published.value == "no"]
    unlisted = [pair.name for pair in pairs if pair.base.published.value == "not listed"]
    page.fixed(
        page.glue.join(
            page.say(f"lookup.{name}", names=names_in_a_row(page, names))
            for name, names in (("confirmed_without", confirmed), ("unlisted_without", unlisted))
            if names
        )
    )
    page.fixed(page.say("lookup.name_one"))


def _licence(page: Page, pair: Pair) -> str:
    return _both_or_each(page, "licence", pair, pair.base.licence, pair.chat.licence)


def _context(page: Page, pair: Pair) -> str:
    return _both_or_each(page, "context", pair, pair.base.context, pair.chat.context)


def _both_or_each(page: Page, what: str, pair: Pair, base: Known, chat: Known) -> str:
    """One value for both variants, or each its own; of an incomplete pair the one that there is."""
    if not pair.complete:
        value = chat if missing_variant(pair) == "base" else base
        return (
            ""
            if value.certainty == "unknown"
            else page.say(f"lookup.{what}_one", value=value.said(page.language), sure=certainty(page, value))
        )
    if base.certainty == "unknown" or chat.certainty == "unknown":
        return ""
    sure = certainty(page, base, chat)
    if base.value == chat.value:
        return page.say(f"lookup.{what}_same", value=base.said(page.language), sure=sure)
    return page.say(f"lookup.{what}_differs", base=base.said(page.language), chat=chat.said(page.language), sure=sure)


def _bare_variant(pair: Pair) -> Variant | None:
    """The variant whose id is the bare name."""
    for variant in ("base", "chat"):
        known: Variant = "base" if variant == "base" else "chat"
        if (pair.weights(known).id or "").rpartition("/")[2].lower() == pair.name.lower():
            return known
    return None


def _id(weights: Weights) -> str:
    return weights.id or "?"
