"""Text of others made safe to show as markdown: no HTML, no images, no links but to cited sources.

The API's text is checked before it comes; this is the second fence. HTML is escaped by Streamlit too.
"""

import re
from collections.abc import Collection

WORD_JOINER = "\u2060"
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
PIECE = re.compile(
    r"""
    (?P<code>(?<!`)(?P<ticks>`+)(?!`)[\s\S]*?(?<!`)(?P=ticks)(?!`))
  | (?P<image>!\[)
  | \[(?P<label>[^\[\]\n]*)\]\(\s*<?(?P<target>[^()\s<>]*)>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)
  | <?(?P<url>(?:https?://|www\.)[^\s<>()\[\]`"'|，。；：！？、（）「」“”]*)>?
  | (?P<definition>^\s{0,3}\[[^\]\n]*\]:)
  | (?P<marker>\[\d{1,2}\])
  | (?P<tag><(?=[A-Za-z/!?]))
  | (?P<directive>:(?=[A-Za-z][\w-]*\[)|:(?=material/))
  | (?P<special>[$~])
  | (?P<escaped>\\[!-/:-@\[-`{-~])
    """,
    re.VERBOSE | re.MULTILINE,
)


def plain(text: str) -> str:
    """Text shown as it is, on one line or more: nothing in it is markdown."""
    kept = PUNCTUATION.sub(r"\\\1", text.replace("://", f":{WORD_JOINER}//").replace("www.", f"www{WORD_JOINER}."))
    lines = [line.strip() for line in kept.splitlines()]
    return "  \n".join(line or "\u00a0" for line in lines)


def inline(text: str) -> str:
    """Text shown as it is, on one line."""
    return plain(" ".join(text.split()))


def markdown(text: str, links: Collection[str] = (), markers: Collection[int] = ()) -> str:
    """The API's markdown with images, foreign links, HTML, formulas and directives made plain.

    `links` are the addresses that may be links; `markers` the citation numbers, which are shown small.
    """

    def safe(found: re.Match[str]) -> str:
        kind = found.lastgroup if found.lastgroup != "ticks" else "code"
        whole = found.group()
        if kind in ("code", "escaped"):
            return whole
        if kind == "target":
            target = found["target"]
            return whole if target in links else f"{plain(found['label'])}"
        if kind == "url":
            return _address(found["url"], links)
        if kind == "marker":
            return f":small[:gray[\\{whole[:-1]}\\]]]" if int(whole[1:-1]) in markers else whole
        if kind == "image":
            return "!\\["
        return f"\\{whole}" if kind != "definition" else whole.replace("[", "\\[", 1)

    return PIECE.sub(safe, text)


def _address(address: str, links: Collection[str]) -> str:
    tail = re.search(r"[.,;:!?*_]*$", address)
    end = tail.start() if tail else len(address)
    bare, rest = address[:end], address[end:]
    return f"<{bare}>{rest}" if bare in links else f"`{bare}`{rest}"
