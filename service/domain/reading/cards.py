"""GPUs by name and count to total memory, and memory given in so many words (两张 24G 的卡, "48 GB of VRAM")."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.domain.gpus import Gpu, Gpus
from service.domain.reading.claims import Claim
from service.domain.reading.scene import Scene

_COUNTS = {
    "单": 1, "一": 1, "双": 2, "两": 2, "俩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "十六": 16,
    "single": 1, "one": 1, "a": 1, "an": 1, "my": 1, "the": 1, "dual": 2, "two": 2, "twin": 2, "pair of": 2, "both": 2,
    "couple of": 2, "three": 3, "triple": 3, "four": 4, "quad": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "ten": 10, "twelve": 12, "sixteen": 16,
}  # fmt: skip
_COUNT = r"(?P<count>(?<![a-z0-9.])\d{1,4}|" + "|".join(
    rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word for word in sorted(_COUNTS, key=len, reverse=True)
) + ")"  # fmt: skip
_SIZE = r"(?P<size>(?<![a-z0-9.])\d{1,4})[ ]?-?(?:gb|gib|g|gigs?|gigabytes?)(?![a-z0-9])"
_UNIT = re.compile(r"(?:[ ]?-?(?:gb|gib|g|gigs?|gigabytes?)(?![a-z0-9]))?")
_EACH = r"[ ]?(?:张|块|台|个|片|颗|路|卡|x|×|\*|of)?[ ]?"
_LOOKS = (
    r"(?:(?:nvidia|geforce|tesla|rtx|gtx|quadro|amd|instinct|英伟达|老黄的|ada|used|old|new|spare|local|consumer|rented|cloud|second-?hand|refurbished|ageing|aging|identical|dusty"
    r"|老|旧|二手|自己的|闲置的?|的|版|显存的?|版本的?)[ -]?)*"
)
_BEFORE = re.compile(rf"{_COUNT}{_EACH}(?:{_SIZE}[ ]?)?{_LOOKS}$")
_SIZE_BEFORE = re.compile(rf"{_SIZE}[ ]?{_LOOKS}$")
_AFTER = re.compile(
    rf"(?P<many>s)?(?:[ -]?(?:sxm\d?|pcie|nvl|ti|super))?[ ]?(?:[-(,]|with|各|每(?:张|卡|块|个)?|的|显存|单卡|at|of|才|只有|只|就|带|有|是|has|the|a|,| )*[ ]?(?:{_SIZE}[ ]?\)?)?"
    r"(?:[ ]?显卡?)?[ ]?(?:(?:x|×|\*)[ ]?(?P<times>\d{1,3})(?![a-z0-9])|(?:一共|总共|共|有|就|只有| )*(?P<han>[一两二三四五六八十]|(?<![a-z0-9])\d{1,3})[ ]?(?:张|块|卡))?"
)
_VAGUE = re.compile(r"(?:几|多|若干|一些|好多|some|several|few|many|more|multiple)[ ]?(?:张|块|台|个|片)?[ ]?$")
_MANY_AFTER = re.compile(r"[ ]?(?:gpu )?(?:cluster|node|pod|farm|集群|服务器|机群)")
_CARD = r"(?:显存|vram|显卡|卡|gpus?|cards?|gpu memory|graphics (?:card|memory)s?|video (?:memory|ram))"
_SPELT = (
    re.compile(rf"(?:{_COUNT}{_EACH})?{_SIZE}[ ]?(?:的|大|左右的?|单卡|of |nvidia |consumer |gaming |-class )*{_CARD}"),
    re.compile(
        rf"{_CARD}[ ]?(?:只|一共|总共|共|就|才|有|是|为|大小|总量|加起来|合计|也|大概|约|:|is|of|=|total|around|about|with|,|(?P<each>每张|各))*"
        rf"[ ]?{_SIZE}"
    ),
    re.compile(
        rf"(?:fit|squeez|run|train|cram|tun|塞|放|装|跑)[a-z]*[^.?!。]{{0,40}}?(?:in|on|into|within|进|在|到)[ ]?"
        rf"(?:just |only |a |an |my |the |one |single )*{_SIZE}"
    ),
    re.compile(rf"(?<![a-z0-9.]){_COUNT}[ ]?(?:x|×|\*)[ ]?{_SIZE}"),
    re.compile(
        rf"{_SIZE}[ ]?(?:显存|的卡|卡|内)?[ ]?(?:能|可以|够|够不够|跑得动|训得动|放得下|装得下|吃得消|is enough|enough)"
    ),
)
_ANY_SIZE = re.compile(r"\d[ ]?-?(?:gb|gib|g|gigs?|gigabytes?)(?![a-z0-9])")
"""Without this nothing is spelt out."""
_NEARBY = re.compile(
    rf"[^.。!?！？]{{0,40}}?{_SIZE}(?![ ]?(?:ram|内存|of ram|disk|ssd|硬盘|语料|文本|数据|corpus|of text))"
)
_NOT_OURS = re.compile(
    r"quota (?:is|of) (?:zero|0|none)|not (?:ours|mine)|can't touch|off-limits to (?:me|us)|轮不到|不归我|用不了|用不上|没我的份|抢不到|排不上"
)
_NOT_CARDS = re.compile(
    r"[ ]?(?:的)?(?:内存|ram(?![a-z])|硬盘|磁盘|语料|文本|数据|原文|资料|corpus|dump|dataset|of (?!vram|gpu|video|memory)|disk|ssd)"
)
_WANTED = re.compile(
    r"(?:几|多少)[ ]?(?:张|块|台|个|片|卡)?[ ]?$|how many[ ]?$"
    r"|(?:需要|要|得|至少|need|needs|require|requires|buy|rent|买|租|换|再加|要加)[ ]?(?:an? |\d+ ?(?:x|张|块)? ?|more |at least )?$"
)
_BESIDE = re.compile(r"[ ]?(?:和|加|跟|与|、|\+|and|plus|,|以及|再加|外加|an?|另外|还有|一张|one|a| )+[ ]?")


_CLOSE = 28


@dataclass(frozen=True, slots=True)
class _Card:
    start: int
    end: int
    gpu: Gpu


def card_claims(scene: Scene, gpus: Gpus) -> list[Claim]:
    """Claims about `gpu_memory_gb`. A card whose size or number is unknown claims nothing."""
    cards = list(cards_in(scene.text, gpus))
    claims = [claim for card in cards if (claim := _by_name(scene.text, card))] if cards else list(_by_size(scene.text))
    return _summed(scene.text, [claim for claim in claims if _at_hand(scene, claim)])


def cards_in(text: str, gpus: Gpus) -> Iterator[_Card]:
    """Every card named in the text, longest name first."""
    words = sorted((word for word in gpus if word in text), key=lambda word: (-len(word), word))
    if not words:
        return
    names = "|".join(re.escape(word) for word in words)
    for match in re.finditer(rf"(?:(?<![a-z0-9.])|(?<=\d[x*×]))(?:{names})(?![0-9])(?!(?!s\b)[a-z])", text):
        yield _Card(match.start(), match.end(), gpus[match.group()])


def _by_name(text: str, card: _Card) -> Claim | None:
    before = text[max(0, card.start - 32) : card.start]
    counted, sized, after = _BEFORE.search(before), _SIZE_BEFORE.search(before), _AFTER.match(text, card.end)
    tail: Mapping[str, str | None] = after.groupdict() if after else {}
    own = tail.get("size") if after and not _NOT_CARDS.match(text, after.end()) else None
    size = (counted and counted["size"]) or (sized and sized["size"]) or own
    if (
        not size
        and (nearby := _NEARBY.match(text, card.end))
        and (card.gpu.known_gb is None or nearby.end() - card.end < _CLOSE)
    ):
        size = nearby["size"]
    memory = float(size) if size else card.gpu.known_gb
    count = _count(counted["count"] if counted else tail.get("times") or tail.get("han"))
    if count is None:
        vague = tail.get("many") or _VAGUE.search(before) or _MANY_AFTER.match(text, card.end)
        count = 0 if vague else 1
    if memory is None or not count:
        return None
    lead = counted or sized
    start = card.start - len(before) + lead.start() if lead else card.start
    end = after.end() if after and (own or tail.get("times") or tail.get("han")) else card.end
    return Claim("gpu_memory_gb", _whole(count * memory), start, end)


def _by_size(text: str) -> Iterator[Claim]:
    if not _ANY_SIZE.search(text):
        return
    for pattern in _SPELT:
        found = [
            match
            for match in pattern.finditer(text)
            if not _NOT_CARDS.match(text, _after_unit(text, match.end("size")))
        ]
        for match in found:
            count = _count(match.groupdict().get("count")) or 1
            yield Claim("gpu_memory_gb", _whole(count * float(match["size"])), match.start(), match.end())
        if found:
            return


def _after_unit(text: str, at: int) -> int:
    match = _UNIT.match(text, at)
    return match.end() if match else at


def _count(word: str | None) -> int | None:
    if not word:
        return None
    return int(word) if word.isdigit() else _COUNTS.get(word)


def _whole(memory: float) -> int | float:
    return int(memory) if memory.is_integer() else memory


def _at_hand(scene: Scene, claim: Claim) -> bool:
    """Not denied, supposed, wanted ("how many A100s") or somebody else's; and some memory at all."""
    context = scene.context
    if not claim.value or context.denied(claim.start, claim.end):
        return False
    if context.reaches("supposed", claim.start) or context.reaches("others", claim.start):
        return False
    sentence = scene.outline.sentences[scene.outline.sentence(claim.start)]
    if _NOT_OURS.search(scene.text, claim.end, sentence.end):
        return False
    return not _WANTED.search(scene.text[max(0, claim.start - 24) : claim.start])


def _summed(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """Different cards named side by side are all at hand."""
    out: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: claim.start):
        last = out[-1] if out else None
        if last and _BESIDE.fullmatch(text[last.end : claim.start]):
            total = float(str(last.value)) + float(str(claim.value))
            out[-1] = Claim(claim.name, _whole(total), last.start, claim.end)
        elif last is None or claim.start >= last.end:
            out.append(claim)
    return out
