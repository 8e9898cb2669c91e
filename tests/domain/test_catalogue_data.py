"""Bad catalogue files are refused, every fault at once and with its place."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.domain.catalogue_data import read_catalogue
from service.domain.faults import Faulty

YI = Path(__file__).resolve().parents[2] / "knowledge" / "catalogue" / "yi.toml"
FILES = {"yi.toml": tomllib.loads(YI.read_text(encoding="utf-8"))}


def broken(change: dict[str, Any]) -> tuple[str, ...]:
    """The faults of Yi's file with `change` made to its first pair."""
    files = copy.deepcopy(FILES)
    files["yi.toml"]["family"][0]["pair"][0].update(change)
    with pytest.raises(Faulty) as caught:
        read_catalogue(files)
    return caught.value.faults


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"parameters_b": [0, "read"]}, "parameters_b must be"),
        ({"parameters_b": 6}, "parameters_b must be"),
        ({"context": ["4K", "perhaps"]}, "context must be [value, certainty]"),
        ({"context": ["?", "read"]}, "the value ? and the certainty unknown go together"),
        ({"base": "Yi-6B"}, "base must be a hub id"),
        ({"base_published": ["no", "read"]}, "has an id, so base_published must not be given"),
        ({"bare_name": "it"}, "bare_name must be base, chat or none"),
        ({"shared_licence": ["perhaps", "read"]}, "shared_licence must be yes, no or ?"),
        ({"size": "six"}, "is not written like 7B"),
        ({"embedding": {"vocabulary": 1}}, "embedding must give"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"name": "Yi-34B"}, "the name stands for two pairs"),
        ({"nearest": ["Yi-2-6B"]}, "which is no complete pair"),
    ],
)
def test_bad_data_is_refused_with_its_place(change: dict[str, Any], fault: str) -> None:
    faults = broken(change)
    assert any(fault in line for line in faults)
    assert all(line.startswith(("yi.toml", "Yi-")) for line in faults)


def test_all_faults_are_told_at_once() -> None:
    faults = broken({"parameters_b": 6, "bare_name": "it", "colour": "red"})
    assert len(faults) == 3


def test_a_missing_variant_needs_a_way_out() -> None:
    files = copy.deepcopy(FILES)
    del files["yi.toml"]["family"][0]["pair"][0]["base"]
    with pytest.raises(Faulty, match="nearest must name a published pair"):
        read_catalogue(files)


def test_a_missing_variant_is_said_in_three_ways_only() -> None:
    files = copy.deepcopy(FILES)
    pair = files["yi.toml"]["family"][0]["pair"][0]
    del pair["base"]
    pair.update(base_published=["perhaps", "read"], nearest=["Yi-34B"])
    with pytest.raises(Faulty, match="base_published must be no"):
        read_catalogue(files)


def test_a_brand_needs_words_and_may_go_on_in_a_second_file() -> None:
    alone = {"brand": "Yi", "vendor": "01.AI", "family": []}
    read_catalogue({**FILES, "yi-later.toml": alone})
    with pytest.raises(Faulty, match="words must say what people type"):
        read_catalogue({"yi-later.toml": alone})


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({}, "brand is missing"),
        ({"brand": "X", "words": "x"}, "words must be a list of texts"),
        ({"brand": "X", "words": ["x"], "family": ["y"]}, "family must be a list of tables"),
        ({"brand": "X", "words": ["x"], "family": [{"name": "X1", "pair": [{}]}]}, "versions or names must say"),
        ({"brand": "X", "words": ["x"], "families": []}, "unknown key 'families'"),
    ],
)
def test_files_of_another_shape_are_refused_without_a_crash(data: dict[str, Any], fault: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_catalogue({"x.toml": data})
    assert any(fault in line for line in caught.value.faults)
