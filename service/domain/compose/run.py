"""How the run in question is shaped, read from the words of a memory question: length, batch, cards, what is trained.

Model and method are known from elsewhere; nothing is computed here.
"""

import re
from dataclasses import dataclass

from service.domain.memory import FREE_TOKENS

_COUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d+)?)\s?(k)?(?!\d|[\dA-Za-z.]*[万亿mb]| ?[万亿])"
_FILLER = r"(?:的|是|为|到|设|设成|开到|调到|拉到|改成|约|大概|大约|至|取|of|to|is|at|set|about|around|up|=|:|：|\s)*"
_LENGTH = re.compile(
    rf"(?:长度|上下文|max_?(?:seq_?)?(?:len(?:gth)?|model_len)|max(?:imum)? (?:seq(?:uence)? )?len(?:gth)?"
    rf"|cutoff(?:_len)?"
    rf"|seq(?:uence)?[ _]?len(?:gth)?|sequences?|context(?: length| window)?|seq_?len){_FILLER}{_COUNT}",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    rf"{_COUNT}\s?-?(?:个\s?)?(?:tokens?|词元|context|sequences?|seq\b|上下文|长度|长文本|序列)", re.IGNORECASE
)
_BATCH = re.compile(
    rf"(?:batch(?:[ _-]?size)?|批大小|批次大小|批次|批量|\bbs){_FILLER}(?:从\s?\d+\s?|from \d+ )?"
    rf"(?:加|增|升|提|开|调)?{_FILLER}(?:到|to)?\s?(\d{{1,4}})(?![\dA-Za-z])",
    re.IGNORECASE,
)
_NUMBERS = {"两": 2, "双": 2, "二": 2, "三": 3, "四": 4, "六": 6, "八": 8, "十六": 16,
            "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "sixteen": 16, "dual": 2}  # fmt: skip
_CARDS = re.compile(
    rf"(?<![\w.])(\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=lambda word: -len(word)))})\s?"
    rf"(?:(?:张|块|片|路|卡)|[x×*]\s?(?=[A-Za-z]|\d{{4}}|\d+\s?gb?\b)"
    rf"|(?!b\b)(?:(?!\d+ (?:gpu|card))[\w-]+ ){{0,3}}?(?:gpus?|cards?)\b"
    r"|(?:rtx |nvidia )?(?:\d0[789]0|[ahlv]\d{2,3})s?\b)",
    re.IGNORECASE,
)
_CARDS_AFTER = re.compile(r"(?:gb?|[ahlv]\d{2,3}s?|\d0[789]0|显卡)\s?[x×*]\s?(\d{1,4})(?![\dA-Za-z])", re.IGNORECASE)
_PURE = re.compile(
    r"(?:纯|全部?用?|都用|pure|all[- ]?)[ -]?(?:bf16|bfloat16)|bf16 (?:throughout|everywhere)|全\s?bf16", re.I
)
_MIXED = re.compile(r"混合精度|mixed[- ]precision|fp32 (?:master|copy)", re.IGNORECASE)
_EMBEDDING = re.compile(
    r"embed_tokens|lm_head|modules_to_save|additional_target|embeddings?\b(?! model)|嵌入层|词嵌入|输出头|词表层"
    r"|(?:output|lm) head|(?:chat|special|new|control) tokens|特殊\s?(?:token|词元|标记)|新增?\s?token",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"(\d{1,3})\s?gi?b?\s?(?:vram |memory )?(?:each|apiece|per (?:card|gpu))"
    r"|(?:each|per (?:card|gpu)|每张卡?|每卡|单卡|每块)\D{0,12}(\d{1,3})\s?g",
    re.IGNORECASE,
)
TOKENS_BOUNDS = (64, 1_000_000)
BATCH_MAX, CARDS_MAX = 4_096, 1_024


@dataclass(frozen=True, slots=True)
class Run:
    """What the question says of a run; the defaults are what the estimates assume where it says nothing.

    `pure_bf16` and `mixed` are the two kinds of full tuning that were named; `embedding` tells whether training the
    embeddings and the head was spoken of; `each_gb` is the memory of one card where it is given so.
    """

    tokens: int = FREE_TOKENS
    batch: int = 1
    cards: int = 1
    pure_bf16: bool = False
    mixed: bool = False
    embedding: bool = False
    each_gb: float | None = None


def run_in(question: str) -> Run:
    """The run as the question describes it."""
    return Run(
        tokens=_tokens(question),
        batch=_first(_BATCH, question, BATCH_MAX),
        cards=max(_first(_CARDS, question, CARDS_MAX), _first(_CARDS_AFTER, question, CARDS_MAX)),
        pure_bf16=_PURE.search(question) is not None,
        mixed=_MIXED.search(question) is not None,
        embedding=_EMBEDDING.search(question) is not None,
        each_gb=_each(question),
    )


def _tokens(question: str) -> int:
    for pattern in (_LENGTH, _TOKENS):
        for found in pattern.finditer(question):
            count = round(float(found[1].replace(",", "")) * (1_024 if found[2] else 1))
            if TOKENS_BOUNDS[0] <= count <= TOKENS_BOUNDS[1]:
                return count
    return FREE_TOKENS


def _first(pattern: re.Pattern[str], question: str, most: int) -> int:
    for found in pattern.finditer(question):
        count = _NUMBERS.get(found[1].lower()) or (int(found[1]) if found[1].isdigit() else 0)
        if 1 <= count <= most:
            return count
    return 1


def _each(question: str) -> float | None:
    found = _EACH.search(question)
    return float(found[1] or found[2]) if found else None
