"""GPUs by name and count to total memory, and memory given in so many words (两张 24G 的卡, "48 GB of VRAM")."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from service.domain.reading.claims import Claim
from service.domain.reading.counts import COUNT, DOT, number_of
from service.domain.reading.machines import machines
from service.domain.reading.named_cards import Card
from service.domain.reading.scene import Scene

SIZE = rf"(?=[0-9])(?P<size>(?:(?<![a-z0-9])|(?<=\d[x×*])){DOT}\d{{1,4}})[ ]?(?:个[ ]?)?-?(?:gb|gib|g|gigs?|gigabytes?)(?![a-z0-9])"
_UNIT = re.compile(r"(?:[ ]?-?(?:gb|gib|g|gigs?|gigabytes?)(?![a-z0-9]))?")
_EACH = r"[ ]?(?:张|块|台|个|片|颗|路|卡|x|×|\*|of|-)?[ ]?"
_LOOKS = (
    r"(?:(?:nvidia|geforce|tesla|rtx|gtx|quadro|amd|instinct|英伟达|老黄的|ada|used|old|new|spare|local|consumer|rented|cloud|second-?hand|refurbished|ageing|aging|identical|dusty"
    r"|老|旧|二手|魔改|改装|涡轮|公版|自己的|闲置的?|的|版|显存的?|版本的?|那[张块种款]|这[张块])[ -]?)*"
)
_BEFORE = re.compile(rf"{COUNT}{_EACH}(?:[, ]*(?:都|全|清一色|统统|统一)是[ ]?)?(?:{SIZE}[ ]?)?{_LOOKS}$")
_SIZE_BEFORE = re.compile(rf"{SIZE}[ ]?{_LOOKS}$")
_AFTER = re.compile(
    rf"(?P<many>s)?(?:[ -]?(?:sxm\d?|pcie|nvl|ti|super))?[ ]?(?:[-(,]|with|各|每(?:张|卡|块|个)?|的|显存|单卡|at|of|才|只有|只|就|带|有|是|has|the|a|,| )*[ ]?(?:{SIZE}[ ]?\)?)?"
    r"(?:[ ]?显卡?)?(?:[ ]?的[ ]?,(?=[ ]?[一两二三四五六八十\d]{1,3}[ ]?[张块](?:卡)?(?![ ]?[a-z0-9])))?[ ]?(?:(?:x|×|\*)[ ]?(?P<times>\d{1,3})(?![a-z0-9])|(?:一共|总共|共|有|就|只有| )*(?P<han>[一两二三四五六八十]|(?<![a-z0-9])\d{1,3})[ ]?(?:张|块|卡))?"
)
_VAGUE = re.compile(r"(?:几|多|若干|一些|好多|some|several|few|many|more|multiple)[ ]?(?:张|块|台|个|片)?[ ]?$")
_ALL = re.compile(r"(?:都是|全是|清一色是?|统统是|统一是?)[ ]?$")
_VAGUE_AFTER = re.compile(
    r"[ ]?(?:的|卡|显卡|我|我们|手上|手里|家里|这边|到底|大概|好像|一共|总共|应该)*有?(?:几|多少|好几)[ ]?[张块]"
)
_MANY_AFTER = re.compile(r"[ ]?(?:gpu )?(?:cluster|node|pod|farm|集群|服务器|机群)")
_CARD = r"(?:显存|vram|显卡|卡|gpus?|cards?|gpu memory|graphics (?:card|memory)s?|video (?:memory|ram))"
_SPELT = (
    re.compile(
        rf"{COUNT}[ ]?(?:张|块)(?:卡|显卡)?[ ]?,?[ ]?(?:(?:每|一|单)(?:张|块)|各|都是|全是|统一)[ ]?(?:是|有)?[ ]?{SIZE}"
    ),
    re.compile(rf"{COUNT}[ ]?{_CARD}[ ]?,?[ ]?(?:with|of|at|having)?[ ]?{SIZE}[ ]?(?:each|apiece|per card)"),
    re.compile(rf"{COUNT}[ ](?:cards|gpus)[ ]of[ ]{SIZE}"),
    re.compile(rf"{SIZE}[ ]?的[ ]?,?[ ]?(?:有|一共|共)?{COUNT}[ ]?[张块](?![a-z0-9])"),
    re.compile(
        rf"(?:(?<![a-z])now|instead|现在)[ ]?(?:it's|it is|is|there is|there's|we have|i have|got|是|有|换成了?)[ ]?(?:a |an )?{SIZE}(?=[ ]?(?:[,.;!。]|$))"
    ),
    re.compile(
        rf"(?:{COUNT}{_EACH})?{SIZE}[ ]?(?:的|大|左右的?|单卡|of |nvidia |consumer |gaming |laptop |mobile |notebook |-class )*{_CARD}"
    ),
    re.compile(
        rf"{_CARD}[ ]?(?:只|一共|总共|统共|拢共|满打满算|总计|加一块儿?|加一起|only|just|共|就|才|有|是|为|大小|总量|加起来|合计|也|大概|约|:|is|has|have|of|=|total|around|about|with|one|an?|,|(?P<each>每张|各))*"
        rf"[ ]?{SIZE}"
    ),
    re.compile(
        rf"(?:fit|squeez|run|train|cram|tun|lora|oom|塞|放|装|跑)[a-z]*[^.?!。]{{0,40}}?(?:in|on|into|within|进|在|到)[ ]?"
        rf"(?:just |only |a |an |my |the |one |single )*{SIZE}"
    ),
    re.compile(rf"{SIZE}[ ]?(?:on|in) (?:the|my|our|its|his|her|that|one|a)[ ](?:only |one |single |old )?{_CARD}"),
    re.compile(rf"(?<![a-z0-9.]){COUNT}[ ]?(?:x|×|\*)[ ]?{SIZE}"),
    re.compile(rf"(?:爆显存|爆了|炸了|oom)[^.?!。]{{0,10}}?{SIZE}"),
    re.compile(rf"{SIZE}[ ]?(?:available|to spare|at hand|可用|空闲)"),
    re.compile(rf"{COUNT}[ ]?(?:张|块)(?:卡|显卡)?[ ]?,[ ]?{SIZE}[ ]?(?:一|每)(?:张|块)"),
    re.compile(rf"{COUNT}[ ]?(?:张|块)[\u4e00-\u9fff]{{1,6}}[ ]?,[ ]?(?:每|一|单)(?:张|块)(?:是|有|都是)?[ ]?{SIZE}"),
    re.compile(
        rf"(?:{COUNT}|那|这|某|仅有的)[ ]?(?:张|块)[ ]?{_LOOKS}{SIZE}[ ]?(?:的|显存)*(?!(?:的)?(?:图|照片|海报|地图|表|卷|屏|硬盘|内存|u盘|移动))"
    ),
    re.compile(
        rf"{SIZE}[ ]?(?:显存|的卡|卡|内)?[ ]?(?:能|可以|够|够不够|跑得动|训得动|放得下|装得下|吃得消|is enough|enough)"
    ),
)
_GIG = r"(?:gb|gib|g|gigs?|gigabytes?)"
_EITHER = re.compile(
    rf"(?<![a-z0-9.])\d{{1,3}}[ ]?(?:{_GIG}[ ]?)?(?:的|版|那版|那种|one|version|model|kind|card|ones)?[ ]?,?[ ]?"
    rf"(?:还是|或者?|抑或|or|/|vs\.?)[ ]?(?:the |an? )?\d{{1,3}}[ ]?{_GIG}(?![a-z0-9])"
)
_MINE = (
    re.compile(
        rf"(?:^|[,.;。!?:\s])(?:我|我们|咱|咱们|俺|我这|手里|手头|手上|家里|这边|实验室)(?:这|里|边|的|就|只|才|也|刚好|正好|机器|电脑|本子|是|有|个)*[ ]?{SIZE}(?=[ ]?(?:,|。|\.|!|;|\)|$|那|吧|的吧|够))"
    ),
    re.compile(
        rf"(?<![a-z])(?:i|we)(?:'ve| have|'m on| am on|'re on| got| own| only| just| also| do)+ (?:only |just |about |got |a |an |one |single |my )*{SIZE}(?=[ ]?(?:,|\.|!|;|\)|$|so |and |here|available|to (?:work|play|spare)|on (?:my|the|this|a|our)))"
    ),
)
_ANY_SIZE = re.compile(rf"\d[ ]?(?:个[ ]?)?-?{_GIG}(?![a-z0-9])")
"""Without this nothing is spelt out."""
_NEARBY = re.compile(
    rf"[^.。!?！？]{{0,40}}?{SIZE}(?![ ]?(?:ram|内存|of ram|(?:of )?(?:normal|system|main|ordinary|plain|cpu) (?:ram|memory)|disk|ssd|硬盘|语料|文本|数据|corpus|of text))"
)
_NOT_OURS = re.compile(
    r"quota (?:is|of) (?:zero|0|none)|not (?:ours|mine)|can't touch|off-limits to (?:me|us)|(?:得|要|需要|该)[^,.。!?]{0,4}(?:几|多少)[ ]?[张块台]|轮不(?:到|上|着)|不归我|不是我们?(?:的|组|部门|自己的)|用不了|用不上|没我们?的份|(?:抢|借|分|申请|约|排|碰|摸)不(?:到|上|着|来)|(?:下个?|下下个?)(?:季度|月|周|财季|学期)才|(?:明年|年底|月底|以后|将来)才|还在(?:走|跑|审|批)(?:采购|流程|审批)?|(?:采购|审批|申请|流程)[^,.。!?]{0,4}还?(?:在跑|在走|没完|没下来|没批)|(?<!任务)(?<!项目)(?<!需求)(?<!课题)(?<!方案)还没(?:到货?|批|买|下单|发货|拿到|装)|(?:已经|早就|早|都|也)(?:还|退|归还|卖|收回|拿走|搬走)(?:回去)?了|(?:has been|have been|was|were|got|already) (?:returned|sold|taken away|given back)|went back|(?:ran out|expired|is gone|are gone|has ended|was cancelled|were cancelled)(?![a-z])|(?:到期|用完|过期)了|not (?:arrived|here|delivered|bought|approved) yet|(?:on|still) order|still in procurement|next (?:quarter|month|year|fiscal year)|(?:是|归|属于)(?:别的|别人|隔壁|其他|其它|另一个|兄弟|人家)[^,.。!?]{0,6}(?:的|组|部门|团队|实验室)"
)
_NOT_CARDS = re.compile(
    r"[ ]?(?:的|of |normal |system |main |ordinary |plain |cpu )*(?:内存|ram(?![a-z])|硬盘|磁盘|语料|文本|数据|原文|资料|corpus|dump|dataset|of (?!vram|gpu|video|memory)|disk|ssd)"
)
_DEAD = re.compile(
    r"[ ]?(?:的)?(?:那|这)?[张块]?(?:(?:card|one|gpu) )?(?:just |has |have |had |is |got )*"
    r"(?:died|broke(?:n)?(?: down)?|burnt out|burned out|dead|fried|failed(?! to)|烧了|烧掉了?|坏了|挂了|报废了?)(?![a-z])"
)
"""Right behind a card: it is no more."""
_ON_DISK = re.compile(r"(?:disk|ssd|drive|硬盘|磁盘)[^,.;。]{0,16}$")
_WANTED = re.compile(
    r"(?:几|多少)[ ]?(?:张|块|台|个|片|卡)?[ ]?$|how many[ ]?$"
    r"|(?:request(?:ed)?|applied|application|asked|waiting|quote|budgeted|bid|put in)(?: for)? (?:an? |(?:\d+|two|three|four|eight) ?x? ?)?$"
    r"|(?:sold|scrapped|returned|gave away|traded in|handed back) (?:the |my |our |both |all )*(?:old |used )?(?:(?:\d+|two|three|four|eight) ?x? ?)?$"
    r"|(?:需要|要|得|至少|need|needs|require|requires|buy|(?<!we )(?<!i )rent|买|租|换|再加|要加)[ ]?(?:an? |\d+ ?(?:x|张|块)? ?|more |at least )?$"
)
"""Before a card: it is only wished for, or was given away."""
_BESIDE = re.compile(
    r"s?[ ]?(?:(?:under|in|on|at|from|inside) (?:the |my |our |a )?[a-z]+ )?(?:my |our |old |spare |second |和|加|跟|与|、|\+|and|plus|,|以及|再加|外加|an?|另外|还有|一张|one|a|,[ ]?(?:另)?一台(?:是|有|插|装|上)?了?| )+[ ]?"
)


_FEWER = re.compile(
    rf"[^.?!。]{{0,60}}?(?:only|allowed|just|may|can|got|get)[^.?!。,]{{0,24}}?{COUNT}[ ]?of (?:them|those|these)"
    rf"|[^.?!。]{{0,40}}?(?:(?:现在|目前|眼下|如今|最后|到手|实际|手上|还)(?:就|只|才)*(?:剩|有|是|能用)?|只剩|剩){COUNT.replace('<count>', '<rest>')}[ ]?[张块卡](?![a-z0-9 ]*\d)"
    rf"|[^.?!。]{{0,36}}?(?:只能|只许|只让|只给|只准|就给|能用的?(?:就|只有)?|轮到我|(?:能|可以)?(?:分到|抢到|轮到|固定用|分给我))(?:我|我们|用|使|占|拿|其中|里头|里面|的|到|有|[ ])*{COUNT.replace('<count>', '<some>')}[ ]?[张块卡]"
)
"""`8 H800s, but I may use two of them`."""
_GONE = re.compile(
    rf"[^.?!。]{{0,24}}?(?:烧|坏|挂|废|报废|借走|拿走|拆走|卖)(?:了|掉|走|出去)*[ ]?{COUNT}[ ]?[张块](?!卡?[ ]?\d)"
    rf"|[^.?!。]{{0,24}}?(?<![a-z])(?:sold|lost|returned|scrapped|gave away|fried) {COUNT.replace('<count>', '<sold>')}(?![ ]?[a-z]*\d)"
    rf"|[^.?!。]{{0,24}}?(?:{COUNT.replace('<count>', '<dead>')}[ ]?(?:of (?:them|those|these) )?(?:just |has |have |had |is |are |got |since )*"
    r"(?:died|broke|broken|burnt out|burned out|dead|fried|failed|sold|stolen|packed up|gave up)(?![a-z]))"
)
"""`四张 3090,烧了一张`, "four A100s, one died": so many fewer."""
_NOT_OURS_WITHIN = 2
"""Clauses after a card in which words may say that it is somebody else's."""
_CLOSE = 28
_TOTAL = re.compile(r"(?:加起来|加一起|合起来|合计|总共|一共|总计|拢共|共)(?:就|是|有|才|只有|差不多|大概|约)*[ ]?$")
"""Before a size: it is that of all cards together."""
_IN_ALL = re.compile(
    r"[ ]?(?:of (?:vram|memory|gpu memory) )?(?:all in(?! one)|in total|in all|total|altogether|all together|combined|between them|overall|all told|together|put together)(?![a-z])"
)
"""`2x 5090, so 64 gigs all in`."""


