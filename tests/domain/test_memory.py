"""Memory arithmetic against the published tables, its limits, and how a run sits on cards."""

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.faults import Faulty
from service.domain.gpus import read_gpus
from service.domain.memory import Embedding, Job, Method, estimate
from service.domain.memory_fit import Fit, cards_needed, estimate_as_json, fit, methods_that_fit

GPUS = Path(__file__).resolve().parents[2] / "knowledge" / "gpus.toml"
METHODS: tuple[Method, ...] = ("full", "full_bf16", "lora", "qlora")

# Qwen README, A100-80G, batch 1: billions of parameters, then GB at 256, 512, 1024, 2048, 4096 and 8192 tokens.
LENGTHS = (256, 512, 1024, 2048, 4096, 8192)
QWEN_LORA = {
    1.84: (6.7, 7.4, 8.4, 11.0, 16.2, 21.8),
    7.72: (20.1, 20.4, 21.5, 23.8, 29.7, 36.6),
    14.2: (34.6, 35.1, 35.3, 37.4, 42.5, 55.2),
}
QWEN_QLORA = {7.72: (11.5, 11.5, 12.3, 13.9, 16.9, 23.5), 14.2: (18.7, 18.4, 18.9, 19.9, 23.0, 27.9)}
QWEN_EMBEDDING = {
    1.84: (Embedding(151_936, 2048, tied=False), 6.7, 13.7),
    7.72: (Embedding(151_936, 4096, tied=False), 20.1, 33.7),
    14.2: (Embedding(152_064, 5120, tied=False), 34.6, 51.2),
}
UNSLOTH = {3: (3.5, 8), 7: (5, 19), 8: (6, 22), 9: (6.5, 24), 11: (7.5, 29), 14: (8.5, 33), 27: (22, 64)}
UNSLOTH |= {32: (26, 76), 40: (30, 96), 70: (41, 164), 81: (48, 192)}


def span(size: float, method: Method, **more: Any) -> tuple[float, float]:
    found = estimate(Job(size, method, **more))
    return found.low, found.high


def within(value: float, low_high: tuple[float, float], slack: float = 0.05) -> bool:
    """Whether a published figure lies in the range, up to a few per cent: the fits are no better than that."""
    low, high = low_high
    return low * (1 - slack) <= value <= high * (1 + slack)


# ---------------------------------------------------------------- published tables


@pytest.mark.parametrize("size", UNSLOTH)
def test_unsloth_minimum_is_the_low_end_and_its_lora_lies_inside(size: int) -> None:
    qlora, lora = UNSLOTH[size]
    assert span(size, "qlora")[0] == qlora
    assert within(lora, span(size, "lora"))


@pytest.mark.parametrize(("size", "high"), [(7, 18.95), (14, 34.7), (32, 75.2), (70, 160.7)])
def test_lora_high_end_is_the_report_s_formula(size: int, high: float) -> None:
    assert math.isclose(span(size, "lora")[1], high)


@pytest.mark.parametrize(("size", "high"), [(7, 11.2), (14, 18.2), (32, 36.2), (70, 74.2)])
def test_qlora_high_end_is_the_report_s_formula(size: int, high: float) -> None:
    assert math.isclose(span(size, "qlora")[1], high)


@pytest.mark.parametrize("size", QWEN_LORA)
@pytest.mark.parametrize("column", range(6))
def test_qwen_measured_lora_lies_inside_at_every_length(size: float, column: int) -> None:
    assert within(QWEN_LORA[size][column], span(size, "lora", tokens=LENGTHS[column]), slack=0.07)


@pytest.mark.parametrize("size", QWEN_QLORA)
@pytest.mark.parametrize("column", range(6))
def test_qwen_measured_qlora_lies_inside_at_every_length(size: float, column: int) -> None:
    assert within(QWEN_QLORA[size][column], span(size, "qlora", tokens=LENGTHS[column]))


@pytest.mark.parametrize("size", QWEN_EMBEDDING)
def test_embedding_and_head_cost_what_qwen_measured(size: float) -> None:
    embedding, without, with_both = QWEN_EMBEDDING[size]
    found = estimate(Job(size, "lora", trains_embedding=True, embedding=embedding))
    (term,) = (term for term in found.terms if term.name == "embedding_and_head")
    assert within(with_both - without, (term.low, term.high), slack=0.01)
    assert within(with_both, (found.low, found.high), slack=0.07)


@pytest.mark.parametrize(
    ("embedding", "gb"),
    [
        (Embedding(152_064, 3584, tied=False), 12),
        (Embedding(151_936, 4096, tied=False), 13.7),
        (Embedding(152_064, 5120, tied=False), 17),
        (Embedding(128_256, 4096, tied=False), 11.6),
        (Embedding(256_000, 3584, tied=True), 10),
        (Embedding(64_000, 4096, tied=False), 5.8),
        (Embedding(128_256, 3072, tied=True), 4.3),
        (Embedding(32_768, 4096, tied=False), 3),
    ],
)
def test_the_report_s_examples_of_the_embedding_term(embedding: Embedding, gb: float) -> None:
    assert within(gb, (10.7 * embedding.parameters_b, 11.2 * embedding.parameters_b), slack=0.02)


