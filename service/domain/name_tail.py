"""What follows a model's name in a text: sizes, variants and marks joined by hyphens ("-7B-Instruct"), then those set
apart by a space or 的 ("Qwen2.5 的 7B"). Knows one brand's words at a time and no checkpoint."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.spelling import Brand, Variant

_JOINED = re.compile(r"[-_:]?([a-z]*\d+\.\d+[a-z0-9]*|[a-z0-9]+)")
_GAP = re.compile(r"\s*[(]?\s*(?:的|系列的?|模型的?|版本的?|models?\b|family\b)?\s*[(]?\s*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?|\d+x\d+|e\d)\s?([bm]|亿)(?![a-z0-9])(?!\s*(?:个|条)?\s*(?:tokens?|rows|条|词))")
_SIZE_BEFORE = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)\s?([bm]|亿)\s*(?:参数|版本?|模型|models?)?\s*的?\s*$")
_WORD = re.compile(r"v\d\.\d|[a-z]+\d*(?!\d)|\d{4}(?!\d)|(?:基座|底座|对话|聊天|指令|预训练)版|基座|底座")
_CHOICE_AHEAD = re.compile(r"版?\s*(?:or\b|vs|and\b|/|还是|或|和|与|、|bot|机器人|助手|assistant|template|模板)")
_VARIANTS: Mapping[str, Variant] = {
    **dict.fromkeys(("base", "pt", "pretrained", "pretrain", "基座", "底座", "基座版", "底座版", "预训练版"), "base"),
    **dict.fromkeys(("instruct", "chat", "it", "sft", "inst", "对话版", "聊天版", "指令版"), "chat"),
}
_ONLY_JOINED = {"it", "sft", "pt", "inst"}
_SAME_MODEL = re.compile(
    r"(?:hf|gguf|awq|gptq|int[48]|fp8|fp16|bf16|[48]bit|bnb|mlx|unsloth|quantized|i?q\d|[kms]|thinking|based|style"
    r"|like|class|level|ish|series|family|models?|tuned|finetuned?|lora|qlora|sized|a\d+(?:\.\d+)?b|\d+[kme])$"
)


@dataclass(slots=True)
class Tail:
    """What was read behind a name, up to `end` (`joined_end` without the words set apart by spaces).

    `foreign` is the first word that makes it another model; `joined_variant` says that a variant was hyphened on.
    """

    end: int
    joined_end: int
    size: str | None = None
    variant: Variant | None = None
    joined_variant: bool = False
    foreign: str = ""
    marks: frozenset[str] = frozenset()


def read_tail(plain: str, start: int, brand: Brand) -> Tail:
    """Reads folded text from `start`, right behind a name."""
    tail = Tail(start, start)
    _joined(plain, tail, brand)
    tail.joined_end = tail.end
    while _apart(plain, tail, brand):
        _joined(plain, tail, brand)
    return tail


def size_before(plain: str) -> str | None:
    """The size at the very end of `plain` ("7b 的", "the 8b"), for names that come after their size."""
    found = _SIZE_BEFORE.search(plain)
    return found.group(1) + found.group(2) if found else None


def _joined(plain: str, tail: Tail, brand: Brand) -> None:
    while found := _JOINED.match(plain, tail.end):
        word = found.group(1)
        if _SIZE.fullmatch(word) and (word[-1] == "b" or word in brand.sizes):
            tail.size = tail.size or word
        elif word in _VARIANTS:
            tail.variant, tail.joined_variant = _VARIANTS[word], True
        elif word in brand.marks:
            tail.marks |= {word}
        elif word not in brand.also and not _SAME_MODEL.match(word):
            tail.foreign = tail.foreign or word
        tail.end = found.end()


def _apart(plain: str, tail: Tail, brand: Brand) -> bool:
    """Reads one more word that is set apart and belongs to the name."""
    gap = _GAP.match(plain, tail.end)
    start = gap.end() if gap else tail.end
    end = _apart_size(plain, start, tail, brand) or _apart_word(plain, start, tail, brand)
    if not end:
        return False
    opened = "(" in plain[tail.end : start]
    tail.end = end + (opened and plain.startswith(")", end))
    return True


def _apart_size(plain: str, start: int, tail: Tail, brand: Brand) -> int:
    found = _SIZE.match(plain, start)
    if found is None or tail.size:
        return 0
    size = found.group(1) + found.group(2)
    if size[-1] == "m" and size not in brand.sizes:
        return 0
    tail.size = size
    return found.end()


def _apart_word(plain: str, start: int, tail: Tail, brand: Brand) -> int:
    found = _WORD.match(plain, start)
    if found is None:
        return 0
    word = found.group()
    if word in _VARIANTS:
        if word in _ONLY_JOINED or tail.variant or _CHOICE_AHEAD.match(plain, found.end()):
            return 0
        tail.variant = _VARIANTS[word]
    elif word in brand.marks:
        tail.marks |= {word}
    elif word in brand.others and len(word) > 1:
        tail.foreign = tail.foreign or word
    else:
        return 0
    return found.end()
