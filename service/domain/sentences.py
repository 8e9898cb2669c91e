"""Cutting Chinese and English text into sentences, whole or while it streams in. Knows punctuation, not meaning."""

import re
from functools import lru_cache

_ENDERS = "。！？!?"
_CLOSERS = "”’」』）)】]"
_EITHER_END = "\"'*`"
_QUOTE_ENDS = "”’」』\"'"
_STOP = re.compile(r"[。！？!?.\n]")
_MARKER = re.compile(r"\s?\[\d{1,3}\]")
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "vs", "cf", "etc", "al", "fig", "eq", "no", "sec", "approx", "ca", "resp", "dr", "mr", "ms"}
)
_LAST_WORD = re.compile(r"[A-Za-z.]+$")


@lru_cache(maxsize=4_096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of `text`, stripped, citation markers kept with the sentence that they follow."""
    done, rest = cut(text)
    return (*done, rest.strip()) if rest.strip() else done


def cut(buffer: str) -> tuple[tuple[str, ...], str]:
    """The sentences that are surely complete at the start of `buffer`, stripped, and what is left of it.

    A sentence is complete once something follows that cannot belong to it any more.
    """
    done: list[str] = []
    start = position = 0
    while found := _STOP.search(buffer, position):
        end = _end_of_sentence(buffer, start, found.start())
        if end is None:
            position = found.end()
            continue
        if end >= len(buffer):
            break
        if buffer[start:end].strip():
            done.append(buffer[start:end].strip())
        start = position = end
    return tuple(done), buffer[start:]


def _end_of_sentence(buffer: str, start: int, position: int) -> int | None:
    """Where the sentence that stops at `position` ends, closers and markers included; None if none stops there."""
    character = buffer[position]
    if character == "\n":
        return position + 1
    if character not in _ENDERS and not (character == "." and _full_stop(buffer, start, position)):
        return None
    end = position + 1
    while end < len(buffer) and (buffer[end] in _CLOSERS + _ENDERS or _closes(buffer, start, end)):
        end += 1
    if buffer[position] in "！？!?" and buffer[end - 1] in _QUOTE_ENDS:
        if _goes_on(buffer, end):
            return None
        if not buffer[end:].strip():
            return len(buffer)
    while marker := _MARKER.match(buffer, end):
        end = marker.end()
    if _marker_may_follow(buffer, end):
        return len(buffer)
    return end


def _closes(buffer: str, start: int, position: int) -> bool:
    """Whether a mark that looks the same at both ends closes what was opened in this sentence."""
    mark = buffer[position]
    return mark in _EITHER_END and buffer.count(mark, start, position) % 2 == 1


def _goes_on(buffer: str, end: int) -> bool:
    """Whether a question or exclamation that a quote ends at `end` is only quoted inside a sentence that goes on."""
    following = buffer[end : end + 1]
    if following.isspace():
        return buffer[end:].lstrip()[:1].islower()
    return bool(following) and following != "["


def _marker_may_follow(buffer: str, end: int) -> bool:
    return re.fullmatch(r"\s?(\[\d{0,3})?", buffer[end:]) is not None


def _full_stop(buffer: str, start: int, position: int) -> bool:
    following = buffer[position + 1 : position + 2]
    if following and not (
        following.isspace() or following in _CLOSERS + _EITHER_END or "\u4e00" <= following <= "\u9fff"
    ):
        return False
    word = _LAST_WORD.search(buffer, start, position)
    if word is None:
        return True
    return word.group().lower().strip(".") not in _ABBREVIATIONS