@pytest.mark.parametrize(("size", "gb"), [(7, 120), (14, 240), (70, 1200)])
def test_llama_factory_full_tuning_lies_inside(size: int, gb: float) -> None:
    assert within(gb, span(size, "full"))


@pytest.mark.parametrize(("size", "gb"), [(7, 60), (14, 120), (70, 600)])
def test_llama_factory_pure_bf16_lies_inside(size: int, gb: float) -> None:
    assert within(gb, span(size, "full_bf16"))


@pytest.mark.parametrize(("size", "lora", "qlora"), [(7, 16, 6), (14, 32, 12), (30, 64, 24), (70, 160, 48)])
def test_llama_factory_adapters_lie_inside(size: int, lora: float, qlora: float) -> None:
    assert within(lora, span(size, "lora"))
    assert within(qlora, span(size, "qlora"))


def test_qwen_full_tuning_on_two_cards_lies_inside() -> None:
    low, high = span(7.72, "full", cards=2, tokens=256)
    assert low * 2 <= 139
    assert high * 2 >= 162


def test_qwen_72b_lora_over_four_cards_lies_inside() -> None:
    for tokens, measured in ((256, 215), (8192, 289)):
        low, high = span(72.3, "lora", cards=4, tokens=tokens)
        assert within(measured, (4 * low, 4 * high))


def test_unsloth_s_ordinary_context_on_24_gb_is_a_tight_fit() -> None:
    assert fit(estimate(Job(8, "qlora", tokens=5_789)), 24) is Fit.TIGHT


# ---------------------------------------------------------------- what every figure carries


@pytest.mark.parametrize("method", METHODS)
def test_every_term_has_a_formula_a_source_and_an_entry(method: Method) -> None:
    embedding = Embedding(152_064, 3584, tied=False)
    trains = method in ("lora", "qlora")
    found = estimate(Job(7.61, method, tokens=4096, cards=2, trains_embedding=trains, embedding=embedding))
    entries = GPUS.parent / "entries"
    for term in found.terms:
        assert term.formula
        assert term.source
        assert (entries / f"{term.entry}.toml").is_file()
    assert math.isclose(found.low, sum(term.low for term in found.terms))


def test_terms_say_what_they_are() -> None:
    names = [term.name for term in estimate(Job(7, "lora", tokens=1024)).terms]
    assert names == ["weights_and_states", "working_memory", "sequence"]
    assert [term.name for term in estimate(Job(7, "qlora")).terms] == ["weights_and_states"]


def test_a_small_vocabulary_grows_less() -> None:
    small = span(7.25, "lora", tokens=4096, embedding=Embedding(32_768, 4096, tied=False))
    assert small[1] < span(7.25, "lora", tokens=4096)[1]


def test_an_unknown_embedding_is_named_as_missing_and_never_a_safe_fit() -> None:
    found = estimate(Job(7, "lora", trains_embedding=True))
    assert found.missing == ("embedding_and_head",)
    assert fit(found, 80) is Fit.TIGHT


def test_json_rounds_to_a_tenth() -> None:
    found = estimate(Job(7.61, "lora"))
    shown = estimate_as_json(found, [("RTX 4090", 24.0, fit(found, 24))])
    assert (shown["low_gb"], shown["high_gb"]) == (17.2, 20.3)
    assert shown["fits"] == [{"gpu": "RTX 4090", "memory_gb": 24.0, "cards": 1, "fit": "fits"}]


# ---------------------------------------------------------------- monotony


sizes = st.floats(0.1, 700)
methods = st.sampled_from(METHODS)


@given(sizes, methods, st.integers(1, 100_000), st.integers(1, 64), st.integers(1, 64))
def test_the_low_end_is_never_above_the_high_end(
    size: float, method: Method, tokens: int, batch: int, cards: int
) -> None:
    low, high = span(size, method, tokens=tokens, batch=batch, cards=cards)
    assert 0 < low <= high


@given(sizes, sizes, methods, st.integers(1, 20_000))
def test_a_larger_model_never_needs_less(one: float, other: float, method: Method, tokens: int) -> None:
    small, large = sorted((one, other))
    assert span(small, method, tokens=tokens)[0] <= span(large, method, tokens=tokens)[0]
    assert span(small, method, tokens=tokens)[1] <= span(large, method, tokens=tokens)[1]


