"""Picks the next tokens of all readers at once: min-p, top-k, temperature and a draw with the seed of each request.

The draw is an argmax over logits with Gumbel noise, and the noise of a token is a hash of the request's seed, of how
many tokens it has had, and of the token's number. So nothing is remembered between steps, a request is drawn alike
whoever else is served, and temperature 0 is the likeliest token. Arrays only; knows no model.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MIN_P = 0.05
TOP_K = 40
COLUMNS_MIN, COLUMNS_MAX = 100, 1500
NONE = -1
"""Instead of a token, where a row of logits is no distribution."""
_FLOOR = np.float32(math.log(MIN_P))
_NEVER = np.float32(-np.inf)
_STEPS, _TOKENS = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
_LAST, _MANTISSA = np.uint64(31), np.uint64(11)


@dataclass(frozen=True, slots=True)
class Tops:
    """The likeliest tokens of some rows and their logits, rows × at most TOP_K, in no order; what fills a row up to
    the width has the logit minus infinity."""

    ids: NDArray[np.int32]
    logits: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Draw:
    """Whose token is drawn: the request's seed and temperature, and how many tokens it has had."""

    seed: int
    step: int
    temperature: float


def best(logits: NDArray[np.float32]) -> Tops:
    """The tokens of each row (rows × vocabulary) that can be picked."""
    rows, vocabulary = logits.shape
    flat = np.flatnonzero(logits >= _floors(logits)[:, None])
    row = flat // vocabulary
    counts = np.bincount(row, minlength=rows)
    ids = np.zeros((rows, TOP_K), np.int32)
    values = np.full((rows, TOP_K), _NEVER)
    place = np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)
    few = place < TOP_K
    ids[row[few], place[few]] = flat[few] - row[few] * vocabulary
    values[row[few], place[few]] = logits.reshape(-1)[flat[few]]
    for number in np.flatnonzero(counts > TOP_K):
        ids[number] = np.argpartition(logits[number], -TOP_K)[-TOP_K:]
        values[number] = logits[number][ids[number]]
    return Tops(ids, values)


def _floors(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each row, what a logit must have to be picked: min-p, and a value that hardly more than TOP_K reach.

    The row is laid over itself and the highest of each column kept: at least as many reach the TOP_K-th of these.
    """
    rows, vocabulary = logits.shape
    width = _width(vocabulary)
    peaks = logits.reshape(rows, vocabulary // width, width).max(axis=1)
    floors: NDArray[np.float32] = peaks.max(axis=1) + _FLOOR
    if width > TOP_K:
        np.maximum(floors, np.partition(peaks, -TOP_K, axis=1)[:, -TOP_K], out=floors)
    return floors


@lru_cache
def _width(vocabulary: int) -> int:
    """Columns to lay a row over, a divisor of its length where there is a handy one."""
    return next((width for width in range(COLUMNS_MAX, COLUMNS_MIN, -1) if vocabulary % width == 0), vocabulary)


def pick(tops: Tops, draws: Sequence[Draw]) -> list[int]:
    """The next token of each row, NONE where there is no distribution."""
    peak = tops.logits.max(axis=1)
    heat = np.array([draw.temperature for draw in draws], np.float32)[:, None]
    with np.errstate(invalid="ignore"):
        warmed = tops.logits + heat * _gumbel(tops.ids, draws)
        chances = np.where(tops.logits >= (peak + _FLOOR)[:, None], warmed, _NEVER)
    tokens = tops.ids[np.arange(len(draws)), chances.argmax(axis=1)]
    tokens[~np.isfinite(peak)] = NONE
    found: list[int] = tokens.tolist()
    return found


def _gumbel(ids: NDArray[np.int32], draws: Sequence[Draw]) -> NDArray[np.float32]:
    """Noise of Gumbel's distribution for every candidate, by splitmix64 of seed, step and token."""
    seeds = np.array([draw.seed & 0xFFFFFFFFFFFFFFFF for draw in draws], np.uint64)
    steps = np.array([draw.step for draw in draws], np.uint64)
    mixed = _mixed(seeds + _STEPS * (steps + np.uint64(1)))[:, None]
    drawn = _mixed(mixed ^ (_TOKENS * (ids.astype(np.uint64) + np.uint64(1))))
    even = ((drawn >> _MANTISSA).astype(np.float64) + 0.5) * 2.0**-53
    noise: NDArray[np.float32] = (-np.log(-np.log(even))).astype(np.float32)
    return noise


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for shift, factor in _MIX:
        state = (state ^ (state >> shift)) * factor
    return state ^ (state >> _LAST)
