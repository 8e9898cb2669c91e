"""Answers about GPU memory: the range, whether it fits, and the formula. The arithmetic is done elsewhere."""

from collections.abc import Sequence

from service.domain.compose.need import METHODS, Need, Row
from service.domain.compose.page import Page, with_markers
from service.domain.compose.wording import capital
from service.domain.memory import Estimate
from service.domain.memory_fit import Fit

SAME_MEMORY = "base-and-chat-same-memory"
EMBEDDING_TERM = "memory-embedding-head"


def say_memory(page: Page, need: Need | None, *, about_variant: bool = False) -> None:
    """The direct answer, the figures with their formula, and that the variant plays no part in them (said first where
    the question is about the variant)."""
    if need is None:
        page.fixed(page.say("memory.ask"))
        return
    if about_variant:
        _same(page)
    if need.asked_size and need.asked_method:
        page.fixed(page.glue.join([_one(page, need, need.rows[0]), formula(page, need.rows[0].estimate)]))
    else:
        unsized = need.has_gb is not None and not need.asked_size
        page.fixed(_largest(page, need) if unsized else _methods(page, need))
        page.fixed(_table(page, need))
    page.fixed(page.say("memory.assumes"))
    if not about_variant:
        _same(page)


def _same(page: Page) -> None:
    """That the variant plays no part, but for one term."""
    page.fixed(with_markers(page.say("memory.same"), page.cite((SAME_MEMORY, EMBEDDING_TERM), most=2)))


def range_in_words(found: Estimate) -> str:
    """`17.2–20.3 GB`, or one figure where both ends print alike."""
    low, high = gigabytes(found.low), gigabytes(found.high)
    return f"{low} GB" if low == high else f"{low}–{high} GB"


def gigabytes(value: float) -> str:
    """Whole from 30 GB on, else one decimal, without a trailing zero."""
    return f"{value:,.0f}" if value >= 30 else f"{value:.1f}".removesuffix(".0")


def formula(page: Page, found: Estimate) -> str:
    """The terms' formulas and the entries that explain them."""
    terms = " + ".join(f"({term.formula})" if len(found.terms) > 1 else term.formula for term in found.terms)
    markers = page.cite(dict.fromkeys(term.entry for term in found.terms), most=2)
    name = "memory.formula_unsloth" if "Unsloth" in terms else "memory.formula"
    return with_markers(page.say(name, formula=terms, size=f"{found.job.parameters_b:g}"), markers)


def model_in_words(page: Page, need: Need, row: Row) -> str:
    """The model's name, else its size."""
    return need.model or page.say("memory.size", size=f"{row.size_b:g}")


def _one(page: Page, need: Need, row: Row) -> str:
    method = page.say(f"memory.method.{row.method}")
    slots = {
        "method": method,
        "Method": capital(method),
        "model": model_in_words(page, need, row),
        "range": range_in_words(row.estimate),
    }
    if row.fit is None or need.has_gb is None:
        return page.say("memory.range", **slots)
    return page.say(f"memory.fit.{row.fit.name.lower()}", gb=f"{need.has_gb:g}", **slots)


def _largest(page: Page, need: Need) -> str:
    """For each method the largest common size that fits."""
    parts = []
    for method in METHODS:
        rows = [row for row in need.rows if row.method == method]
        fitting = [row.size_b for row in rows if row.fit is Fit.FITS]
        if rows:
            name = "memory.up_to" if fitting else "memory.none_fits"
            size = f"{(fitting[-1] if fitting else rows[0].size_b):g}"
            parts.append(page.say(name, method=page.say(f"memory.method.{method}"), size=size))
    joined = ("，" if page.language == "zh" else ", ").join(parts)
    return page.say("memory.with", gb=f"{need.has_gb:g}", parts=joined)


def _methods(page: Page, need: Need) -> str:
    return page.say("memory.by_method", model=model_in_words(page, need, need.rows[0]))


def _table(page: Page, need: Need) -> str:
    """Sizes down, methods across."""
    methods = [method for method in METHODS if any(row.method == method for row in need.rows)]
    sizes = list(dict.fromkeys(row.size_b for row in need.rows))
    head = [page.say("memory.column"), *(capital(page.say(f"memory.method.{method}")) for method in methods)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for size in sizes:
        cells = [_cell(page, [row for row in need.rows if row.size_b == size and row.method == how]) for how in methods]
        lines.append(f"| {need.model or f'{size:g}B'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(page: Page, rows: Sequence[Row]) -> str:
    row = rows[0]
    sits = f" {page.say(f'memory.sits.{row.fit.name.lower()}')}" if row.fit is not None else ""
    return range_in_words(row.estimate) + sits
