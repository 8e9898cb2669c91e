"""Text to and from Slack: what it looks like, and that it can neither ping nor load."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.slack_blocks import MESSAGE_MAX, SECTION_MAX, text_blocks
from service.api.slack_text import incoming, markdown, mrkdwn, pieces


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and *soft* and ~~gone~~", "*bold* and _soft_ and ~gone~"),
        ("## A **heading** ##", "*A heading*"),
        ("- one\n  - two\n* three", "• one\n  • two\n• three"),
        ("> quoted", "> quoted"),
        ("`**code**` **x**", "`**code**` *x*"),
        ("```py\n**a** | b\n```", "```\n**a** | b\n```"),
        ("[page](https://a.example/x?y=1&z=2)", "<https://a.example/x?y=1&amp;z=2|page>"),
        ("[run](javascript:alert)", "run"),
        ("![cat](https://a.example/cat.png)", "cat"),
        ("| a | b |\n|---|:-:|\n| 1 | **2** |", "a — b\n1 — *2*"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U1> @here", "&lt;!channel&gt; &lt;@U1&gt; @\u2060here"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
    ],
)
def test_markdown_becomes_mrkdwn(text: str, shown: str) -> None:
    assert mrkdwn(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**b** ![cat](https://a.example/c.png) [p](https://a.example)", "**b** cat [p](https://a.example)"),
        ("<!channel> @channel [x](data:1)", "&lt;!channel> @\u2060channel x"),
        ("![![a](b)](https://a.example/c.png)", "! [a](https://a.example/c.png)"),
    ],
)
def test_markdown_stays_markdown_without_its_dangers(text: str, shown: str) -> None:
    assert markdown(text) == shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<@U1> hi <@U2|bo>", "hi"),
        ("<!here> in <#C1|general> and <#C2>", "in #general and #C2"),
        ("see <https://a.example|the page> or <https://b.example>", "see the page or https://b.example"),
        ("1 &lt; 2 &amp;&amp; 3", "1 < 2 && 3"),
        ("&lt;@U1&gt;", "<@U1>"),
    ],
)
def test_what_people_write_is_read_as_they_see_it(text: str, seen: str) -> None:
    assert incoming(text) == seen


DANGER = st.lists(
    st.sampled_from(
        ["<!channel>", "@everyone", "<@U1>", "![", "](", "https://a.example/x.png", ")", "[", "]", "|", "`"]
    )
    | st.text(alphabet="ab *_~`#>-\n客<>&|!@", max_size=6),
    max_size=12,
).map("".join)


@given(DANGER)
def test_nothing_pings_and_nothing_is_an_image(text: str) -> None:
    shown = mrkdwn(text)
    for target in re.findall(r"<([^>]*)>", shown):
        assert re.match(r"https?://", target)
    for out in (shown, markdown(text)):
        assert not re.search(r"@(channel|here|everyone)", out, re.IGNORECASE)
        assert not re.search(r"<[!@#]", out)
    assert "![" not in markdown(text)


@given(st.text(max_size=300), st.integers(min_value=1, max_value=50))
def test_pieces_lose_nothing_and_fit(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text
    assert all(0 < len(part) <= limit for part in parts)


def test_a_long_answer_fits_slacks_limits() -> None:
    blocks = text_blocks("一二三四。" * 2_000)
    assert all(len(block["text"]["text"]) <= SECTION_MAX for block in blocks)
    assert sum(len(block["text"]["text"]) for block in blocks) == 10_000 <= MESSAGE_MAX
