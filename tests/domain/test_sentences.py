"""Cutting text into sentences, whole and streamed."""

import pytest

from service.domain.sentences import cut, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好。再见！[1] 真的？", ("你好。", "再见！[1]", "真的？")),
        ("“是的。”然后 [2]。", ("“是的。”", "然后 [2]。")),
        ("他问“选哪个？”的时候，答案已定。", ("他问“选哪个？”的时候，答案已定。",)),
        (
            "“Any data?” is a poor test. Ask “how many?” Then go.",
            ("“Any data?” is a poor test.", "Ask “how many?”", "Then go."),
        ),
        ("Chat is 5.5% better, e.g. here. Yes [1].", ("Chat is 5.5% better, e.g. here.", "Yes [1].")),
        ("LIMA et al. used 1,000. [2] Qwen2.5-7B is Base.", ("LIMA et al. used 1,000. [2]", "Qwen2.5-7B is Base.")),
        ("A vs. B. It ends with `<|im_end|>`. Ok", ("A vs. B.", "It ends with `<|im_end|>`.", "Ok")),
        ("Is it? (Yes.) Done.", ("Is it?", "(Yes.)", "Done.")),
        ("用 Base。Next one.", ("用 Base。", "Next one.")),
        ("line one\nline two", ("line one", "line two")),
        ("   \n ", ()),
    ],
)
def test_sentences(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "你好。再见！[1] 真的？好。",
        "It is 5.5 % e.g. here. [1] Yes. “No.” Done. ",
        "Is “a?” bad? “B?” No.",
        "一。\n二。",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_streaming_in_pieces_cuts_the_same(text: str, size: int) -> None:
    done: list[str] = []
    buffer = ""
    for at in range(0, len(text), size):
        found, buffer = cut(buffer + text[at : at + size])
        done += found
    assert (*done, *sentences(buffer)) == sentences(text)


def test_a_sentence_is_held_back_while_a_marker_may_follow() -> None:
    assert cut("好。") == ((), "好。")
    assert cut("好。[1") == ((), "好。[1")
    assert cut("好。[1] 再") == (("好。[1]",), " 再")
