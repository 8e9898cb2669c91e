"""How to do it well: warnings, advice, real checkpoints with stop token and memory. Whether to do it is decided
elsewhere."""

from collections.abc import Sequence

from service.domain.catalogue import One
from service.domain.checkpoints import Pair
from service.domain.compose.material import Material, Shelf
from service.domain.compose.memory import gigabytes, range_in_words
from service.domain.compose.need import Row, need_of_pair
from service.domain.compose.page import Page, with_markers
from service.domain.compose.pairs import pairs_for
from service.domain.decision import Advice, Decision, Verdict
from service.domain.spelling import Variant

ADVICE_MAX = 3
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
    most = 1 if decision.verdict in (Verdict.UNDECIDED, Verdict.NONE) else ADVICE_MAX
    heading = page.say("howto.heading") + page.glue
    start = page.glue.join(_start(page, material, decision))
    said = [_advice(page, item) for item in decision.advice[:most]]
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


def _start(page: Page, material: Material, decision: Decision) -> list[str]:
    pairs = shown_pairs(page.shelf, material, decision)
    if not pairs:
        return []
    variant = VARIANTS.get(decision.verdict)
    if variant is None:
        ids = {"base": pairs[-1].base.id or "?", "chat": pairs[-1].chat.id or "?"}
        return [page.say("start.with.both", **ids), *_memory(page, material, pairs[-1])]
    said = [_checkpoints(page, material, pairs, variant)]
    said += _stop(page, pairs[-1], variant)
    return said + _memory(page, material, pairs[-1])


def _checkpoints(page: Page, material: Material, pairs: Sequence[Pair], variant: Variant) -> str:
    name = variant.capitalize()
    named = any(isinstance(found, One) for found in material.models)
    if named and len(pairs) > 1:
        nearest = pairs[-1].weights(variant).id or pairs[-1].name
        return page.say("start.with.missing", name=pairs[0].name, variant=name, id=nearest)
    if named:
        return page.say("start.with.named", name=pairs[0].name, variant=name, id=pairs[0].weights(variant).id or "?")
    ids = [f"`{pair.weights(variant).id}`" for pair in pairs]
    return page.say("start.with.example", variant=name, ids=f" {page.say('start.with.or')} ".join(ids))


def _stop(page: Page, pair: Pair, variant: Variant) -> list[str]:
    name = f"start.stop.{variant}_{pair.template.value.split()[0].lower()}"
    return [page.say(name)] if page.shelf.phrases.has(name) else []


def _memory(page: Page, material: Material, pair: Pair) -> list[str]:
    row = need_of_pair(pair, material.values)
    if row is None:
        return []
    return [with_markers(_row(page, row, material), page.cite(row.estimate.terms[0].entry.split(), most=1))]


def _row(page: Page, row: Row, material: Material) -> str:
    name = f"start.memory.{row.fit.name.lower()}" if row.fit is not None else "start.memory.open"
    gb = material.values.get("gpu_memory_gb")
    return page.say(
        name,
        method=page.say(f"memory.method.{row.method}"),
        range=range_in_words(row.estimate),
        gb=gigabytes(float(gb)) if isinstance(gb, int | float) else "",
    )


def _advice(page: Page, item: Advice) -> str:
    return with_markers(item.text, page.cite(item.entries, most=1))


def _listed(shelf: Shelf, material: Material, name: str) -> list[str]:
    return [part.strip() for part in shelf.phrases.say(material.language, name).split(",")]
