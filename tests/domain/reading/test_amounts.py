"""Numbers as people write them."""

import pytest

from service.domain.reading.amounts import amounts


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("两万条", 20000, 20000), ("1.2万", 12000, 12000), ("5k", 5000, 5000), ("0.5m rows", 500000, 500000),
        ("八百多条", 800, 899), ("三百来条", 300, 399), ("两千出头", 2000, 2999), ("20多万", 200000, 299999),
        ("三四千", 3000, 4000), ("十几万", 110000, 190000), ("两千五", 2500, 2500), ("一万二", 12000, 12000),
        ("1w+", 10000, None), ("10k-ish", 10000, 10000), ("3k-5k", 3000, 5000), ("三到五千条", 3000, 5000),
        ("between 8k and 10k", 8000, 10000), ("a few hundred rows", 300, 900), ("a couple hundred", 200, 200),
        ("half a million", 500000, 500000), ("45,000 copies", 45000, 45000), ("3 hundred rows", 300, 300),
        ("twelve hundred", 1200, 1200), ("over 5k", 5000, None), ("5000条以上", 5000, None), ("不到五百条", 1, 499),
        ("至少 3000 条", 3000, None), ("8 千到 1 万 2", 8000, 12000), ("2w5", 25000, 25000), ("上万", 10000, None),
        ("a quarter of a million", 250000, 250000), ("three and a half thousand", 3500, 3500), ("1,300ish", 1300, 1300),
        ("two hundred and fifty thousand", 250000, 250000), ("one point two million", 1200000, 1200000),
        ("just over 40k", 40000, 49999), ("300-odd", 300, 399), ("千八百条", 800, 1000),
        ("1.5 lakh", 150000, 150000), ("two lakhs", 200000, 200000), ("3 crore", 30000000, 30000000),
        ("2e4", 20000, 20000), ("2x10^4", 20000, 20000), ("12 500 rows", 12500, 12500), ("四万二", 42000, 42000),
        ("two dozen", 24, 24), ("twelve thousand three hundred", 12300, 12300), ("one thousand and ten", 1010, 1010),
        ("two hundred fifty thousand", 250000, 250000), ("7,7k", 7700, 7700), ("0,9k", 900, 900), ("3'400", 3400, 3400),
    ],
)  # fmt: skip
def test_amount(text: str, low: int, high: int | None) -> None:
    found = amounts(text)
    assert [(one.low, one.high) for one in found] == [(low, high)]


def test_two_numbers_spelt_out_are_not_one() -> None:
    assert [one.low for one in amounts("between five hundred and six hundred")] == [500]
    assert [one.low for one in amounts("five hundred or six thousand")] == [500]


@pytest.mark.parametrize("text", ["qwen2.5-7b", "a100", "7b", "gpt-4o", "base64", "lr 1e-5"])
def test_a_name_is_no_amount(text: str) -> None:
    assert amounts(text) == []
