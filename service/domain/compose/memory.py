"""Answers about GPU memory: the range, whether it fits, and the formula. The arithmetic is done elsewhere."""

import re
from collections.abc import Sequence

from service.domain.compose.need import Need, Row
from service.domain.compose.page import Page, with_markers
from service.domain.compose.wording import capital
from service.domain.memory import Estimate
from service.domain.memory_fit import Fit

SAME_MEMORY = "base-and-chat-same-memory"
EMBEDDING_TERM = "memory-embedding-head"
MIXTURE = "memory-moe-all-parameters"
SHARDING = "memory-sharding"
AN = re.compile(r"8|1[18](?!\d)")
"""Numbers before which English says "an"."""


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
        page.fixed(_formulas(page, need))
    page.fixed(page.glue.join(_besides(page, need)))
    page.fixed(page.say("memory.assumes", batch=f"{need.run.batch:,}", tokens=f"{need.run.tokens:,}"))
    if not about_variant:
        _same(page)


def _besides(page: Page, need: Need) -> list[str]:
    """What the figures hold besides: the embeddings and the head, all experts, shared states."""
    said = []
    if need.run.embedding:
        terms = [term for term in need.rows[0].estimate.terms if term.name == "embedding_and_head"]
        text = (
            page.say("memory.embedding", range=_range(terms[0].low, terms[0].high))
            if terms
            else page.say("memory.embedding_unknown")
        )
        said.append(with_markers(text, page.cite((EMBEDDING_TERM,))))
    if need.mixture:
        said.append(with_markers(page.say("memory.mixture"), page.cite((MIXTURE,))))
    if need.run.cards > 1:
        said.append(with_markers(page.say("memory.shared"), page.cite((SHARDING,))))
    return said


def _same(page: Page) -> None:
    """That the variant plays no part, but for one term."""
    page.fixed(with_markers(page.say("memory.same"), page.cite((SAME_MEMORY, EMBEDDING_TERM), most=2)))


def range_in_words(found: Estimate) -> str:
    """`17.2–20.3 GB`, or one figure where both ends print alike."""
    return _range(found.low, found.high)


def _range(least: float, most: float) -> str:
    low, high = gigabytes(least), gigabytes(most)
    return f"{low} GB" if low == high else f"{low}–{high} GB"


def gigabytes(value: float) -> str:
    """Whole from 30 GB on, else one decimal, without a trailing zero."""
    return f"{value:,.0f}" if value >= 30 else f"{value:.1f}".removesuffix(".0")


def formula(page: Page, found: Estimate) -> str:
    """The terms' formulas and the entries that explain them."""
    terms = _terms(found)
    markers = page.cite(dict.fromkeys(term.entry for term in found.terms), most=3)
    name = "memory.formula_unsloth" if "Unsloth" in terms else "memory.formula"
    return with_markers(page.say(name, formula=terms, size=f"{found.job.parameters_b:g}"), markers)


def _formulas(page: Page, need: Need) -> str:
    """The formula of each method in the table, and the entries that explain them."""
    rows = [row for row in need.rows if row.size_b == need.rows[0].size_b]
    parts = [
        page.say("memory.formula_of", method=page.say(f"memory.method.{row.method}"), formula=_terms(row.estimate))
        for row in rows
    ]
    markers = page.cite(dict.fromkeys(row.estimate.terms[0].entry for row in rows), most=3)
    joined = ("；" if page.language == "zh" else "; ").join(parts)
    name = "memory.formulas_unsloth" if "Unsloth" in joined else "memory.formulas"
    return with_markers(page.say(name, formulas=joined), markers)


def _terms(found: Estimate) -> str:
    return " + ".join(f"({term.formula})" if len(found.terms) > 1 else term.formula for term in found.terms)


def model_in_words(page: Page, need: Need, row: Row) -> str:
    """The model's name, else its size."""
    size = f"{row.size_b:g}"
    return need.model or page.say("memory.size_eight" if AN.match(size) else "memory.size", size=size)


def _one(page: Page, need: Need, row: Row) -> str:
    method = page.say(f"memory.method.{row.method}")
    cards = need.run.cards
    slots = {
        "method": method,
        "Method": capital(method),
        "model": model_in_words(page, need, row),
        "range": range_in_words(row.estimate),
        "each": page.glue + page.say("memory.each", cards=f"{cards}") if cards > 1 else "",
    }
    if row.fit is None or need.has_gb is None:
        return page.say("memory.range", **slots)
    has = page.say("memory.has_each" if cards > 1 else "memory.has", gb=f"{need.has_gb:g}")
    return page.say(f"memory.fit.{row.fit.name.lower()}", has=has, **slots)


def _largest(page: Page, need: Need) -> str:
    """For each method the largest common size that fits."""
    parts = []
    for method in dict.fromkeys(row.method for row in need.rows):
        rows = [row for row in need.rows if row.method == method]
        fitting = [row.size_b for row in rows if row.fit is Fit.FITS]
        name = "memory.up_to" if fitting else "memory.none_fits"
        size = f"{(fitting[-1] if fitting else rows[0].size_b):g}"
        parts.append(page.say(name, method=page.say(f"memory.method.{method}"), size=size))
    joined = ("，" if page.language == "zh" else ", ").join(parts)
    if need.run.cards > 1:
        return page.say("memory.with_each", cards=f"{need.run.cards}", gb=f"{need.has_gb:g}", parts=joined)
    return page.say("memory.with", gb=f"{need.has_gb:g}", parts=joined)


def _methods(page: Page, need: Need) -> str:
    return page.say("memory.by_method", model=model_in_words(page, need, need.rows[0]))


def _table(page: Page, need: Need) -> str:
    """Sizes down, methods across."""
    methods = list(dict.fromkeys(row.method for row in need.rows))
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