@given(sizes, methods, st.integers(1, 50_000), st.integers(1, 50_000))
def test_longer_rows_never_need_less(size: float, method: Method, one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert span(size, method, tokens=short)[1] <= span(size, method, tokens=long)[1]


@given(sizes, st.sampled_from(("full", "full_bf16", "lora")), st.integers(2, 256))
def test_more_sharing_cards_hold_less_each(size: float, method: Method, cards: int) -> None:
    assert span(size, method, cards=cards + 1)[1] < span(size, method, cards=cards)[1]


@given(sizes, methods, st.floats(1, 1000), st.floats(1, 1000))
def test_a_larger_card_never_fits_worse(size: float, method: Method, one: float, other: float) -> None:
    order = [Fit.NOT, Fit.TIGHT, Fit.FITS]
    small, large = sorted((one, other))
    found = estimate(Job(size, method))
    assert order.index(fit(found, small)) <= order.index(fit(found, large))


@given(sizes)
def test_thriftier_methods_need_less(size: float) -> None:
    highs = [span(max(size, 3), method)[1] for method in METHODS]
    assert highs == sorted(highs, reverse=True)


# ---------------------------------------------------------------- fit


@pytest.mark.parametrize(
    ("size", "method", "gb", "expected"),
    [
        (14, "qlora", 24, Fit.FITS),
        (32, "qlora", 24, Fit.NOT),
        (8, "lora", 24, Fit.FITS),
        (9, "lora", 24, Fit.TIGHT),
        (8, "qlora", 8, Fit.TIGHT),
        (65, "qlora", 48, Fit.TIGHT),
        (8, "full", 80, Fit.NOT),
    ],
)
def test_how_runs_sit_on_cards(size: float, method: Method, gb: float, expected: Fit) -> None:
    assert fit(estimate(Job(size, method)), gb) is expected


def test_a_mixture_counts_all_its_parameters() -> None:
    assert fit(estimate(Job(30.5, "qlora")), 24) is Fit.NOT
    assert fit(estimate(Job(3.3, "qlora")), 24) is Fit.FITS


def test_how_many_cards_full_tuning_needs() -> None:
    needed = cards_needed(Job(8.03, "full"), 80)
    assert needed is not None
    assert (needed.least, needed.enough) == (2, 3)


def test_more_cards_do_not_help_qlora() -> None:
    assert cards_needed(Job(70, "qlora"), 24) is None
    assert estimate(Job(70, "qlora", cards=4)).high == estimate(Job(70, "qlora")).high


def test_memory_picks_the_method() -> None:
    assert methods_that_fit(Job(8.03, "full"), 24) == {
        "full": Fit.NOT,
        "full_bf16": Fit.NOT,
        "lora": Fit.FITS,
        "qlora": Fit.FITS,
    }


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "wrong",
    [
        {"parameters_b": 0},
        {"parameters_b": -7},
        {"parameters_b": math.nan},
        {"parameters_b": math.inf},
        {"parameters_b": "7"},
        {"parameters_b": True},
        {"method": "prefix"},
        {"tokens": 0},
        {"tokens": 512.5},
        {"batch": 0},
        {"cards": 0},
        {"cards": 10**9},
        {"method": "full", "trains_embedding": True},
    ],
)
def test_a_wrong_number_is_refused_in_one_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(Faulty) as caught:
        Job(**{"parameters_b": 7, "method": "lora", **wrong})
    (sentence,) = caught.value.faults
    assert sentence.endswith(".")


@pytest.mark.parametrize("gb", [0, -1, math.nan, math.inf])
def test_a_card_without_memory_is_refused(gb: float) -> None:
    with pytest.raises(Faulty):
        fit(estimate(Job(7, "lora")), gb)


# ---------------------------------------------------------------- cards


def test_cards_are_found_by_any_name_and_unknown_where_sold_in_sizes() -> None:
    gpus = read_gpus(tomllib.loads(GPUS.read_text(encoding="utf-8")))
    assert gpus["4090"].known_gb == gpus["rtx 4090"].known_gb == 24
    assert gpus["3090"].known_gb == 24
    assert [gpus[name].known_gb for name in ("a100", "v100")] == [None, None]
    assert gpus["a100"].memory_gb == (40, 80)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({}, "There must be a list"),
        ({"gpu": [{"name": "X", "aliases": [], "memory_gb": []}]}, "X: memory_gb must be a list of sizes in GB."),
        ({"gpu": [{"name": "X", "aliases": "x", "memory_gb": [8]}]}, "X: aliases must be a list of texts."),
        ({"gpu": [{"aliases": [], "memory_gb": [8]}]}, "a card: name is missing."),
        ({"gpu": [{"name": "X", "aliases": [], "memory_gb": [8], "watts": 1}]}, "X: unknown key 'watts'."),
        ({"gpu": 2 * [{"name": "X", "aliases": [], "memory_gb": [8]}]}, "'x' is written for two cards."),
    ],
)
def test_bad_cards_are_refused(data: dict[str, Any], fault: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_gpus(data)
    assert any(fault in line for line in caught.value.faults)
