"""Picking: what can be picked, how often, by whose seed, and rows that are no distribution."""

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from service.adapters.llama.sampling import NONE, TOP_K, Draw, Tops, best, pick

WORDS = 500


def rows(count: int = 3, *, words: int = WORDS, spread: float = 2.0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(1).normal(0, spread, (count, words))
    return drawn.astype(np.float32)


@pytest.mark.parametrize("words", [7, 39, 500, 503, 4096, 6007])
@pytest.mark.parametrize("spread", [0.2, 2.0, 9.0])
def test_the_likeliest_tokens_are_found_and_no_others(words: int, spread: float) -> None:
    logits = rows(4, words=words, spread=spread)
    logits[1, : words // 2] = 0.0
    logits[1, words // 2 :] = -50.0
    logits[2] = 1.5
    found = best(logits)
    for row, ids, values in zip(logits, found.ids, found.logits, strict=True):
        known = {int(token): value for token, value in zip(ids, values, strict=True) if np.isfinite(value)}
        allowed = {int(token) for token in np.flatnonzero(row >= row.max() + np.log(np.float32(0.05)))}
        assert known == {token: row[token] for token in known}
        assert set(known) <= allowed
        assert len(known) == min(TOP_K, len(allowed)) == np.isfinite(values).sum()
        assert min(known.values()) >= sorted((row[token] for token in allowed), reverse=True)[len(known) - 1]


def test_draws_follow_the_distribution() -> None:
    logits = np.full((1, WORDS), -30.0, np.float32)
    logits[0, [3, 70, 400, 499]] = np.log(np.array([0.5, 0.3, 0.15, 0.05001], np.float32))
    tops, count = best(logits), 20_000
    for heat in (1.0, 0.5):
        wide = Tops(np.repeat(tops.ids, count, 0), np.repeat(tops.logits, count, 0))
        picked = Counter(pick(wide, [Draw(9, step, heat) for step in range(count)]))
        weights = np.array([0.5, 0.3, 0.15, 0.05]) ** (1 / heat)
        for token, share in zip((3, 70, 400, 499), weights / weights.sum(), strict=True):
            assert picked[token] / count == pytest.approx(share, abs=0.012)


def test_a_request_is_drawn_alike_whoever_else_is_served_and_in_whatever_order_its_tokens_come() -> None:
    tops = best(rows())
    draws = [Draw(seed, 4, 1.3) for seed in (-5, 2**80, 7)]
    together = pick(tops, draws)
    turned = Tops(tops.ids[:, ::-1].copy(), tops.logits[:, ::-1].copy())
    assert pick(turned, draws) == together
    for number, draw in enumerate(draws):
        assert pick(Tops(tops.ids[number : number + 1], tops.logits[number : number + 1]), [draw]) == [together[number]]


def test_seeds_and_steps_make_a_difference_and_no_heat_none() -> None:
    logits = rows(1)
    tops = best(logits)
    assert len({pick(tops, [Draw(seed, 0, 2.0)])[0] for seed in range(40)}) > 3
    assert len({pick(tops, [Draw(0, step, 2.0)])[0] for step in range(40)}) > 3
    assert {pick(tops, [Draw(seed, 0, 0.0)])[0] for seed in range(40)} == {int(logits[0].argmax())}


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_a_row_that_is_no_distribution_has_no_token_and_the_others_have_theirs(broken: float) -> None:
    logits = rows()
    sound = pick(best(logits), [Draw(1, 1, 1.0)] * 3)
    logits[1] = broken
    assert pick(best(logits), [Draw(1, 1, 1.0)] * 3) == [sound[0], NONE, sound[2]]


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_one_broken_logit_breaks_its_row(broken: float) -> None:
    logits = rows()
    logits[1, 5] = broken
    assert pick(best(logits), [Draw(1, 1, 1.0)] * 3)[1] == NONE
