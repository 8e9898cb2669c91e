"""GPUs by name and count to total memory, and memory given in so many words."""

import re
from collections.abc import Iterable

from service.domain.gpus import Gpu, Gpus
from service.domain.reading.claims import Claim
from service.domain.reading.scene import Scene

_COUNTS = {"单": 1, "一": 1, "双": 2, "两": 2, "俩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
           "十": 10, "十六": 16, "single": 1, "one": 1, "a": 1, "an": 1, "my": 1, "the": 1, "dual": 2, "two": 2, "twin": 2,
           "pair of": 2, "couple of": 2, "three": 3, "triple": 3, "four": 4, "quad": 4, "five": 5, "six": 6, "seven": 7,
           "eight": 8, "octa": 8, "ten": 10, "twelve": 12, "sixteen": 16}  # fmt: skip
_COUNT = r"(?P<count>\d{1,4}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_SIZE = r"(?P<size>\d{1,4})[ ]?-?(?:gb|gib|g)(?![a-z0-9])"
_MAKER = (
    r"(?:(?:nvidia|geforce|tesla|rtx|gtx|quadro|amd|instinct|英伟达|ada|used|old|new|spare|local|consumer|老|旧)[ -]?)*"
)
_BEFORE = re.compile(
    rf"(?:(?<![a-z0-9.]){_COUNT}[ ]?(?:张|块|台|个|片|颗|路|卡|x|×|\*)?[ ]?)(?:of )?(?:{_SIZE}[ ]?(?:的|版|显存的?|版本的?)?[ ]?)?{_MAKER}$"
)
_SIZE_BEFORE = re.compile(rf"(?<![a-z0-9.]){_SIZE}[ ]?(?:的|版的?|显存的?|版本的?)?[ ]?{_MAKER}$")
_SIZE_AFTER = re.compile(rf"s?(?:-[a-z0-9]+)?[ ]?(?:-|\(|,|with|各|每张|的|显存|单卡|sxm[ ]?|pcie[ ]?|of )*[ ]?{_SIZE}")
_COUNT_AFTER = re.compile(
    rf"s?(?:[ ]?\(?{_SIZE}\)?)?[ ]?(?:(?:x|×|\*)[ ]?(?P<times>\d{{1,3}})(?![a-z0-9])|[ ]?(?P<han>[一两二三四五六八十]|\d{{1,3}})[ ]?(?:张|块|卡))"
)
_PLAIN = re.compile(
    rf"(?:(?<![a-z0-9.]){_COUNT}[ ]?(?:张|块|台|个|片|x|×|\*)?[ ]?)?(?<![a-z0-9.]){_SIZE}[ ]?(?:的|大|左右的?|单卡|显存的?|of |nvidia |consumer |gaming |-class )*"
    r"(?P<noun>显存|vram|显卡|卡|gpus?|cards?|gpu memory|graphics (?:card|memory)s?|video memory|video ram|of vram)"
)
_NAMED = re.compile(
    rf"(?P<noun>显存|vram|gpu memory|gpu ram|video memory|显卡|卡)[ ]?(?:只|一共|总共|共|就|才|有|是|为|大小|总量|加起来|合计|也就|大概|约|只有|:|is|of|=|total|around|about)*[ ]?{_SIZE}"
)
_FIT = re.compile(
    rf"(?:fit|squeeze|run|train|cram|塞|放|装|跑)[a-z]*[^.?!。]{{0,40}}?(?:in|on|into|within|进|在|到)[ ]?(?:just |only |a |an |my |the |one |single )*{_SIZE}"
)
_FIT_ZH = re.compile(
    rf"{_SIZE}[ ]?(?:显存|的卡|卡|内)?[ ]?(?:能|可以|够|够不够|跑得动|训得动|放得下|装得下|能不能|吃得消|hold)"
)
_RAM = re.compile(
    r"^[ ]?(?:的)?(?:内存|ram(?![a-z])|硬盘|磁盘|语料|文本|数据|原文|corpus|of (?:text|data|raw|manuals|documents|papers|pdf|books)|dump|dataset)"
)


