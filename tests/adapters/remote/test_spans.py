"""Reading an object of texts while it streams in."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.remote.spans import NoSpans, SpanReader

TEXTS = st.dictionaries(st.sampled_from(["1", "2", "3"]), st.text(max_size=60), max_size=3)


@given(TEXTS, st.booleans(), st.lists(st.integers(1, 200), max_size=20))
def test_any_object_in_any_pieces_comes_out_as_it_is(texts: dict[str, str], ascii_only: bool, cuts: list[int]) -> None:
    clean = {key: text.encode("utf-8", "replace").decode() for key, text in texts.items()}
    raw = json.dumps(clean, ensure_ascii=ascii_only, indent=1)
    reader, grown = SpanReader(("1", "2", "3")), dict.fromkeys(clean, "")
    places = sorted({min(cut, len(raw)) for cut in cuts} | {0, len(raw)})
    for start, end in pairwise(places):
        reader.feed(raw[start:end])
        for key, text in reader.texts.items():
            assert text.startswith(grown[key])
            grown[key] = text
    assert reader.texts == clean
    assert reader.whole == set(clean)
    assert reader.closed


@pytest.mark.parametrize(
    "raw",
    [
        "no", "[1]", '{"4": "x"}', '{"1": "x", "1": "y"}', '{"1": 2}', '{"1": null}', '{"1": {"a": "b"}}', '{"1" "x"}',
        '{"1": "x" "2": "y"}', '{"1": "\\q"}', '{"1": "\\u12"}', '{,', '{"1": "' + "x" * 9000,
    ],
)  # fmt: skip
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(NoSpans):
        SpanReader(("1", "2")).feed(raw)


def test_what_follows_the_object_is_not_read() -> None:
    reader = SpanReader(("1",))
    reader.feed('{"1": "x"} and so on {')
    assert reader.closed
    assert reader.texts == {"1": "x"}
