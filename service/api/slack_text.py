"""Text from and to Slack. What goes out can ping nobody and load nothing; what comes in loses Slack's own marks."""

import html
import re
from collections.abc import Iterator

PING = re.compile(r"@(?=channel|here|everyone)", re.IGNORECASE)
WORD_JOINER = "\u2060"
FENCE = "```"
_REFERENCE = re.compile(r"<([@#!]?)([^>|]*)(?:\|([^>]*))?>")
_CODE = re.compile(r"(`[^`\n]+`)")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"(\s*)[-*+]\s+")
_RULE_ROW = re.compile(r"\|?[\s:|-]+\|[\s:|-]*$")
_BOLD_MARK = "\x01"


def incoming(text: str) -> str:
    """A message as its writer sees it: mentions of people gone, channels and links by name, entities undone."""

    def seen(found: re.Match[str]) -> str:
        mark, target, label = found.groups()
        if mark in {"@", "!"}:
            return ""
        return f"#{label or target}" if mark == "#" else (label or target)

    return html.unescape(_REFERENCE.sub(seen, text)).strip()


def markdown(text: str) -> str:
    """Markdown for Slack's own markdown fields: no images, no links but to web pages, no pings, no raw markup."""
    without_images = _IMAGE.sub(r"\1", text).replace("![", "! [")
    return _quiet(_LINK.sub(_plain_link, without_images).replace("<", "&lt;"))


def mrkdwn(text: str) -> str:
    """Markdown as Slack's older mark-up, with the same guarantees."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _quiet("\n".join(_lines(escaped)))


def pieces(text: str, limit: int) -> list[str]:
    """The text cut into parts of at most `limit` characters, at paragraphs, lines or spaces where it can be."""
    parts: list[str] = []
    rest = text
    while len(rest) > limit:
        head = rest[:limit]
        ends = (head.rfind(mark) + len(mark) for mark in ("\n\n", "\n", "。", " "))
        at = next((end for end in ends if end > limit // 2), limit)
        parts.append(rest[:at])
        rest = rest[at:]
    return [*parts, rest] if rest else parts


def _lines(text: str) -> Iterator[str]:
    fenced = False
    for line in text.split("\n"):
        if line.strip().startswith(FENCE):
            fenced = not fenced
            yield FENCE
        elif fenced:
            yield line
        elif not _RULE_ROW.match(line.strip()):
            yield _line(line)


def _line(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        return f"*{_bare(heading[1])}*" if heading[1] else ""
    if line.startswith("&gt;"):
        return ">" + _inline(line[4:])
    if line.strip().startswith("|") and line.strip().endswith("|"):
        return " — ".join(_inline(cell.strip()) for cell in line.strip().strip("|").split("|"))
    bullet = _BULLET.match(line)
    return f"{bullet[1]}• {_inline(line[bullet.end() :])}" if bullet else _inline(line)


def _inline(text: str) -> str:
    return "".join(part if part.startswith("`") else _marks(part) for part in _CODE.split(text))


def _marks(text: str) -> str:
    text = _LINK.sub(_marked_link, _IMAGE.sub(r"\1", text))
    text = _BOLD.sub(rf"{_BOLD_MARK}\2{_BOLD_MARK}", text)
    text = _ITALIC.sub(r"_\1_", text)
    return _STRUCK.sub(r"~\1~", text).replace(_BOLD_MARK, "*")


def _bare(text: str) -> str:
    """A heading's text without marks of its own: it is bold as a whole."""
    return _BOLD.sub(r"\2", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://")) and "|" not in address


def _plain_link(found: re.Match[str]) -> str:
    return found[0] if _is_web(found[2]) else found[1]


def _marked_link(found: re.Match[str]) -> str:
    label = found[1].replace("|", "/")
    return f"<{found[2]}|{label}>" if _is_web(found[2]) and label else label


def _quiet(text: str) -> str:
    return PING.sub("@" + WORD_JOINER, text)