def card_claims(scene: Scene, gpus: Gpus) -> list[Claim]:
    """Claims about `gpu_memory_gb`. A card whose size is unknown claims nothing."""
    claims = [claim for claim in _by_name(scene, gpus) if _at_hand(scene, claim)]
    if not claims and not any(True for _ in _named(scene.text, gpus)):
        claims = [claim for claim in _by_size(scene) if _at_hand(scene, claim)]
    return _summed(scene, claims)


def _named(text: str, gpus: Gpus) -> Iterable[tuple[int, int, Gpu]]:
    taken = 0
    words = [word for word in gpus if word in text]
    if not words:
        return
    pattern = re.compile(
        r"(?<![a-z0-9.])(?:"
        + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        + r")(?![0-9])(?![a-rt-z][a-z])"
    )
    for match in pattern.finditer(text):
        if match.start() >= taken:
            taken = match.end()
            yield match.start(), match.end(), gpus[match.group()]


def _by_name(scene: Scene, gpus: Gpus) -> Iterable[Claim]:
    text = scene.text
    for start, end, gpu in _named(text, gpus):
        before = text[max(0, start - 32) : start]
        found = _BEFORE.search(before)
        sized = _SIZE_BEFORE.search(before)
        size_after = _SIZE_AFTER.match(text, end)
        after = _COUNT_AFTER.match(text, end)
        size = (found and found["size"]) or (sized and sized["size"]) or (size_after and size_after["size"])
        memory = (
            float(size) if size and not _RAM.match(text[size_after.end() :] if size_after else "") else gpu.known_gb
        )
        count = _count(found["count"]) if found else _count(after["times"] or after["han"]) if after else None
        if count is None:
            count = (
                0
                if re.match(r"s(?![a-z])", text[end:])
                or re.search(r"(?:几|多|若干|some|several|few|many|more)[ ]?(?:张|块|台|个|片)?[ ]?$", before)
                else 1
            )
        if memory is None or not count:
            continue
        low = start - len(before) + found.start() if found else start
        high = max([end, *(m.end() for m in (size_after if size and not found else None, after) if m)])
        yield Claim("gpu_memory_gb", _whole(count * memory), low, high)


def _by_size(scene: Scene) -> Iterable[Claim]:
    for pattern in (_PLAIN, _NAMED, _FIT, _FIT_ZH):
        for match in pattern.finditer(scene.text):
            if _RAM.match(scene.text[match.end("size") + 1 :].lstrip("b")):
                continue
            count = _count(match.groupdict().get("count")) or 1
            yield Claim("gpu_memory_gb", _whole(count * float(match["size"])), match.start(), match.end())
        if pattern.search(scene.text):
            return


def _count(word: str | None) -> int | None:
    if not word:
        return None
    return int(word) if word.isdigit() else _COUNTS.get(word)


def _whole(memory: float) -> int | float:
    return int(memory) if memory.is_integer() else memory


def _at_hand(scene: Scene, claim: Claim) -> bool:
    """Not denied, supposed, asked for ("how many A100s"), or somebody else's."""
    context = scene.context
    if (
        context.denied(claim.start, claim.end)
        or context.reaches("supposed", claim.start)
        or context.reaches("others", claim.start)
    ):
        return False
    before = scene.text[max(0, claim.start - 24) : claim.start]
    around = scene.text[max(0, claim.start - 4) : claim.end]
    return not re.search(r"(?:几|多少)[ ]?(?:张|块|台|个|片|卡)?|how many", before[-10:] + around) and not re.search(
        r"(?:how many|需要|要|得|至少|need|require|buy|rent|买|租|换|加)\s?(?:an? |\d+ ?(?:x|张|块)? ?|more )?$", before
    )


def _summed(scene: Scene, claims: list[Claim]) -> list[Claim]:
    """Different cards named side by side are all at hand."""
    if len(claims) < 2:
        return claims
    out = [claims[0]]
    for claim in claims[1:]:
        between = scene.text[out[-1].end : claim.start]
        if (
            re.fullmatch(r"[ ]?(?:和|加|跟|与|、|\+|and|plus|,|以及|再加|外加|an?|另外|还有| )+[ ]?", between)
            and isinstance(out[-1].value, int | float)
            and isinstance(claim.value, int | float)
        ):
            out[-1] = Claim(claim.name, _whole(float(out[-1].value + claim.value)), out[-1].start, claim.end)
        elif claim.start >= out[-1].end:
            out.append(claim)
    return out
