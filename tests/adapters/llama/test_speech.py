"""Bytes in, whole sentences out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.speech import SENTENCE_MAX, Speech
from service.domain.sentences import sentences


def fed(speech: Speech, text: str, size: int = 3) -> list[str]:
    raw, said = text.encode(), list[str]()
    for start in range(0, len(raw), size):
        said += speech.add(raw[start : start + size])
        if speech.over:
            return said
    return [*said, *speech.end()]


@given(st.text('ab。.!？ []1"”', max_size=200), st.integers(1, 7))
def test_what_is_said_is_what_the_cutter_of_sentences_finds(text: str, size: int) -> None:
    assert fed(Speech(999, 9999), text, size) == list(sentences(text.lstrip()))


def test_characters_split_over_tokens_come_out_whole() -> None:
    assert fed(Speech(9, 999), "用 Chat。再看。", 1) == ["用 Chat。", "再看。"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert fed(Speech(9, 999), "") == []
    speech = Speech(9, 999)
    speech.add(b"\xff\xfe\x80ok. ")
    assert speech.add(b"Next. x") != ()


@pytest.mark.parametrize(
    ("sentences_max", "characters", "said"),
    [
        (1, 999, ["One."]),
        (2, 999, ["One.", "Two!"]),
        (9, 4, ["One."]),
        (9, 5, ["One."]),
        (9, 3, []),
        (9, 8, ["One.", "Two!"]),
    ],
)
def test_bounds(sentences_max: int, characters: int, said: list[str]) -> None:
    assert fed(Speech(sentences_max, characters), "One. Two! Three? Four and so on") == said


def test_a_line_break_after_text_ends_the_span() -> None:
    assert fed(Speech(9, 999), "\n\n One. Two\n\n# Heading\nThree.") == ["One.", "Two"]


def test_a_sentence_without_end_is_given_up() -> None:
    assert fed(Speech(9, 99_999), "One. " + "x" * 2 * SENTENCE_MAX + ". Two.") == ["One."]


def test_lines() -> None:
    assert fed(Speech(2, 999, lines=True), "a = b. | c\n\nd\ne\nf") == ["a = b. | c", "d"]
