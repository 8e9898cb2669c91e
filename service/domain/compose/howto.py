"""How to do it well: warnings, advice, real checkpoints with stop token and memory. Whether to do it is decided
elsewhere."""

from collections.abc import Sequence

from service.domain.catalogue import One
from service.domain.checkpoints import Pair
from service.domain.compose.material import Material, Shelf
from service.domain.compose.measure import covered
from service.domain.compose.memory import gigabytes, range_in_words
from service.domain.compose.need import Row, need_of_pair
from service.domain.compose.page import Page, with_markers
from service.domain.compose.pairs import pairs_for
from service.domain.compose.wording import row
from service.domain.decision import Advice, Decision, Verdict
from service.domain.spelling import Variant

ADVICE_MAX = 3
OWN_TEMPLATE = "chat-template-basics"
ANY_TEMPLATE = "base-full-tuning-template"
UNTRAINED_TOKENS = "qwen25-base-chatml-untrained"
VARIANTS: dict[Verdict, Variant] = {Verdict.BASE: "base", Verdict.CHAT: "chat"}


def say_warnings(page: Page, decision: Decision) -> None:
    """What makes the verdict hard to follow; said by code, a line each."""
    lines = [with_markers(item.text, page.cite(item.entries, most=1)) for item in decision.warnings]
    if len(lines) == 1:
        page.fixed(page.say("howto.warning") + page.glue + lines[0])
    elif lines:
        page.fixed(page.say("howto.warning") + "\n\n" + "\n".join(f"- {line}" for line in lines))


def say_howto(page: Page, material: Material, decision: Decision) -> None:
    """The advice, free to be phrased, after the checkpoints, which code says."""
    advice = [item for item in decision.advice if not covered(item.entries)]
    heading = page.say("howto.heading") + page.glue
    start = page.glue.join(_start(page, material, decision))
    said = [_advice(page, item) for item in advice[:ADVICE_MAX]]
    page.free(page.say("topic.howto"), said, heading=heading + (start + page.glue if start else ""))
    if start and not said:
        page.fixed(heading + start)


def shown_pairs(shelf: Shelf, material: Material, decision: Decision) -> tuple[Pair, ...]:
    """The pairs whose checkpoints the answer names."""
    if shelf.catalogue is None or decision.verdict in (Verdict.UNDECIDED, Verdict.NONE):
        return ()
    tasks = _listed(shelf, material, "start.families.code_tasks")
    usual = "start.families.code" if material.values.get("task") in tasks else "start.families.usual"
    families = _listed(shelf, material, usual)
    return pairs_for(shelf.catalogue, material.models, decision.verdict, material.values, families)


def other_pairs(shelf: Shelf, material: Material) -> tuple[Pair, ...]:
    """The pairs to turn to where nothing can be done with the named one, for want of a variant or by its licence."""
    blocked = material.values.get("license") == "both_blocked" or material.values.get("base_published") == "no"
    named = next((found.pair for found in material.models if isinstance(found, One)), None)
    nothing = material.decision is not None and material.decision.verdict is Verdict.NONE
    if named is None or shelf.catalogue is None or not (blocked and nothing):
        return ()
    return shelf.catalogue.nearest(named)[:3]


def _start(page: Page, material: Material, decision: Decision) -> list[str]:
    if decision.verdict is Verdict.NONE:
        return _others(page, material)
    pairs = shown_pairs(page.shelf, material, decision)
    if not pairs:
        return []
    variant = VARIANTS.get(decision.verdict)
    if variant is None:
        ids = {"base": pairs[0].base.id or "?", "chat": pairs[0].chat.id or "?"}
        return [page.say("start.with.both", **ids), *_memory(page, material, pairs[0])]
    shown = pairs[-1] if _names_one(material) else pairs[0]
    said = [_checkpoints(page, material, pairs, variant)]
    return said + _stop(page, material, shown, variant) + _memory(page, material, shown)


def _others(page: Page, material: Material) -> list[str]:
    """Complete pairs near a named model that cannot be used."""
    names = [pair.name for pair in other_pairs(page.shelf, material)]
    return [page.say("start.with.other", names=row(page.language, names))] if names else []


def _names_one(material: Material) -> bool:
    return any(isinstance(found, One) for found in material.models)


def _checkpoints(page: Page, material: Material, pairs: Sequence[Pair], variant: Variant) -> str:
    name = variant.capitalize()
    named = _names_one(material)
    if named and len(pairs) > 1:
        nearest = pairs[-1].weights(variant).id or pairs[-1].name
        return page.say("start.with.missing", name=pairs[0].name, variant=name, id=nearest)
    if named:
        said = page.say("start.with.named", name=pairs[0].name, variant=name, id=pairs[0].weights(variant).id or "?")
        bare = pairs[0].bare_name
        if bare is not None and bare != variant:
            said += page.glue + page.say("start.with.trap", name=pairs[0].name, bare=bare.capitalize())
        return said
    ids = [f"`{pair.weights(variant).id}`" for pair in pairs]
    if len(ids) == 1:
        return page.say("start.with.example", variant=name, id=ids[0])
    return page.say("start.with.examples", variant=name, id=ids[0], other=ids[1])


def _stop(page: Page, material: Material, pair: Pair, variant: Variant) -> list[str]:
    """The stop token, where it is certain."""
    template = pair.template.value.split()[0].lower()
    if variant == "chat":
        name, entry = f"start.stop.chat_{template}", OWN_TEMPLATE
    elif material.values.get("method") == "full":
        name, entry = f"start.stop.base_full_{template}", ANY_TEMPLATE
    else:
        name, entry = f"start.stop.base_{pair.family.lower()}", UNTRAINED_TOKENS
    if not page.shelf.phrases.has(name):
        return []
    return [with_markers(page.say(name, model=pair.name), page.cite((entry,)))]


def _memory(page: Page, material: Material, pair: Pair) -> list[str]:
    need = need_of_pair(pair, material.values)
    if need is None:
        return []
    return [with_markers(_row(page, need, pair, material), page.cite(need.estimate.terms[0].entry.split(), most=1))]


def _row(page: Page, need: Row, pair: Pair, material: Material) -> str:
    name = f"start.memory.{need.fit.name.lower()}" if need.fit is not None else "start.memory.open"
    gb = material.values.get("gpu_memory_gb")
    return page.say(
        name,
        method=page.say(f"memory.method.{need.method}"),
        range=range_in_words(need.estimate),
        gb=gigabytes(float(gb)) if isinstance(gb, int | float) else "",
        model=pair.name,
    )


def _advice(page: Page, item: Advice) -> str:
    return with_markers(item.text, page.cite(item.entries, most=1))


def _listed(shelf: Shelf, material: Material, name: str) -> list[str]:
    return [part.strip() for part in shelf.phrases.say(material.language, name).split(",")]
