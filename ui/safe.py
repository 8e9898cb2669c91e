"""Text of others made safe to show as markdown: no HTML, no images, no links but to cited sources.

The API's text is checked before it comes; this is the second fence, and Streamlit escapes HTML too. What would make
an image, a link or a tag is broken by an invisible character, in code as outside: telling code from text as
markdown does is only needed for looks.
"""

import re
from collections.abc import Collection

WORD_JOINER = "\u2060"
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
BREAKS = re.compile(r"(?<=!)(?=\[)|(?<=\])(?=[(:])|(?<=<)(?=[A-Za-z/!?])|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
CODE = r"(?<!`)(?P<ticks>`+)(?!`)[^\n|]*?(?<!`)(?P=ticks)(?!`)"
MARKER = r"\[(?P<marker>\d{1,2})\]"
BOLD = re.compile(r"(?<=[。，：；！？）」』”…])(?=\*\*[^\W_])|(?<=[^\W_]\*\*)(?=[（「『“])")
LOOKS = r"[$~]|:(?=[A-Za-z][\w-]*\[)|:(?=material/)"
END = r"(?=$|[\s<>()\[\]|*_\"'，。；：、！？）」”]|[.,;:!?](?:\s|$))"


def plain(text: str) -> str:
    """Text shown as it is, on one line or more: nothing in it is markdown."""
    kept = PUNCTUATION.sub(r"\\\1", ADDRESS.sub(_broken_address, text))
    lines = [line.strip() for line in kept.splitlines()]
    return "  \n".join(line or "\u00a0" for line in lines)


def inline(text: str) -> str:
    """Text shown as it is, on one line."""
    return plain(" ".join(text.split()))


def markdown(text: str, links: Collection[str] = (), markers: Collection[int] = ()) -> str:
    """The API's markdown with images, foreign links, HTML, formulas and directives made plain.

    `links` are the addresses that may be links; `markers` the citation numbers, which are shown small.
    """
    known = "|".join(re.escape(link) for link in sorted(links, key=len, reverse=True)) or r"(?!)"
    pieces = re.compile(
        rf"(?P<escaped>\\[!-/:-@\[-`{{-~])|(?P<code>{CODE})|\[(?P<label>[^\[\]\n`!<]*)\]\((?P<target>{known})\)"
        rf"|<?(?P<url>{known})>?{END}|{MARKER}|(?P<looks>{LOOKS})",
        re.MULTILINE,
    )

    def shown(found: re.Match[str]) -> str:
        whole = found.group()
        if found["target"]:
            return f"[{_broken(found['label'])}](<{found['target']}>)"
        if found["url"]:
            return f"<{found['url']}>"
        if found["marker"] and int(found["marker"]) in markers:
            return f":small[:gray[\\[{found['marker']}\\]]]"
        if found["looks"]:
            return f"\\{whole}"
        return _broken(whole)

    text = BOLD.sub(WORD_JOINER, text)  # or markdown sees no end of bold text in `**是。**否`
    out, end = [], 0
    for found in pieces.finditer(text):
        out += [_broken(text[end : found.start()]), shown(found)]
        end = found.end()
    return _joined([*out, _broken(text[end:])])


def _broken(text: str) -> str:
    return BREAKS.sub(WORD_JOINER, text)


def _broken_address(found: re.Match[str]) -> str:
    return f"{found.group()[:-1]}{WORD_JOINER}{found.group()[-1]}"


def _joined(pieces: list[str]) -> str:
    """The pieces as one text; where two of them meet, nothing may come to life that neither of them held."""
    out = ""
    for piece in filter(None, pieces):
        tail = out[-3:]
        meets = any(found.start() == len(tail) for found in BREAKS.finditer(tail + piece[:2]))
        out += WORD_JOINER + piece if meets and out else piece
    return out