def card_claims(scene: Scene) -> list[Claim]:
    """Claims about `gpu_memory_gb`. A card whose size or number is unknown claims nothing."""
    named = {scene.outline.sentence(card.start) for card in scene.cards if not _elsewhere(scene, card.start)}
    claims = [
        claim
        for card, following in zip_longest(scene.cards, scene.cards[1:])
        if (claim := _by_name(scene.text, card, following.start if following else len(scene.text)))
    ]
    claims += [claim for claim in _by_size(scene.text) if scene.outline.sentence(claim.start) not in named]
    held = [
        claim
        for claim in claims
        if claim.value and at_hand(scene, claim.start, claim.end) and not either_size(scene, claim.start)
    ]
    return _summed(scene.text, held)


def _elsewhere(scene: Scene, at: int) -> bool:
    """Whether the cards at a place are supposed, somebody else's or still to come."""
    return any(scene.context.reaches(label, at) for label in ("supposed", "others", "future"))


def either_size(scene: Scene, at: int) -> bool:
    """Whether the sentence leaves the size open (`40G or 80G, I forget`)."""
    sentence = scene.outline.sentences[scene.outline.sentence(at)]
    return _EITHER.search(scene.text, sentence.start, sentence.end) is not None


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands beside a card's name: how many (0: several, nobody says how many), how large each, and where that
    begins and ends."""

    count: int
    each: float | None
    start: int
    end: int


def counted(text: str, card: Card) -> tuple[int | None, float | None]:
    """How many cards of a name there are, None where nobody says, and how many GB each has, as far as it is known."""
    told = _told(text, card, len(text))
    return told.count or None, told.each


def _by_name(text: str, card: Card, until: int) -> Claim | None:
    told = _told(text, card, until)
    if told.each is None or not told.count:
        return None
    number = told.count * machines(text, told.start, told.end)
    return Claim("gpu_memory_gb", _whole(number * told.each), told.start, told.end)


def _told(text: str, card: Card, until: int) -> _Told:
    """What is told of a card; a size from `until` on is that of another."""
    before = text[max(0, card.start - 32) : card.start]
    number, sized, after = _BEFORE.search(before), _SIZE_BEFORE.search(before), _AFTER.match(text, card.end)
    tail: Mapping[str, str | None] = after.groupdict() if after else {}
    own = tail.get("size") if after and not _NOT_CARDS.match(text, after.end()) else None
    each = (number and number["size"]) or (sized and sized["size"])
    behind = after if own else _size_nearby(text, card, until)
    size = each or (behind and behind["size"])
    memory = float(size) if size else card.gpu.known_gb
    count = number_of(number["count"] if number else tail.get("times") or tail.get("han"))
    if count is None:
        vague = tail.get("many") or _VAGUE.search(before) or _MANY_AFTER.match(text, card.end)
        vague = vague or _VAGUE_AFTER.match(text, card.end) or _ALL.search(before)
        count = 0 if vague else 1
    fewer = _FEWER.match(text, card.end)
    if fewer:
        count = number_of(fewer["count"] or fewer["rest"] or fewer["some"]) or count
    elif gone := _GONE.match(text, card.end):
        lost = number_of(gone["count"] or gone["sold"] or gone["dead"]) or 0
        count = count - lost if lost < count else count
    if memory and count and not each and behind and (_in_all(text, behind.end("size")) or _totals(text, behind)):
        memory /= count
    lead = number or sized
    start = card.start - len(before) + lead.start() if lead else card.start
    end = after.end() if after and (own or tail.get("times") or tail.get("han")) else card.end
    return _Told(count, memory, start, end)


def _totals(text: str, size: re.Match[str]) -> bool:
    """Whether the words before a size say that it is that of all cards together."""
    return _TOTAL.search(text, 0, size.start("size")) is not None


def _in_all(text: str, end: int) -> bool:
    """Whether the words after a size say that it is that of all cards together."""
    unit = _UNIT.match(text, end)
    return _IN_ALL.match(text, unit.end() if unit else end) is not None


def _size_nearby(text: str, card: Card, until: int) -> re.Match[str] | None:
    nearby = _NEARBY.match(text, card.end, until)
    if nearby and (card.gpu.known_gb is None or nearby.end() - card.end < _CLOSE):
        return nearby
    return None


def _by_size(text: str) -> Iterator[Claim]:
    if not _ANY_SIZE.search(text):
        return
    for pattern in (*_SPELT, *_MINE):
        found = [match for match in pattern.finditer(text) if not no_cards(text, match.end("size"))]
        for match in found:
            if _ON_DISK.search(text, 0, match.start()):
                continue
            count = number_of(match.groupdict().get("count")) or 1
            count *= machines(text, *match.span())
            yield Claim("gpu_memory_gb", _whole(count * float(match["size"])), match.start(), match.end())
        if found:
            return


def no_cards(text: str, at: int) -> bool:
    """Whether the size that ends at `at` is that of something other than cards (`24G 内存`)."""
    unit = _UNIT.match(text, at)
    return _NOT_CARDS.match(text, unit.end() if unit else at) is not None


def _whole(memory: float) -> int | float:
    return int(memory) if memory.is_integer() else memory


def at_hand(scene: Scene, start: int, end: int) -> bool:
    """Not denied, supposed, wanted ("how many A100s"), broken or somebody else's."""
    if scene.context.denied(start, end) or _elsewhere(scene, start) or _DEAD.match(scene.text, end):
        return False
    sentence = scene.outline.sentences[scene.outline.sentence(start)]
    clause = scene.outline.clause(start)
    following = scene.outline.clauses[min(clause + _NOT_OURS_WITHIN, len(scene.outline.clauses) - 1)]
    if _NOT_OURS.search(scene.text, end, min(sentence.end, following.end)):
        return False
    return not _WANTED.search(scene.text[max(0, start - 24) : start])


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
